"""A running simulation: audience, clock, and the two ways of looking at the count."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.simulator.audience import Audience
from webcast_widget.simulator.counting import SlotCounts, SlotTable, ViewTable
from webcast_widget.simulator.events import EventStore
from webcast_widget.simulator.people import People
from webcast_widget.timeline.slots import minute_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webcast_widget.simulator.events import Events
    from webcast_widget.simulator.heartbeat import Heartbeat
    from webcast_widget.simulator.raw_files import RawFiles
    from webcast_widget.simulator.scenario import Scenario
    from webcast_widget.timeline.clock import Clock

HUNDREDTHS = 100


class Simulation:
    """One simulated event and the backend's count of it.

    Nothing runs by itself: looking at it brings it up to the clock's present.
    It may be looked at from several threads.

    Parameters
    ----------
    scenario
        What is simulated.
    clock
        Whose time it is simulated in.

    Attributes
    ----------
    start
        Start of the event, epoch seconds, UTC, on a whole minute.
    people
        Who watches it.
    raw_files
        Where every heartbeat is written too; None for nowhere.
    """

    def __init__(self, scenario: Scenario, clock: Clock) -> None:
        self.scenario = scenario
        self.clock = clock
        self.start = minute_of(clock.now() - scenario.started_ago_s)
        self._audience = Audience(scenario, self.start)
        self.people = People(scenario.seed)
        table = ViewTable if scenario.generation == "kava" else SlotTable
        self._events = EventStore()
        self._counted = table(self._events)
        # Logged but not counted yet, by the second in which they arrive.
        self._under_way: dict[int, list[Heartbeat]] = {}
        self._counted_until = self.start
        self.raw_files: RawFiles | None = None
        self._lock = threading.Lock()

    @property
    def end(self) -> int:
        """End of the broadcast, epoch seconds, UTC."""
        return self.start + self.scenario.broadcast_s

    def agenda(self) -> list[tuple[int, str]]:
        """Give the run sheet: when each item begins (epoch seconds, UTC), its title."""
        return [(self.start + at, title) for at, title in self.scenario.agenda]

    def now(self) -> float:
        """Give the present moment of this simulation's clock, epoch seconds, UTC."""
        return self.clock.now()

    def is_live(self) -> bool:
        """Tell whether the event is broadcasting now."""
        return self.start <= self.now() < self.end

    def catch_up(self) -> int:
        """Live through all that has happened by now; give that second (epoch, UTC)."""
        with self._lock:
            return self._advance()

    def served(self, first: int, last: int) -> list[tuple[int, SlotCounts]]:
        """Give what the backend has counted by now, in order of time.

        The range goes from the start of a slot to that of another (epoch seconds, UTC).
        The newest slots are still filling up: a heartbeat takes up to 45 s from the
        collector's log to the count.
        """
        with self._lock:
            self._advance()
            return [
                (start, replace(slot))
                for start, slot in self._counted.between(first, last)
            ]

    def events(self, first: int, end: int) -> Events:
        """Give the single events counted by now, from one slot to before another."""
        with self._lock:
            self._advance()
            return self._events.between(first, end)

    def chunks(self, first: int, end: int, most: int) -> list[tuple[int, int, int]]:
        """Split a range of slots as `EventStore.chunks` does."""
        with self._lock:
            self._advance()
            return self._events.chunks(first, end, most)

    def receive(self, heartbeats: Iterable[Heartbeat]) -> None:
        """Take in heartbeats from outside the simulated audience."""
        with self._lock:
            now = self._advance()
            heartbeats = list(heartbeats)
            if self.raw_files is not None:
                self.raw_files.hold(self, heartbeats, now)
            for beat in heartbeats:
                # What should have been counted before now is counted next.
                second = max(beat.arrives, self._counted_until + 1)
                self._under_way.setdefault(second, []).append(beat)

    def truth(self) -> pd.DataFrame:
        """Give the true slots of all heartbeats that were logged by now.

        Returns
        -------
        DataFrame
            One row per slot in order of time: `slot` (start, epoch seconds, UTC),
            `live`, `dvr`, `plays`, `bitrate_sum` (kbps), `bitrate_count`,
            `buffer_sum` (seconds) and `entry_id`.
        """
        with self._lock:
            now = self._advance()
            table = self._counted.copy()
            for heartbeats in self._under_way.values():
                table.count(beat for beat in heartbeats if beat.time <= now)
        starts = sorted(table.slots)
        slots = [table.slots[start] for start in starts]
        sums = {
            name: [getattr(slot, name) for slot in slots]
            for name in SlotCounts.__slots__
        }
        frame = pd.DataFrame({"slot": starts, **sums}, dtype="int64")
        buffer_sum = frame.pop("buffer_cs") / HUNDREDTHS
        entry_ids = pd.array([self.scenario.entry_id] * len(starts), dtype="str")
        return frame.assign(buffer_sum=buffer_sum, entry_id=entry_ids)

    def _advance(self) -> int:
        """Bring the count up to the clock's present; give that second."""
        now = math.floor(self.now())
        audience = self._audience
        while audience.at <= now and not audience.is_over:
            beats = audience.step()
            if self.raw_files is not None:
                self.raw_files.hold(self, beats, audience.at)
            for beat in beats:
                self._under_way.setdefault(beat.arrives, []).append(beat)
            # A later step's heartbeats arrive later than it begins, so what arrives
            # before is complete: a long past is not held in memory all at once.
            self._count(min(now, audience.at))
        self._count(now)
        return now

    def _count(self, until: int) -> None:
        """Count what arrives up to a second; the order does not matter to sums."""
        for second in [second for second in self._under_way if second <= until]:
            self._counted.count(self._under_way.pop(second))
        self._counted_until = max(self._counted_until, until)
