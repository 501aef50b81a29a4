"""The same expression on a Spark cluster: daemons, two workers, and the same figures."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.heartbeats.comparing import assert_events
from tests.heartbeats.readers import viewer
from tests.heartbeats.test_oracle import CASES
from webcast_widget import heartbeats
from webcast_widget.heartbeats.engines.results import collect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from tests.heartbeats.conftest import Cluster
    from tests.heartbeats.simulated import Simulated

# PySpark leaves its sockets to be collected.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Collect what PySpark left while its warning is not heeded."""
    yield
    gc.collect()


@pytest.mark.parametrize(("rules", "name"), CASES)
def test_each_event_is_as_the_api_served_it(
    events: dict[str, Simulated], spark: Cluster, rules: str, name: str
) -> None:
    before = spark.tasks_run()
    simulated = events[rules]
    parts = heartbeats.breakdown(
        simulated.folder / name, "entry_id", rules=rules, engine=spark.session
    )
    assert_events(parts, simulated)
    assert sum(spark.tasks_run()) > sum(before)


def test_a_frame_of_spark_is_counted_on_its_cluster(
    events: dict[str, Simulated], spark: Cluster
) -> None:
    session = spark.session._session
    frame = session.read.parquet(str(events["kaltura-2015"].table)).repartition(4)
    before = spark.tasks_run()
    timeline = heartbeats.aggregate(frame, deduplicate=True)
    here = heartbeats.aggregate(events["kaltura-2015"].table, deduplicate=True)
    assert timeline.counts.equals(here.counts)
    assert timeline.df.equals(here.df)
    # Each of the two workers had its part of the work.
    after = spark.tasks_run()
    assert all(more > less for more, less in zip(after, before, strict=True))
    assert spark.session._session.sparkContext.master.startswith("spark://127.0.0.1:")


def test_a_moment_without_a_zone_is_utc(
    events: dict[str, Simulated], spark: Cluster
) -> None:
    session = spark.session._session
    frame = session.read.parquet(str(events["kava"].table))
    bare = frame.withColumn("ts", frame["ts"].cast("timestamp_ntz"))
    parts = heartbeats.breakdown(bare, "entry_id", rules="kava")
    assert_events(parts, events["kava"])


@pytest.mark.parametrize("kind", ["string", "timestamp_ntz", "date"])
def test_viewers_are_found_in_utc_in_whatever_session_looks(
    spark: Cluster, kind: str
) -> None:
    """What gives a table is computed when somebody asks for its rows."""
    session = spark.session._session
    zone = session.conf.get("spark.sql.session.timeZone")
    plain = viewer.rows(1, ts="2026-03-08 02:30:00")
    frame = session.createDataFrame(plain)
    frame = frame.withColumn("ts", frame["ts"].cast(kind))
    found = spark.session.compile(heartbeats.sessions(frame).select("first_seen"))
    try:
        # An hour that its clocks leave out.
        session.conf.set("spark.sql.session.timeZone", "America/New_York")
        (first,) = spark.session.raw_sql(found).toArrow()["first_seen"].to_pylist()
    finally:
        session.conf.set("spark.sql.session.timeZone", zone)
    clock = "00:00" if kind == "date" else "02:30"
    assert pd.Timestamp(first) == pd.Timestamp(f"2026-03-08 {clock}Z")


def test_a_text_without_a_zone_is_utc_in_any_session(
    spark: Cluster, tmp_path: Path
) -> None:
    session = spark.session._session
    zone = session.conf.get("spark.sql.session.timeZone")
    texts = {"2026-11-22 15:00:00": "15:00", "2026-11-22T15:00:00+02:00": "13:00"}
    try:
        for number, (text, moment) in enumerate(texts.items()):
            path = tmp_path / f"{number}.parquet"
            viewer.rows(1, ts=text).to_parquet(path)
            frame = session.read.parquet(str(path))
            # Set after Ibis has joined the session, and made it one of UTC.
            session.conf.set("spark.sql.session.timeZone", "America/New_York")
            counted = [
                heartbeats.aggregate(path, engine=spark.session),
                heartbeats.aggregate(spark.session.read_parquet(str(path))),
            ]
            there = session.conf.get("spark.sql.session.timeZone")
            assert there == "America/New_York"
            counted.append(heartbeats.aggregate(frame))
            for each in counted:
                assert each.counts.index[0] == pd.Timestamp(f"2026-11-22 {moment}Z")
    finally:
        session.conf.set("spark.sql.session.timeZone", zone)


def test_viewers_are_the_same_as_on_duckdb(
    events: dict[str, Simulated], spark: Cluster
) -> None:
    path = events["kava"].table
    for table in (heartbeats.sessions, heartbeats.attendance):
        there, here = (
            rows(collect(table(path, engine=engine)))
            for engine in (spark.session, "duckdb")
        )
        assert there == here
        assert len(here) > 10
    for counts in (partial(heartbeats.stays, by="country"), heartbeats.stalls):
        there_too, here_too = (
            counts(path, engine=engine) for engine in (spark.session, "duckdb")
        )
        assert there_too.to_dict("list") == here_too.to_dict("list")
        assert len(here_too) > 10


def rows(table: pa.Table) -> list[dict[str, object]]:
    return sorted(table.to_pylist(), key=lambda row: tuple(map(str, row.values())))
