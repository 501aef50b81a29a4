"""Other cadences, and events months apart: no file has less than it says."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pytest

from webcast_widget.export import READABLE, Provenance, file_name, read, to_bytes, write
from webcast_widget.export import excel as excel_file
from webcast_widget.export.excel_charts import STEPS, coarse_means
from webcast_widget.timeline.figures import DTYPES
from webcast_widget.timeline.frame import frame as timeline_frame
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

START = 1_780_000_000
DAY_S = 86_400


def line(moments: list[int], cadence_s: int = 10) -> Timeline:
    made = Timeline(cadence_s=cadence_s)
    slots = [Slot(at, live_viewers=n % 977) for n, at in enumerate(moments)]
    made.merge(Batch(slots, as_of=moments[-1] + 2.0 * cadence_s + 60), now=0.0)
    return made


def town_halls() -> list[int]:
    """Two of them, of an hour each, 130 days apart."""
    hour = range(0, 3600, 10)
    return [START + day * DAY_S + at for day in (0, 130) for at in hour]


def minutely() -> list[int]:
    """A day with a night off the air, off every grid."""
    return [START + 7 + 60 * n for n in range(3000) if not 400 < n < 1960]


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize(
    ("moments", "cadence_s"),
    [
        (town_halls(), 10),
        (minutely(), 60),
        ([START + 5, START + 5 + DAY_S], DAY_S),
        ([START, START + 30 * DAY_S], 30 * DAY_S),
    ],
    ids=["town halls", "minutes", "days", "months"],
)
def test_moments_come_back_as_they_came_with_the_cadence(
    tmp_path: Path,
    provenance: Provenance,
    name: str,
    moments: list[int],
    cadence_s: int,
) -> None:
    frame = line(moments, cadence_s).frame()
    paris = replace(provenance, time_zone="Europe/Paris")
    back = read(write(frame, paris, tmp_path / f"event.{name}"))
    pd.testing.assert_frame_equal(back, frame)
    assert back.attrs == {"cadence_s": cadence_s}
    known = back.index[back["live_viewers"].notna()]
    assert [int(at.timestamp()) for at in known] == moments
    end = pd.Timestamp(moments[-1] + cadence_s, unit="s")
    assert f"{end:%Y%m%dT%H%M%SZ}.{name}" in file_name(provenance.event, frame, name)


def test_two_town_halls_fit_a_sheet_with_their_peak(provenance: Provenance) -> None:
    made = line(town_halls())
    data = to_bytes(made.frame(), provenance, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Attendance", "Charts", "About"]
    live = [
        row[0] for row in book["Attendance"].iter_rows(2, None, 2, 2, values_only=True)
    ]
    peak = made.peak()
    assert peak is not None
    assert max(each or 0 for each in live) == peak.viewers == 719
    assert len(live) == 720 + 2
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert about["cadence"].startswith(
        "10 s; of a gap of more than 360 slots the first"
    )


def test_what_a_sheet_cannot_hold_goes_on_in_the_next(
    provenance: Provenance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_file, "MOST_ROWS", 300)
    frame = line(town_halls()).frame()
    path = write(frame, provenance, tmp_path / "event.xlsx")
    book = openpyxl.load_workbook(path)
    sheets = ["Attendance", "Attendance 2", "Attendance 3"]
    assert (
        book.sheetnames == [*sheets, "Charts", "About"] or book.sheetnames[:3] == sheets
    )
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert about["sheets"] == f"the rows are in 3 sheets: {', '.join(sheets)}"
    pd.testing.assert_frame_equal(read(path), frame)


def test_a_value_a_day_makes_files_of_what_is_known(provenance: Provenance) -> None:
    frame = line([START + DAY_S * day for day in range(390)]).frame()
    for name, most in {"csv": 80_000, "parquet": 50_000, "xlsx": 60_000}.items():
        assert len(to_bytes(frame, provenance, name)) < most


@pytest.mark.parametrize(
    ("cadence_s", "rows", "name"),
    [
        (10, 8700, "Minutes"),
        (60, 8700, "Ten minutes"),
        (3600, 8700, "Days"),
        (DAY_S, 8700, "Days"),
        (10, 400_000, "Ten minutes"),
    ],
)
def test_charts_are_of_means_that_are_few_enough(
    cadence_s: int, rows: int, name: str
) -> None:
    starts = np.arange(rows) * cadence_s + START
    known = np.arange(rows) % 977.0
    columns = dict.fromkeys(DTYPES, np.full(rows, np.nan)) | {"live_viewers": known}
    own = timeline_frame(starts, columns, cadence_s)
    found, means = coarse_means(own)
    assert found == name
    whole = own["live_viewers"].groupby(own.index.floor(f"{STEPS[name]}s")).mean()  # type: ignore[attr-defined]
    assert means["live_viewers"].tolist() == whole.tolist()


def test_charts_of_events_months_apart_are_not_of_the_months() -> None:
    _, means = coarse_means(line([*town_halls(), START + 131 * DAY_S]).frame())
    assert len(means) == 61 + 2 + 61 + 2 + 1


def test_the_document_tells_the_cadence(provenance: Provenance) -> None:
    page = to_bytes(line(minutely(), 60).frame(), provenance, "html").decode()
    assert "Viewers as the source counts them, once in 1 min." in page
    assert "slots of 60 s" in page
    assert "one per 10 s" not in page
