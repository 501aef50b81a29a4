"""Raw heartbeats as files: counted anew, they are the truth."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator import raw_files as raw
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_003_007.0


@pytest.fixture
def simulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Simulation:
    monkeypatch.setattr(raw, "MOST_HELD", 100)
    simulation = Simulation(
        Scenario(viewers=30, started_ago_s=900, generation="live_analytics"),
        ManualClock(NOW),
    )
    simulation.raw_files = raw.RawFiles(tmp_path)
    simulation.raw_files.close([simulation])
    return simulation


def test_the_table_adds_up_to_the_truth(simulation: Simulation, tmp_path: Path) -> None:
    frame = pd.read_parquet(tmp_path / raw.TABLE)
    seconds = (
        frame["ts"].astype("int64")
        // 10 ** {"s": 0, "ms": 3, "us": 6, "ns": 9}[frame["ts"].dt.unit]
    )
    slots = (seconds + 5 - frame["start_phase"].fillna(5)) // 10 * 10
    live = (frame["event_type"] == 1) & (frame["event_index"] > 1)
    truth = simulation.truth().set_index("slot")
    counted = live.groupby(slots.astype("int64")).sum()
    assert counted.to_dict() == truth["live"].to_dict()
    assert frame["bitrate"].notna().sum() == truth["bitrate_count"].sum()
    assert frame["buffer_time"].sum() == pytest.approx(truth["buffer_sum"].sum())
    assert frame["ts"].is_monotonic_increasing
    assert list(frame.columns) == raw.SCHEMA.names


def test_log_and_beacons_tell_the_same(simulation: Simulation, tmp_path: Path) -> None:
    frame = pd.read_parquet(tmp_path / raw.TABLE)
    with gzip.open(tmp_path / raw.LOG, "rt") as log:
        lines = log.readlines()
    with gzip.open(tmp_path / raw.BEACONS, "rt") as file:
        beacons = [json.loads(line) for line in file]
    assert len(lines) == len(beacons) == len(frame) > 500
    request = lines[0].split('"')[1].split(" ")[1]
    fields = parse_qs(urlsplit(request).query)
    assert fields["event:entryId"] == [simulation.scenario.entry_id]
    assert lines[0].startswith("127.0.0.1 [14/Nov/2023:22:4")
    views = sum(one["eventType"] == 99 for one in beacons)
    assert views == (frame["event_index"] > 1).sum()
