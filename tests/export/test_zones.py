"""Local times, on the day when an hour happens twice above all."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest

from webcast_widget import export
from webcast_widget.errors import ConfigurationError
from webcast_widget.export import READABLE, Provenance, read, to_bytes, write
from webcast_widget.export.document.drawing.panels.quality import minutes_of
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

PARIS = "Europe/Paris"
CHANGE = int(pd.Timestamp("2026-10-25T01:00:00Z").timestamp())  # 03:00 becomes 02:00


@pytest.fixture
def night() -> pd.DataFrame:
    """Three hours around the end of summer time."""
    timeline = Timeline()
    starts = range(CHANGE - 5400, CHANGE + 5400, 10)
    slots = [Slot(start, live_viewers=start % 97) for start in starts]
    minutes = [Minute(start, 1500.0, 2.5) for start in starts[::6]]
    timeline.merge(Batch(slots, minutes), CHANGE)
    return timeline.frame()


@pytest.fixture
def in_paris(provenance: Provenance) -> Provenance:
    return replace(provenance, time_zone=PARIS)


@pytest.mark.parametrize("name", READABLE)
def test_the_repeated_hour_reads_back_to_the_same_instants(
    night: pd.DataFrame, in_paris: Provenance, tmp_path: Path, name: str
) -> None:
    path = write(night, in_paris, tmp_path / f"night.{name}")
    pd.testing.assert_frame_equal(read(path), night)


def test_csv_tells_the_two_hours_apart_by_their_offset(
    night: pd.DataFrame, in_paris: Provenance
) -> None:
    text = to_bytes(night, in_paris, "csv").decode()
    assert "\n2026-10-25T02:30:00+02:00," in text
    assert "\n2026-10-25T02:30:00+01:00," in text
    assert (
        "# range: 2026-10-25T01:30:00+02:00 to 2026-10-25T03:30:00+01:00\n"
        "# time zone: Europe/Paris\n"
    ) in text
    table = pd.read_csv(io.StringIO(text), comment="#", index_col=0)
    moments = pd.to_datetime(table.index, utc=True)
    assert list(moments) == list(night.index)


def test_the_document_draws_each_minute_of_both_hours(
    night: pd.DataFrame, in_paris: Provenance
) -> None:
    page = to_bytes(night, in_paris, "html").decode()
    assert "Average bitrate" in page
    drawn = minutes_of(night["avg_bitrate_kbps"].tz_convert(PARIS))
    assert list(drawn.index) == list(night.index[::6])


def test_the_charts_of_a_sheet_show_both_hours(
    night: pd.DataFrame, in_paris: Provenance
) -> None:
    content = to_bytes(night.iloc[300:720], in_paris, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as sheet:
        chart = sheet.read("xl/charts/chart1.xml").decode()
    ends = {
        name: float(value)
        for name, value in re.findall(r'<c:(min|max) val="(\d{4,}[^"]*)"', chart)
    }
    assert ends["max"] - ends["min"] == pytest.approx(3590 / 86_400, abs=2e-3)


def test_the_page_says_how_pandas_reads_them(
    night: pd.DataFrame,
    in_paris: Provenance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for ending in ("csv", "parquet", "xlsx"):
        write(night, in_paris, tmp_path / f"town-hall.{ending}")
    page = Path(export.__file__).with_name("README.md").read_text("utf-8")
    (block,) = (one for one in page.split("```") if "import pandas as pd" in one)
    told: dict[str, Any] = {}
    exec(block.removeprefix("python"), told)  # noqa: S102 - our own page
    assert list(told["table"].index) == list(night.index)


def test_parquet_carries_the_zone(night: pd.DataFrame, in_paris: Provenance) -> None:
    table = pd.read_parquet(io.BytesIO(to_bytes(night, in_paris, "parquet")))
    index = pd.DatetimeIndex(table.index)
    assert str(index.tz) == PARIS
    pd.testing.assert_frame_equal(table.tz_convert("UTC"), night)


def test_excel_keeps_utc_beside_local_time(
    night: pd.DataFrame, in_paris: Provenance
) -> None:
    data = to_bytes(night, in_paris, "xlsx")
    table = pd.read_excel(io.BytesIO(data))
    assert list(table.columns[:2]) == ["slot_start (Europe/Paris)", "slot_start_utc"]
    utc = pd.DatetimeIndex(table["slot_start_utc"]).tz_localize("UTC")
    assert list(utc) == list(night.index)
    there = utc.tz_convert(ZoneInfo(PARIS)).tz_localize(None)
    assert list(table["slot_start (Europe/Paris)"]) == list(there)
    assert len(set(there)) < len(there)  # which is why UTC stands beside it
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Attendance"]
    assert sheet.freeze_panes == "C2"


def test_utc_needs_no_second_column(
    night: pd.DataFrame, provenance: Provenance
) -> None:
    table = pd.read_excel(io.BytesIO(to_bytes(night, provenance, "xlsx")))
    assert list(table.columns[:2]) == ["slot_start (UTC)", "live_viewers"]


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Asia/Kathmandu", "+05:45"),
        ("America/St_Johns", "-02:30"),
        ("Pacific/Chatham", "+13:45"),
        ("America/New_York", "-04:00"),
    ],
)
def test_offsets_are_the_zones_own(
    night: pd.DataFrame, provenance: Provenance, zone: str, offset: str
) -> None:
    there = replace(provenance, time_zone=zone)
    text = to_bytes(night, there, "csv").decode()
    row = next(line for line in text.split("\n") if line.startswith("2026"))
    assert row.split(",")[0].endswith(offset)
    assert pd.Timestamp(row.split(",")[0]) == night.index[0]


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "UTC\0"]
)
def test_an_unknown_zone_is_refused(provenance: Provenance, zone: str) -> None:
    with pytest.raises(ConfigurationError, match="There is no time zone"):
        replace(provenance, time_zone=zone)
