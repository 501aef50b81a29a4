"""What is counted from raw heartbeats is what the analytics API served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.heartbeats.comparing import assert_counts, assert_events, assert_served
from tests.heartbeats.simulated import EVENTS
from webcast_widget import heartbeats

if TYPE_CHECKING:
    from tests.heartbeats.simulated import Simulated

CASES = [
    ("kaltura-2015", "heartbeats.parquet"),
    ("kaltura-2015", "livestats.log.gz"),
    ("kaltura-2015", "heartbeats.csv"),
    ("kava", "heartbeats.parquet"),
    ("kava", "livestats.log.gz"),
    ("kava", "kava.jsonl.gz"),
    ("kava", "heartbeats.csv"),
]
"""Beacons carry no phase, so the rules of 2015 cannot be applied to them."""


@pytest.mark.parametrize(("rules", "name"), CASES)
def test_each_event_is_as_the_api_served_it(
    events: dict[str, Simulated], rules: str, name: str
) -> None:
    simulated = events[rules]
    read = heartbeats.read(simulated.folder / name)
    parts = heartbeats.breakdown(read, "entry_id", rules=rules)
    assert len(parts) == EVENTS
    assert_events(parts, simulated)
    assert read.left_out.total == 0


@pytest.mark.parametrize("rules", ["kaltura-2015", "kava"])
@pytest.mark.parametrize("kind", ["pandas", "polars", "polars lazily", "arrow", "ibis"])
def test_a_table_in_memory_counts_as_its_file_does(
    events: dict[str, Simulated], rules: str, kind: str
) -> None:
    simulated = events[rules]
    table = pq.read_table(simulated.table)
    source = {
        "pandas": table.to_pandas,
        "polars": lambda: pl.read_parquet(simulated.table),
        "polars lazily": lambda: pl.scan_parquet(simulated.table),
        "arrow": lambda: table,
        "ibis": lambda: ibis.duckdb.connect().read_parquet(simulated.table),
    }[kind]()
    assert_events(heartbeats.breakdown(source, "entry_id", rules=rules), simulated)


def test_one_event_alone_is_as_its_part(events: dict[str, Simulated]) -> None:
    simulated = events["kaltura-2015"]
    one = heartbeats.aggregate(simulated.table, entry_id="1_event07")
    assert_served(one.df, simulated.served["1_event07"])
    assert one.event.id == "1_event07"
    peak = one.peak()
    assert peak is not None
    assert peak.viewers == simulated.truth["1_event07"]["live"].max()


def test_all_events_together_are_the_sum_of_their_slots(
    events: dict[str, Simulated],
) -> None:
    simulated = events["kaltura-2015"]
    together = heartbeats.aggregate(simulated.table)
    summed = pd.concat(simulated.truth.values()).drop(columns="entry_id")
    truth = summed.groupby("slot", as_index=False).sum()
    truth["buffer_sum"] = truth["buffer_sum"].round(2)
    assert_counts(together.counts, truth)
    assert together.event.id == ""
