"""What each format holds, as its ordinary readers see it."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.export import FORMATS, Provenance, file_name, to_bytes
from webcast_widget.timeline.figures import DTYPES, FIGURES, INDEX
from webcast_widget.timeline.records import Event


def test_plain_pandas_reads_csv_back_to_the_frame(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    data = to_bytes(frame, provenance, "csv")
    table = pd.read_csv(io.BytesIO(data), comment="#", index_col=0, parse_dates=True)
    pd.testing.assert_frame_equal(
        table.astype(DTYPES), frame, check_index_type=False, check_freq=False
    )
    assert str(table.index[0]) == "2026-11-22 10:15:00+00:00"


def test_csv_says_its_provenance_and_its_units(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    text = to_bytes(frame, provenance, "csv").decode()
    comments = [line for line in text.split("\n") if line.startswith("#")]
    assert comments[1:9] == [
        "# event id: 1_k2m4x9a1",
        "# event name: Town hall",
        "# source: https://analytics.example/api_v3",
        "# range: 2026-11-22T10:15:00+00:00 to 2026-11-22T11:45:00+00:00",
        "# time zone: UTC",
        "# cadence: 10 s; of a gap of more than 360 slots the first and the last have a row",
        "# exported at: 2026-11-22T11:45:00+00:00",
        "# version: 0.1.0",
    ]
    for name in DTYPES:
        metric = FIGURES[name]
        assert f"# column {name}: {metric.unit} ({metric.label})" in comments
    rows = text.split("\n")[len(comments) :]
    assert rows[0] == ",".join([INDEX, *DTYPES])
    assert rows[1] == "2026-11-22T10:15:00+00:00,0,,0,1500.25,,,,False,,,"
    assert rows[8] == "2026-11-22T10:16:10+00:00,,,,,,,,False,,,"  # a gap, not a zero
    assert "\r" not in text


def test_plain_pandas_reads_parquet_back_to_the_frame(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    data = to_bytes(frame, provenance, "parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(data)), frame)


def test_parquet_holds_provenance_and_units_in_its_schema(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    schema = pq.read_schema(io.BytesIO(to_bytes(frame, provenance, "parquet")))
    about = json.loads(schema.metadata[b"webcast_widget"])
    assert about["event id"] == "1_k2m4x9a1"
    assert about["units"]["live_viewers"] == "viewers"
    for name in DTYPES:
        unit = schema.field(name).metadata[b"unit"].decode()
        assert unit == FIGURES[name].unit == about["units"][name]
    assert schema.field(INDEX).metadata[b"unit"] == b"time"


def test_plain_pandas_reads_excel_back_to_the_values(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    data = to_bytes(frame, provenance, "xlsx")
    table = pd.read_excel(io.BytesIO(data), index_col=0)
    assert table.index.name == "slot_start (UTC)"
    index = pd.DatetimeIndex(table.index).tz_localize("UTC")
    pd.testing.assert_frame_equal(
        table.set_axis(index).astype(DTYPES),
        frame,
        check_index_type=False,
        check_names=False,
    )


def test_excel_is_a_sheet_one_can_work_with(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    data = to_bytes(frame, provenance, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Attendance", "Charts", "About"]
    sheet = book["Attendance"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:L541"
    assert sheet["A2"].is_date
    assert sheet["A2"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert sheet["B2"].value == 0
    assert sheet["B9"].value is None  # a gap, not a zero
    assert sheet["E2"].number_format == "#,##0.00"
    assert sheet["I2"].value is False
    assert sheet.column_dimensions["A"].width >= len("2026-11-22 10:15:00")


def test_the_about_sheet_defines_every_column(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_bytes(frame, provenance, "xlsx")))
    rows = {row[0]: row[1:] for row in book["About"].iter_rows(values_only=True)}
    assert rows["event name"][0] == "Town hall"
    assert rows["time zone"][0] == "UTC"
    assert list(rows)[-12:] == [INDEX, *DTYPES]
    for name in DTYPES:
        unit, label, definition = rows[name]
        assert (unit, label) == (FIGURES[name].unit, FIGURES[name].label)
        assert FIGURES[name].definition in str(definition)


def test_the_same_frame_makes_the_same_bytes(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    for name in FORMATS:
        first = to_bytes(frame, provenance, name)
        assert to_bytes(frame, provenance, name) == first


def test_the_source_keeps_no_secret(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    secret = replace(
        provenance, source="https://me:hunter2@analytics.example/api?ks=s3same#k3y"
    )
    data = to_bytes(frame, secret, "csv")
    assert b"# source: https://analytics.example/api\n" in data
    for word in (b"hunter2", b"s3same", b"k3y"):
        assert word not in data


def test_a_source_that_cannot_be_read_as_a_url_is_left_out(
    empty: pd.DataFrame, provenance: Provenance
) -> None:
    broken = replace(provenance, source="https://[::1?ks=s3same")
    assert "\n# source: \n" in to_bytes(empty, broken, "csv").decode()


def test_nothing_but_the_schema_leaves_with_a_frame(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    frame.attrs["token"] = "s3same"
    assert b"s3same" not in to_bytes(frame, provenance, "parquet")


@pytest.mark.parametrize("name", ["pdf", "", "CSV", "../csv"])
def test_an_unknown_format_is_refused(
    frame: pd.DataFrame, provenance: Provenance, name: str
) -> None:
    with pytest.raises(ConfigurationError, match="choose one of csv, parquet, xlsx"):
        to_bytes(frame, provenance, name)


def test_a_frame_that_is_not_a_feeds_is_refused(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    with pytest.raises(ConfigurationError, match="columns"):
        to_bytes(frame.drop(columns="plays"), provenance, "csv")
    with pytest.raises(ConfigurationError, match="time zone"):
        to_bytes(frame.tz_localize(None), provenance, "csv")
    with pytest.raises(ConfigurationError, match="missing moments"):
        to_bytes(frame.reindex([*frame.index[:2], pd.NaT]), provenance, "csv")
    with pytest.raises(ConfigurationError, match="plays"):
        to_bytes(frame.assign(plays="many"), provenance, "csv")


def test_some_rows_of_a_frame_in_another_zone_are_welcome(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    part = frame.iloc[10:20]
    for name in ("csv", "parquet"):
        data = to_bytes(part, provenance, name)
        assert to_bytes(part.tz_convert("Asia/Tokyo"), provenance, name) == data


def test_file_names_say_event_and_range(
    frame: pd.DataFrame, empty: pd.DataFrame, provenance: Provenance
) -> None:
    name = "1_k2m4x9a1_20261122T101500Z_20261122T114500Z.csv"
    assert file_name(provenance.event, frame, "csv") == name
    assert file_name(provenance.event, empty, "xlsx") == "1_k2m4x9a1_empty.xlsx"
    assert file_name(Event("../../etc/passwd"), empty, "csv") == "etc_passwd_empty.csv"
    assert file_name(Event("東京"), empty, "csv") == "event_empty.csv"
    with pytest.raises(ConfigurationError, match=r"\.csv, \.parquet, \.xlsx"):
        file_name(provenance.event, frame, "exe")
