"""Clocks that are years off, and moments that were rounded, in whatever they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.heartbeats.readers.viewer import BASE, live, rows
from webcast_widget import heartbeats
from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.readers.clocks import COARSE, FAR

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

N = 3600
OFF = {"1970": "1970-01-01 00:00:03", "9999": "9999-12-31 23:59:59"}


def as_files(table: pd.DataFrame, kind: str, folder: Path) -> Any:
    if kind == "csv":
        table.to_csv(folder / "day.csv", index=False)
        return folder / "day.csv"
    if kind == "parquet":
        # pandas itself writes nothing beyond 2262.
        moments = table["ts"].astype("datetime64[s]")
        table.assign(ts=moments).to_parquet(folder / "day.parquet")
        return folder / "day.parquet"
    return table


JOBS: dict[str, Any] = {
    "sessions": heartbeats.sessions,
    "attendance": heartbeats.attendance,
    "stays": heartbeats.stays,
    "stalls": heartbeats.stalls,
}


@pytest.fixture(scope="module")
def duckdb() -> Backend:
    """One engine for many small questions."""
    return heartbeats.duckdb(threads=1)


def an_event() -> pd.DataFrame:
    moments = pd.to_datetime([BASE + 10 * place for place in range(N)], unit="s")
    return rows(N, ts=moments.astype(str), country="France")


def found(job: str, source: Any, engine: Backend) -> list[dict[str, Any]]:
    table = JOBS[job](source, engine=engine)
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table)
    else:
        table = table.to_pyarrow()
    return list(table.to_pylist())


@pytest.fixture(scope="module")
def expected(duckdb: Backend) -> dict[str, Any]:
    """What comes of the event without its first heartbeat."""
    right = an_event()[1:]
    return {
        "counts": heartbeats.aggregate(right, engine=duckdb).counts,
        **{job: found(job, right, duckdb) for job in JOBS},
    }


@pytest.mark.parametrize(
    ("kind", "year"), [("csv", "9999"), ("parquet", "9999"), ("frame", "1970")]
)
def test_one_clock_that_is_years_off_is_left_out_everywhere(
    tmp_path: Path, duckdb: Backend, expected: dict[str, Any], kind: str, year: str
) -> None:
    wrong = an_event()
    wrong.loc[0, "ts"] = OFF[year]
    source = as_files(wrong, kind, tmp_path)
    for counted in (
        heartbeats.aggregate(source, engine=duckdb),
        heartbeats.breakdown(source, "country", engine=duckdb)["France"],
    ):
        assert counted.counts.equals(expected["counts"])
        assert len(counted.df) == N - 1
        assert not counted.complete
        assert counted.left_out is not None
        assert dict(counted.left_out.by_reason) == {FAR: 1}
        (trouble,) = counted.left_out.troubles
        assert trouble.startswith("1 heartbeat is more than 400 days from")
    for job in JOBS:
        with pytest.warns(UserWarning, match="1 heartbeat is more than 400 days"):
            assert found(job, source, duckdb) == expected[job]
    read = heartbeats.read(source, connection=duckdb)
    assert not read.left_out.complete
    with pytest.warns(UserWarning, match="1 heartbeat is more than 400 days"):
        assert found("attendance", read, duckdb) == expected["attendance"]
    assert len(expected["attendance"]) == 1


@pytest.mark.parametrize("job", JOBS)
def test_what_cannot_say_that_rows_are_missing_warns(duckdb: Backend, job: str) -> None:
    table = an_event().astype({"event_index": object})
    table.loc[[0, 3], "entry_id"] = None
    read = heartbeats.read(table, connection=duckdb)
    for source in (table, read):
        with pytest.warns(UserWarning, match="2 rows are no heartbeat: left out"):
            found(job, source, duckdb)


def test_an_entry_that_goes_on_for_years_is_counted_as_a_whole(duckdb: Backend) -> None:
    days = 1000
    moments = pd.to_datetime([BASE + 86_400 * day for day in range(days)], unit="s")
    table = rows(days, ts=moments.astype(str))
    counted = heartbeats.aggregate(table, engine=duckdb)
    assert counted.complete
    assert counted.counts["live"].sum() == days
    table.loc[0, "ts"] = OFF["1970"]
    assert heartbeats.aggregate(table, engine=duckdb).counts["live"].sum() == days - 1


def test_most_heartbeats_decide_which_clock_is_wrong() -> None:
    moments = ["1970-01-01 00:00:03"] * 4 + ["2026-11-22 15:00:01"] * 5
    table = rows(9, ts=moments)
    assert heartbeats.aggregate(table).counts["live"].tolist() == [5]
    with pytest.raises(HeartbeatsError, match="More than 3 rows cannot be read"):
        heartbeats.aggregate(table, max_refused=3)


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("kind", ["frame", "csv", "parquet", "moments", "sessions"])
def test_numbers_that_a_spreadsheet_has_rounded_are_refused(
    tmp_path: Path, kind: str, unit: int
) -> None:
    table: Any = rows(1800, ts=1.79536e9 * unit)
    if kind == "sessions":  # none of them has two heartbeats
        table["session_id"] = [f"s{number}" for number in range(1800)]
    elif kind == "csv":
        table.to_csv(tmp_path / "day.csv", index=False)
    elif kind == "parquet":
        table.to_parquet(tmp_path / "day.parquet")
    elif kind == "moments":
        table["ts"] = pd.to_datetime(table["ts"] / unit, unit="s")
    source = tmp_path if kind in {"csv", "parquet"} else table
    with pytest.raises(HeartbeatsError, match="more coarsely than a slot: 1,800"):
        heartbeats.aggregate(source)


def test_minutes_without_seconds_are_refused_where_viewers_pile_up() -> None:
    moments = pd.to_datetime([BASE + 10 * place for place in range(600)], unit="s")
    cut = rows(600, ts=moments.floor("min").strftime("%Y-%m-%d %H:%M"))
    got = heartbeats.read(cut)
    assert dict(got.left_out.by_reason) == {COARSE: 600}
    # One heartbeat in each minute is odd, and possible.
    assert live(rows(20, ts=[BASE + 20 + 60 * place for place in range(20)])) == 20


def test_floats_that_cannot_tell_a_slot_are_refused() -> None:
    table = rows(ts=np.array([BASE + 10 * place for place in range(6)], "float32"))
    got = heartbeats.read(table)
    assert dict(got.left_out.by_reason) == {COARSE: 6}


def test_a_naive_moment_is_utc_in_sessions_too() -> None:
    theirs = ibis.duckdb.connect()
    theirs.raw_sql("SET TimeZone = 'America/New_York'")
    theirs.con.register(
        "theirs", rows(ts=pd.date_range("2026-11-22 15:00", periods=6, freq="10s"))
    )
    for table in (heartbeats.sessions, heartbeats.attendance):
        (row,) = table(theirs.table("theirs")).to_pyarrow().to_pylist()
        assert pd.Timestamp(row["first_seen"]) == pd.Timestamp("2026-11-22 15:00Z")
        assert pd.Timestamp(row["last_seen"]) == pd.Timestamp("2026-11-22 15:00:50Z")


def test_the_last_nanosecond_of_a_slot_is_of_that_slot(tmp_path: Path) -> None:
    last = (BASE + 10) * 10**9 - 1
    table = rows(1, ts=last)
    table.to_csv(tmp_path / "day.csv", index=False)
    for source in (table, tmp_path / "day.csv"):
        counts = heartbeats.aggregate(source).counts
        assert counts.index[0] == pd.Timestamp(BASE, unit="s", tz="UTC")


@pytest.mark.parametrize("mark", [".", ","])
def test_the_decimal_point_may_be_named(tmp_path: Path, mark: str) -> None:
    text = rows().astype(object)
    text["bitrate"], text["buffer_time"] = f"2{mark}500", f"0{mark}5"
    for delimiter in (",", ";"):
        text.to_csv(tmp_path / "day.csv", sep=delimiter, index=False)
        text.to_parquet(tmp_path / "day.parquet")
        for source in (tmp_path / "day.csv", tmp_path / "day.parquet", text):
            counts = heartbeats.aggregate(source, decimal=mark).counts
            assert counts["bitrate_sum"].sum() == 6 * 2.5
            assert counts["buffer_sum"].sum() == 6 * 0.5


def test_a_decimal_point_that_is_none() -> None:
    with pytest.raises(ConfigurationError, match="decimal is ';': give"):
        heartbeats.aggregate(rows(), decimal=";")
    with pytest.raises(ConfigurationError, match=r"decimal is \[','\]"):
        heartbeats.aggregate(rows(), decimal=[","])  # type: ignore[arg-type]


def test_the_decimal_point_is_that_of_the_file(tmp_path: Path) -> None:
    """A point in a file with decimal commas parts thousands, and is refused."""
    text = rows().astype(object)
    text["buffer_time"], text.loc[0, "bitrate"] = "0,5", "2.500"
    text.loc[1:, "bitrate"] = "2500,0"
    text.to_csv(tmp_path / "de.csv", sep=";", index=False)
    timeline = heartbeats.aggregate(tmp_path / "de.csv", rules="kava")
    assert timeline.left_out is not None
    assert dict(timeline.left_out.by_reason) == {"no readable bitrate": 1}
    assert timeline.counts["bitrate_sum"].sum() == 5 * 2500
    assert timeline.counts["buffer_sum"].sum() == 2.5


def test_decimal_commas_stand_in_any_number(tmp_path: Path) -> None:
    floats = rows().astype({"ts": "float64", "event_index": "float64"})
    floats.to_csv(tmp_path / "de.csv", sep=";", decimal=",", index=False)
    timeline = heartbeats.aggregate(tmp_path / "de.csv")
    assert timeline.counts.equals(heartbeats.aggregate(rows()).counts)


@pytest.mark.parametrize("moment", ["20261005010001", "2612-01-18 08:56:50", "-86400"])
def test_a_time_in_which_nobody_streams_is_refused(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "day.csv"
    head = "ts,entry_id,session_id,event_type,event_index,bitrate,buffer_time"
    path.write_text(
        "\n".join([head, *(f"{moment},a,s,1,{n},1,0" for n in range(2, 9))])
    )
    with pytest.raises(HeartbeatsError, match="before 1970 or after 2105"):
        heartbeats.aggregate(path)
