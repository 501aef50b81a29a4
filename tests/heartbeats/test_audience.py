"""Who was watching, as the API told it live: what the heartbeats say afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tests.sources.conftest import Wire, source_of
from webcast_widget import heartbeats
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.sources.kaltura.audience import PLATFORMS, host_of
from webcast_widget.timeline.audience import DIMENSIONS, OTHER
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from pathlib import Path

    from webcast_widget.timeline.audience import Audience

NOW = 1_700_003_007.0


async def test_every_slot_divides_as_its_heartbeats_do(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    event = Simulation(Scenario(viewers=60, started_ago_s=120, duration_s=600), clock)
    event.raw_files = files = RawFiles(tmp_path)
    admin = event.scenario.admin_secret
    source = source_of(Wire(event), event.scenario, secret=admin)
    told: list[Audience] = []
    batch = await source.fetch(None)
    while batch.broadcasting:
        clock.advance(60)
        assert batch.as_of is not None
        batch = await source.fetch(batch.as_of - 120)
        told += [] if batch.audience is None else [batch.audience]
    files.close([event])
    assert len(told) > 5
    read = heartbeats.read(tmp_path / "heartbeats.parquet")
    for dimension in DIMENSIONS:
        parts = heartbeats.breakdown(read, dimension, rules="kava")
        live = {value: part.counts["live"] for value, part in parts.items()}
        # The first answer tells where plays began: hosts are asked for from then on.
        for audience in told[1:]:
            expected: dict[str, int] = {}
            for value, counts in live.items():
                name = host_of(value) if dimension == "referrer" else value
                if dimension == "platform" and name not in PLATFORMS:
                    name = OTHER
                count = int(
                    counts.get(pd.Timestamp(audience.slot, unit="s", tz="UTC"), 0)
                )
                expected[name] = expected.get(name, 0) + count
            cells = audience.viewers[dimension]
            assert {name: count for name, count in cells.items() if count} == {
                name: count for name, count in expected.items() if count
            }
