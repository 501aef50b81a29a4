"""The definitions by example, what is refused, and what is imported when."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.heartbeats import made_up
from tests.heartbeats.comparing import seconds
from tests.heartbeats.loops import moment
from webcast_widget import heartbeats
from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.counting.rules import SLOT
from webcast_widget.heartbeats.counting.sums import SUMS
from webcast_widget.heartbeats.counting.timeline import CountedTimeline
from webcast_widget.heartbeats.readers.clocks import is_far

if TYPE_CHECKING:
    from tests.heartbeats.simulated import Simulated

MINUTE = 1_700_000_040


def beat(second: float, **how: Any) -> dict[str, Any]:
    row = {
        "ts": moment(second),
        "entry_id": "e",
        "session_id": "s",
        "event_type": 1,
        "event_index": 2,
        "bitrate": 1500.0,
        "buffer_time": 0.0,
        "start_phase": None,
        "user_id": None,
        "country": None,
    }
    return row | how


def test_the_worked_example_of_a_minute() -> None:
    rows = [
        beat(MINUTE + 10 * slot, session_id=f"s{viewer}", event_type=1 + (viewer > 9))
        for slot in range(6)
        for viewer in range(12)
    ]
    rows.append(beat(MINUTE, event_index=1))
    for row in rows[:3]:
        row["buffer_time"] = 10.0
    old = heartbeats.aggregate(made_up.table(rows))
    counts = old.counts.sum()
    assert (counts["live"], counts["dvr"], counts["plays"]) == (60, 12, 1)
    assert (counts["bitrate_sum"], counts["bitrate_count"]) == (73 * 1500, 73)
    assert counts["buffer_sum"] == 30
    frame = old.df
    assert frame["live_viewers"].tolist() == [10] * 6
    assert frame["dvr_viewers"].tolist() == [2] * 6
    assert frame["avg_buffering_s_per_min"].tolist() == [2.47] * 6
    assert frame["avg_bitrate_kbps"].tolist() == [1500] * 6
    peak = old.peak()
    assert peak is not None
    assert (peak.viewers, peak.start) == (10, MINUTE)
    new = heartbeats.aggregate(made_up.table(rows), rules="kava").df
    assert new["avg_buffering_s_per_min"].tolist() == [2.5] * 6


def test_a_phase_shifts_under_the_rules_of_2015_alone() -> None:
    rows = made_up.table([beat(MINUTE + 18, start_phase=0)])
    found = [
        seconds(heartbeats.aggregate(rows, rules=rules).counts.index)
        for rules in ("kaltura-2015", "kava")
    ]
    assert found == [[MINUTE + 20], [MINUTE + 10]]


def test_one_heartbeat_that_came_twice() -> None:
    rows = made_up.table(
        [beat(MINUTE), beat(MINUTE + 3), beat(MINUTE + 4, event_index=3)]
        # Who names no session cannot be told from another.
        + [beat(MINUTE, session_id=None)] * 2
    )
    counted = [
        heartbeats.aggregate(rows, deduplicate=once).counts["live"].tolist()
        for once in (False, True)
    ]
    assert counted == [[5], [4]]


def test_a_gap_is_missing_and_not_zero() -> None:
    frame = heartbeats.aggregate(made_up.table([beat(MINUTE), beat(MINUTE + 20)])).df
    assert frame["live_viewers"].isna().tolist() == [False, True, False]
    assert not frame["provisional"].any()


def test_entries_that_are_years_apart_are_not_in_one_timeline() -> None:
    """Each clock may be right: all of them are sessions, and one Timeline holds a year."""
    early = MINUTE - 3 * 365 * 86_400
    rows = [beat(MINUTE + 10 * slot) for slot in range(4)]
    rows += [beat(early + 10 * slot, entry_id="old") for slot in range(3)]
    table = made_up.table(rows)
    whole = heartbeats.aggregate(table)
    assert len(whole.counts) == len(whole.df) == 4
    assert not whole.complete
    assert whole.left_out is not None
    assert "3 slots are more than 400 days from" in whole.left_out.troubles[0]
    assert heartbeats.sessions(table).count().to_pyarrow().as_py() == 2
    old = heartbeats.aggregate(table, entry_id="old")
    assert old.complete
    parts = heartbeats.breakdown(table, "entry_id")
    assert all(part.complete for part in parts.values())
    together = parts["e"] + parts["old"]
    assert together.counts.equals(whole.counts)
    assert not together.complete


def test_sums_over_no_slot_are_a_timeline_of_nothing() -> None:
    nothing = pd.DataFrame(columns=[SLOT, *SUMS], dtype="int64")
    assert len(CountedTimeline(nothing, "kava").df) == 0
    days = np.arange(3)
    assert not is_far(days, np.zeros(3, np.int64)).any()
    assert not is_far(days[:0], days[:0]).any()


def test_plain_sql_says_the_same(events: dict[str, Simulated]) -> None:
    simulated = events["kaltura-2015"]
    query = """
        SELECT (epoch(ts)::BIGINT + 5 - coalesce(start_phase, 5)) // 10 * 10 AS slot,
            count(*) FILTER (event_type = 1 AND event_index > 1) AS live,
            count(*) FILTER (event_type = 2 AND event_index > 1) AS dvr
        FROM read_parquet(?) GROUP BY slot ORDER BY slot
    """
    with duckdb.connect() as connection:
        rows = connection.execute(query, [str(simulated.table)]).fetchall()
    counts = heartbeats.aggregate(simulated.table).counts
    found = zip(
        seconds(counts.index),
        counts["live"].tolist(),
        counts["dvr"].tolist(),
        strict=True,
    )
    assert list(found) == rows


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"rules": "kaltura"}, "rules is 'kaltura': choose one of kaltura-2015, kava"),
        ({"engine": "flink"}, "engine is 'flink': choose one of duckdb, spark"),
        ({"engine": 7}, "engine is 7: choose"),
        ({"entry_id": 7}, "entry_id is 7: give the entry's id as text"),
        ({"max_refused": -1}, "max_refused is -1: give a whole number from 0"),
        ({"max_refused": "many"}, "max_refused is 'many'"),
        ({"columns": ["ts"]}, "name the source's column"),
    ],
)
def test_an_argument_that_cannot_be(how: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        heartbeats.aggregate(made_up.table([beat(MINUTE)]), **how)


def test_what_viewers_cannot_be_asked() -> None:
    rows = made_up.table([beat(MINUTE)])
    gap: Any
    for gap in (5, "300", math.nan, math.inf):
        with pytest.raises(ConfigurationError, match=r"gap_s is .*: give seconds"):
            heartbeats.sessions(rows, gap_s=gap)
    with pytest.raises(ConfigurationError, match="min_share is 85"):
        heartbeats.attendance(rows, 85)
    for span in [("x", "y"), (MINUTE, MINUTE), (MINUTE,), (None, None)]:
        with pytest.raises(ConfigurationError, match="span is"):
            heartbeats.attendance(rows, span=span)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="min_share is '85%'"):
        heartbeats.attendance(rows, "85%")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="'tags' holds lists"):
        heartbeats.breakdown(rows.append_column("tags", pa.array([["a"]])), "tags")
    with pytest.raises(
        ConfigurationError, match=r"no column 'planet': choose one of .*country"
    ):
        heartbeats.breakdown(rows, "planet")


def test_nothing_to_count() -> None:
    rows = made_up.table([beat(MINUTE)])
    with pytest.raises(HeartbeatsError, match="no heartbeats of the entry x"):
        heartbeats.aggregate(rows, entry_id="x")
    with pytest.raises(HeartbeatsError, match="no heartbeats"):
        heartbeats.breakdown(made_up.table([]), "country")


def test_what_was_read_once_is_counted_often(events: dict[str, Simulated]) -> None:
    read = heartbeats.read(events["kava"].folder / "kava.jsonl.gz")
    whole = heartbeats.aggregate(read, rules="kava")
    one = heartbeats.aggregate(read, rules="kava", entry_id="1_event03")
    assert one.event.id == "1_event03"
    assert 0 < one.counts["live"].sum() < whole.counts["live"].sum()
    watched = heartbeats.sessions(read).to_pyarrow().to_pandas()["watch_time_s"]
    total = 10 * whole.counts[["live", "dvr"]].sum().sum()
    # Beacons name all their viewers, so sessions hold all that was watched.
    assert watched.sum() == total


def test_a_span_may_be_text_or_moments() -> None:
    rows = made_up.table([beat(MINUTE + 10 * slot) for slot in range(6)])
    spans: list[Any] = [
        (MINUTE, MINUTE + 120),
        ("2023-11-14 22:14", "2023-11-14 22:16"),
        ("2023-11-14T23:14+01:00", pd.Timestamp("2023-11-14 22:16")),
    ]
    for span in spans:
        (row,) = heartbeats.attendance(rows, 0.5, span=span).to_pyarrow().to_pylist()
        assert (row["watched_s"], row["event_s"], row["share"]) == (60, 120, 0.5)
        assert heartbeats.attendance(rows, span=span).to_pyarrow().num_rows == 0


def test_the_package_alone_imports_no_engine() -> None:
    code = (
        "import sys, webcast_widget, webcast_widget.cli, webcast_widget.pane;"
        "print([n for n in ('ibis', 'duckdb', 'pyspark') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("absent", ["ibis", "duckdb"])
def test_without_the_extra_a_sentence_says_what_to_install(absent: str) -> None:
    code = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "try: import webcast_widget.heartbeats\n"
        "except ImportError as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("MissingDependencyError Raw heartbeats need")
    assert "pip install 'webcast-widget[heartbeats]'" in done.stdout
