"""Every format reads back to exactly the frame."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast_widget.export import READABLE, Provenance, read, write
from webcast_widget.timeline.figures import DTYPES, ESTIMATES
from webcast_widget.timeline.frame import moments
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ZONES = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu"]
counts = st.none() | st.integers(0, 2**53)
hundredths = st.integers(0, 10**8).map(lambda number: number / 100)
VALUES: dict[str, st.SearchStrategy[object]] = {
    "Int64": counts,
    "Float64": st.none() | hundredths,
    "boolean": st.booleans(),
}


@st.composite
def frames(draw: st.DrawFn, *, exact: bool) -> pd.DataFrame:
    size = draw(st.integers(0, 12))
    first = draw(st.integers(0, 400_000_000)) * 10
    values = dict(VALUES)
    if exact:
        values["Float64"] = st.none() | st.floats(0, 1e12)
    data = {
        name: pd.Series(
            draw(st.lists(values[dtype], min_size=size, max_size=size)), dtype=object
        ).to_numpy()
        for name, dtype in DTYPES.items()
    }
    starts = first + 10 * np.arange(size, dtype=np.int64)
    return pd.DataFrame(data, index=moments(starts)).astype(DTYPES)


def provenance(zone: str) -> Provenance:
    return Provenance(Event("1_a", "Town hall"), "replay", 0.0, "0.1.0", zone)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trips")


@pytest.mark.parametrize("name", ["csv", "parquet"])
@settings(deadline=None, max_examples=60)
@given(frame=frames(exact=True), zone=st.sampled_from(ZONES))
def test_any_frame_comes_back_from_csv_and_parquet(
    folder: Path, name: str, frame: pd.DataFrame, zone: str
) -> None:
    path = write(frame, provenance(zone), folder / f"any.{name}")
    pd.testing.assert_frame_equal(read(path), frame, check_exact=True)


@settings(deadline=None, max_examples=25)
@given(frame=frames(exact=False), zone=st.sampled_from(ZONES))
def test_frames_of_a_server_come_back_from_excel(
    folder: Path, frame: pd.DataFrame, zone: str
) -> None:
    """Excel keeps 16 digits: enough for whole numbers and for two decimals."""
    path = write(frame, provenance(zone), folder / "any.xlsx")
    pd.testing.assert_frame_equal(read(path), frame, check_exact=True)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", READABLE)
def test_gaps_zeros_and_provisional_rows_come_back(
    frame: pd.DataFrame, tmp_path: Path, name: str, zone: str
) -> None:
    back = read(write(frame, provenance(zone), tmp_path / f"event.{name}"))
    pd.testing.assert_frame_equal(back, frame, check_exact=True)
    assert back["live_viewers"].isna().sum() == 11
    assert (back["live_viewers"] == 0).sum() == 6
    assert back["provisional"].sum() == 5


@pytest.mark.parametrize("name", READABLE)
def test_an_empty_frame_has_a_header_and_comes_back(
    empty: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    back = read(write(empty, provenance("Europe/Paris"), tmp_path / f"none.{name}"))
    pd.testing.assert_frame_equal(back, empty)
    assert back.dtypes.astype(str).to_dict() == DTYPES
    assert str(back.index.dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize("name", READABLE)
def test_columns_that_are_wholly_missing_come_back(
    frame: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    for column in list(DTYPES)[:5]:
        frame.loc[:, column] = pd.NA
    back = read(write(frame, provenance("UTC"), tmp_path / f"missing.{name}"))
    pd.testing.assert_frame_equal(back, frame)


def earlier_csv(data: bytes) -> bytes:
    lines = data.decode().splitlines()
    cut = [line if line.startswith("#") else line.rsplit(",", 3)[0] for line in lines]
    return ("\n".join(cut) + "\n").encode()


def earlier_parquet(data: bytes) -> bytes:
    out = io.BytesIO()
    pq.write_table(pq.read_table(io.BytesIO(data)).drop([*ESTIMATES]), out)
    return out.getvalue()


def earlier_xlsx(data: bytes) -> bytes:
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    sheet = book["Attendance"]
    sheet.delete_cols(sheet.max_column - len(ESTIMATES) + 1, len(ESTIMATES))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("earlier", [earlier_csv, earlier_parquet, earlier_xlsx])
def test_files_from_before_there_were_estimates_are_read(
    frame: pd.DataFrame, tmp_path: Path, earlier: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"event.{earlier.__name__.removeprefix('earlier_')}"
    write(frame, provenance("UTC"), path)
    path.write_bytes(earlier(path.read_bytes()))
    frame.loc[:, [*ESTIMATES]] = pd.NA
    pd.testing.assert_frame_equal(read(path), frame)
