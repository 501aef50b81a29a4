"""Tables: CSV, Parquet, frames in memory, and all formats of one event alike."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.heartbeats.conftest import rows
from webcast_widget import heartbeats
from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.engines.duckdb import duckdb
from webcast_widget.heartbeats.readers.columns import check_by
from webcast_widget.heartbeats.readers.source import read
from webcast_widget.simulator.raw_files import BEACONS, LOG, TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.heartbeats.conftest import Reading

CSV = """ts,entry_id,session_id,event_type,event_index,bitrate,buffer_time,browser
2023-11-14 22:13:20+00:00,1_abc,s1,1,2,1500,0.25,Firefox
2023-11-14T22:13:21Z,1_abc,s2,2.0,3.0,,-1,
1700000002,1_abc,s3,1,1,-1,NA,"a, ""b"" c"
"""


def columns_of(file: Path, names: list[str]) -> list[dict[str, Any]]:
    table = read(file).table
    missing = {name: None for name in names if name not in table.columns}
    key = ["ts", "session_id", "event_index"]
    found = table.order_by(key).select(*set(names) - set(missing)).to_pyarrow()
    return [{**missing, **one} for one in found.to_pylist()]


def test_a_column_that_the_engine_does_not_know_is_a_sentence() -> None:
    table = pa.table({"ts": [1.0], "x": pa.array([0.5], pa.float16())})
    with pytest.raises(HeartbeatsError, match="leave that column out"):
        read(table)


def test_an_id_is_the_same_in_a_column_of_whole_numbers_and_of_floats(
    tmp_path: Path,
) -> None:
    ids = {"whole": [7, 8], "floats": [7.0, None], "texts": ["7", "x"]}
    for name, sessions in ids.items():
        frame = pd.DataFrame({"ts": [1.7e9, 1.7e9], "session_id": sessions})
        frame = frame.assign(entry_id="1_abc", event_type=1, event_index=2)
        frame.assign(bitrate=1.0, buffer_time=0.0).to_parquet(
            tmp_path / f"{name}.parquet"
        )
    found = {each["session_id"] for each in rows(read(tmp_path))}
    assert found == {"7", "8", None, "x"}


def test_what_is_no_table_is_a_sentence() -> None:
    for column in (pd.Series(["heartbeats.csv"]), pl.Series(["heartbeats.csv"])):
        with pytest.raises(ConfigurationError, match="cannot be read from Series"):
            read(column)
    lengths = ibis.table({"x": "interval('s')"}, name="lengths")
    with pytest.raises(ConfigurationError, match="holds lengths of time"):
        check_by(lengths, "x")


def test_the_files_of_one_event_say_the_same(event: Path) -> None:
    frame = pd.read_parquet(event / TABLE)
    csv = event / "heartbeats.csv.gz"
    frame.to_csv(csv, index=False)
    shared = ["ts", "entry_id", "session_id", "event_type", "event_index", "bitrate"]
    shared += ["buffer_time", "referrer"]
    table = columns_of(event / TABLE, [*shared, "start_phase", "user_id", "country"])
    assert len(table) == len(frame) > 500
    assert columns_of(csv, list(table[0])) == table
    for file, more in ((LOG, ["start_phase"]), (BEACONS, ["user_id"])):
        names = [*shared, *more]
        expected = [{name: one[name] for name in names} for one in table]
        assert columns_of(event / file, names) == expected
    kinds = read(event / BEACONS).table.kind.value_counts().to_pyarrow().to_pylist()
    first = sum(one["event_index"] == 1 for one in table)
    assert {one["kind"]: one["kind_count"] for one in kinds} == {
        "play": first,
        "heartbeat": len(table) - first,
    }


def test_several_formats_at_once(event: Path) -> None:
    got = read([event / LOG, event / BEACONS, event / TABLE])
    one = read(event / TABLE).table.count().to_pyarrow().as_py()
    assert got.table.count().to_pyarrow().as_py() == 3 * one
    assert got.left_out.total == 0


def test_csv(reading: Reading) -> None:
    got = reading(CSV, "x.csv")
    table = rows(got)
    assert [one["ts"].timestamp() % 100 for one in table] == [0, 1, 2]
    assert [one["event_type"] for one in table] == [1, 2, 1]
    assert [one["bitrate"] for one in table] == [1500, None, None]
    assert [one["buffer_time"] for one in table] == [0.25, 0, 0]
    assert "kind" not in got.table.columns


@pytest.mark.parametrize("mark", [";", "\t"])
def test_csv_with_other_marks(reading: Reading, mark: str) -> None:
    table = rows(
        reading("\ufeff" + CSV.replace('"a, ""b"" c"', "").replace(",", mark), "x.csv")
    )
    assert len(table) == 3


def test_rows_of_csv_that_cannot_be_read(reading: Reading) -> None:
    odd = "2023-11-14,1_abc,s4\nsoon,1_abc,s5,1,2,3,4,\n2023-11-14,,s6,1,2,3,4,\n"
    got = reading(CSV + odd, "x.csv")
    assert len(rows(got)) == 3
    assert got.left_out.by_reason == {
        "not 8 columns": 1,
        "no readable time": 1,
        "no entry id": 1,
    }


def test_a_mapping_names_the_columns(reading: Reading, tmp_path: Path) -> None:
    text = CSV.replace("ts,entry_id", "when,entry").replace("browser", "land")
    names = {"ts": "when", "entry_id": "entry", "country": "land"}
    assert rows(reading(text, "x.csv", columns=names))[0]["country"] == "Firefox"
    path = tmp_path / "x.parquet"
    frame = pd.DataFrame([dict.fromkeys(text.splitlines()[0].split(","), 1)])
    frame.to_parquet(path)
    assert rows(read(path, columns=names))[0]["country"] == "1"
    with pytest.raises(ConfigurationError, match="none of ts, entry_id"):
        read(path, columns={"time": "when"})


FRAME = pd.DataFrame(
    {
        "ts": pd.to_datetime(["2023-11-14 22:13:20", "2023-11-14 22:13:30"], utc=True),
        "entry_id": ["1_abc", "1_xyz"],
        "session_id": ["s1", "s1"],
        "event_type": [1, 1],
        "event_index": [2, 3],
        "bitrate": [1500, 1600],
        "buffer_time": [0.0, 0.5],
        "browser": ["Firefox", None],
    }
)


@pytest.mark.parametrize(
    "table",
    [
        FRAME,
        pl.from_pandas(FRAME),
        pa.Table.from_pandas(FRAME),
        FRAME.assign(entry_id=FRAME["entry_id"].astype("category"), event_type="1"),
        FRAME.assign(ts=FRAME["ts"].astype("datetime64[s, UTC]").astype("int64")),
        FRAME.assign(ts=FRAME["ts"].astype(str)),
    ],
    ids=["pandas", "polars", "arrow", "categories and texts", "epoch", "dates as text"],
)
def test_tables_in_memory(table: Any) -> None:
    first, second = rows(read(table))
    assert first["ts"].replace(tzinfo=UTC) == FRAME["ts"][0]
    assert (first["entry_id"], first["event_type"]) == ("1_abc", 1)
    assert (second["bitrate"], second["buffer_time"]) == (1600.0, 0.5)
    assert first["browser"] == "Firefox"


EPOCH_NS = FRAME["ts"].astype("datetime64[ns, UTC]").astype("int64")


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_epoch_times_tell_their_unit_by_their_size(unit: int, tmp_path: Path) -> None:
    """Nanoseconds, micro- and milliseconds, seconds: in tables and in CSV."""
    moments = set(FRAME["ts"])
    whole = FRAME.assign(ts=EPOCH_NS // unit)
    for table in (whole, whole.astype({"ts": "float64"})):
        assert {one["ts"] for one in rows(read(table))} == moments
    whole.to_csv(tmp_path / "x.csv", index=False)
    assert {one["ts"] for one in rows(read(tmp_path / "x.csv"))} == moments


def test_a_fraction_of_a_second_is_kept() -> None:
    got = rows(read(FRAME.assign(ts=[1_700_000_009.75, 0.5])))
    assert {one["ts"].timestamp() for one in got} == {1_700_000_009.75, 0.5}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_a_number_that_is_no_moment_is_counted(number: float) -> None:
    got = read(FRAME.assign(ts=[1_700_000_000.0, number]))
    assert len(rows(got)) == 1
    assert got.left_out.total == 1
    assert got.left_out.by_reason == {"no readable time": 1}


def test_a_file_is_read_once_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FRAME.to_parquet(tmp_path / "a.parquet")
    (tmp_path / "link.parquet").symlink_to("a.parquet")
    monkeypatch.chdir(tmp_path)
    assert len(rows(read(["a.parquet", tmp_path / "a.parquet", tmp_path]))) == 2


def test_what_folders_names_say_are_columns(tmp_path: Path) -> None:
    for entry, part in FRAME.groupby("entry_id"):
        folder = tmp_path / "date=2023-11-14" / f"entry_id={entry}"
        folder.mkdir(parents=True)
        part.drop(columns="entry_id").to_parquet(folder / "a.parquet")
    got = rows(read(tmp_path))
    assert {one["entry_id"] for one in got} == {"1_abc", "1_xyz"}
    assert {str(one["date"]) for one in got} == {"2023-11-14"}


def test_an_engine_of_another_kind_counts_the_same() -> None:
    table = pd.concat(
        [FRAME.assign(event_index=i, session_id=f"s{i % 3}") for i in range(9)]
    )
    mine: Any = ibis.sqlite.connect()
    text = table.assign(ts=table["ts"].dt.tz_localize(None).astype(str))
    text.to_sql("beats", mine.con, index=False)
    there = mine.table("beats").cast({"event_index": "int64", "bitrate": "float64"})
    assert heartbeats.aggregate(there).counts.equals(heartbeats.aggregate(table).counts)
    for asked in (heartbeats.sessions, partial(heartbeats.attendance, min_share=0)):
        ours, theirs = (
            asked(source).order_by("entry_id", "viewer").to_pyarrow().to_pydict()
            for source in (table, there)
        )
        for name in {"watch_time_s", "watched_s", "viewer"} & ours.keys():
            assert theirs[name] == ours[name]
    mine.disconnect()


def test_a_table_of_ibis_stays_where_it_is() -> None:
    connection = duckdb()
    connection.con.register("mine", pa.Table.from_pandas(FRAME))
    table = connection.table("mine")
    got = read(table)
    assert got.table.get_backend() is connection
    assert len(rows(got)) == 2
    assert len(rows(read(table, entry_id="1_xyz"))) == 1


ROW = {
    "ts": "2023-11-14T22:13:20Z",
    "entry_id": "1_abc",
    "session_id": "s1",
    "event_type": "1",
    "event_index": "2",
    "bitrate": "1500",
    "buffer_time": "0.5",
}


def test_rows_of_a_table_that_are_no_heartbeats_are_counted() -> None:
    table = pa.Table.from_pylist(
        [
            {**ROW, "ts": "2023-11-14 22:13:20+00:00"},
            {**ROW, "event_type": "1"},
            {**ROW, "entry_id": None},
            {**ROW, "ts": "soon", "event_type": "live"},
        ],
        schema=pa.schema([(name, pa.string()) for name in ROW]),
    )
    got = read(table)
    assert len(rows(got)) == 2
    assert got.left_out.by_reason == {"no entry id": 1, "no readable time": 1}
    with pytest.raises(HeartbeatsError, match="More than 1 rows cannot be read"):
        read(table, max_refused=1)


def test_parquet_files_of_several_kinds(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "a.parquet")
    other = FRAME.assign(ts=FRAME["ts"].astype(str), bitrate=[1.5, 2.5], city="Rome")
    other.drop(columns="browser").to_parquet(tmp_path / "b.parquet")
    got = read(str(tmp_path / "*.parquet"))
    assert [one["city"] for one in rows(got)].count("Rome") == 2
    assert {one["ts"] for one in rows(got)} == set(FRAME["ts"])


def test_an_empty_table_is_a_table() -> None:
    assert rows(read(FRAME[:0])) == []


@pytest.mark.parametrize("source", [7, None, {}, [1], object(), ibis.literal(1)])
def test_what_is_no_source_is_named(source: object) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read from"):
        read(source)


def test_a_table_without_a_column(tmp_path: Path) -> None:
    lacking = FRAME.drop(columns=["session_id"])
    for source in (lacking, pl.from_pandas(lacking)):
        with pytest.raises(HeartbeatsError, match="no column session_id"):
            read(source)
    lacking.to_parquet(tmp_path / "a.parquet")
    with pytest.raises(HeartbeatsError, match=r"a\.parquet has no column session_id"):
        read(tmp_path / "a.parquet")
    FRAME.to_parquet(tmp_path / "b.parquet")
    got = read(tmp_path)
    assert len(rows(got)) == 2
    assert not got.left_out.complete
    assert "a.parquet has no column session_id" in got.left_out.troubles[0]


def test_a_parquet_file_that_is_cut_off(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pandas(FRAME), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(whole[: len(whole) // 2])
    got = read(tmp_path)
    assert len(rows(got)) == 2
    assert "b.parquet is cut off" in got.left_out.troubles[0]


def test_a_place_that_only_the_backend_knows(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "a.parquet")
    far = f"file://{tmp_path}/a.parquet"
    assert len(rows(read(far))) == 2
    assert len(rows(read([far, tmp_path / "a.parquet"]))) == 4
    with pytest.raises(HeartbeatsError, match="foo://x/y"):
        read("foo://x/y")
