"""A recording of a simulated event, as a recorder would have made it on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.recording import Recorder
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = 1_763_818_200
"""The event begins on 2025-11-22 at 13:30 UTC."""
JOINED_S = 600
"""Somebody begins to record that long after it, seconds."""
LASTS_S = 5400
EVENT = Event("1_recorded", "Town hall, recorded")


def record(path: Path) -> None:
    """Write a recording of an event of ninety minutes, a poll each ten seconds."""
    scenario = Scenario(viewers=300, started_ago_s=LASTS_S, duration_s=LASTS_S)
    simulation = Simulation(scenario, ManualClock(BEGIN + LASTS_S))
    simulation.catch_up()
    truth = simulation.truth()
    recorder = Recorder(path, EVENT.id, "a simulated event", "1.2.3")
    recorder.open(BEGIN)
    line = Timeline()
    for now in range(BEGIN + JOINED_S, BEGIN + LASTS_S, 10):
        since = 0 if now == BEGIN + JOINED_S else now - 120
        known = truth[(truth["slot"] >= since) & (truth["slot"] < now)]
        # What is younger than a minute is still filling up.
        slots = [
            Slot(int(at), int(live * min(1.0, (now - at) / 50)), int(dvr), 0)
            for at, live, dvr in zip(
                known["slot"], known["live"], known["dvr"], strict=True
            )
        ]
        minute = Minute(now // 60 * 60 - 60, 1800.0 + now % 7, 0.4)
        answer = Batch(slots, [minute], float(now), EVENT, broadcasting=True)
        change = line.examine(answer, now)
        recorder.write(change, now)
        line.apply(change)
    recorder.close()
