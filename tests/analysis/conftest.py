from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from webcast_widget import heartbeats
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.heartbeats import CountedTimeline

NOW = 1_700_003_007.0
EVENTS = 20


@dataclass(frozen=True)
class Simulated:
    """An event that went by: its raw heartbeats, and what was counted from them."""

    entry: str
    rows: list[dict[str, Any]]
    timeline: CountedTimeline
    sessions: pd.DataFrame


@pytest.fixture(scope="session")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[Simulated]:
    """Twenty events of differing sizes, with outages of 0, 30 and 60 s."""
    folder = tmp_path_factory.mktemp("events")
    going = [
        Simulation(
            Scenario(
                seed=500 + number,
                viewers=5 + 4 * number,
                started_ago_s=2400 + 37 * number,
                duration_s=500 + 25 * number,
                outage_s=(0, 30, 60)[number % 3],
                entry_id=f"1_event{number:02d}",
                generation="kava",
            ),
            ManualClock(NOW),
        )
        for number in range(EVENTS)
    ]
    files = RawFiles(folder)
    for event in going:
        event.raw_files = files
    files.close(going)
    table = folder / "heartbeats.parquet"
    rows = pq.read_table(table).to_pylist()
    sessions = heartbeats.sessions(table).to_pandas()
    timelines = heartbeats.breakdown(table, "entry_id", rules="kava")
    return [
        Simulated(
            entry,
            [row for row in rows if row["entry_id"] == entry],
            timelines[entry],
            sessions[sessions["entry_id"] == entry],
        )
        for entry in sorted(timelines)
    ]
