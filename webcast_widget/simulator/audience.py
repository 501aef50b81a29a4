"""The audience: who is there when, and what their players send."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from webcast_widget.simulator.heartbeat import FIRST
from webcast_widget.simulator.people import People
from webcast_widget.simulator.viewer import STAY_S, Habits, Viewer
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from webcast_widget.simulator.heartbeat import Heartbeat
    from webcast_widget.simulator.scenario import Scenario

JOIN_RATE = 0.5
"""Share of the missing viewers that join within one step."""

LEAVE_RATE = 0.25
"""Share of the surplus viewers that leave within one step."""

FEW = 30
"""Up to this mean a Poisson number is drawn exactly; above, from the bell curve."""


def poisson(rng: random.Random, mean: float) -> int:
    """Draw how many independent events happen when `mean` are expected."""
    if mean > FEW:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count = 0
    passed = rng.expovariate(1.0)
    while passed < mean:
        count += 1
        passed += rng.expovariate(1.0)
    return count


class Audience:
    """All viewers of one event, in steps of one slot.

    Steps have a fixed length and viewers take their turn in order of arrival, so the
    audience does not depend on when or how often anybody looks. It starts on a whole
    minute (epoch seconds, UTC): phases are read off the clock's seconds, and this keeps
    it the same relative to the start.
    """

    def __init__(self, scenario: Scenario, start: int) -> None:
        self.scenario = scenario
        self.start = start
        self.at = start
        self.viewers: list[Viewer] = []
        self.arrived = 0
        self.rng = random.Random(scenario.seed)
        self.people = People(scenario.seed)
        self.usual = Habits(stall_leave_share=scenario.stall_leave_share)
        # The later players send a VIEW with their PLAY, and then one every 10 s
        # (playkit-js-kava, src/kava.ts, `_onPlaying`).
        self.views_at_once = scenario.generation == "kava"
        outage = scenario.outage
        self.outage = range(start + outage.start, start + outage.stop)

    @property
    def is_over(self) -> bool:
        """Whether the event has ended and everybody has left."""
        return self.at - self.start >= self.scenario.broadcast_s and not self.viewers

    def step(self) -> list[Heartbeat]:
        """Go on by one slot; give the heartbeats that the collector logged.

        A heartbeat that is due within the step may be logged up to 3 s after it.
        """
        begin, end = self.at, self.at + SLOT_S
        self._come_and_go(begin)
        heartbeats: list[Heartbeat] = []
        congestion, outage = self._congestion(), self.outage
        someone_left = False
        for viewer in self.viewers:
            while viewer.next_at < end:
                if viewer.next_at >= viewer.leaves_at:
                    someone_left = True
                    break
                beat = viewer.beat(congestion, outage)
                if beat.time not in outage:
                    heartbeats.append(beat)
                if beat.event_index == FIRST and self.views_at_once:
                    if beat.time not in outage:
                        heartbeats.append(beat._replace(event_index=FIRST + 1))
                    # Unless it has lost its line, and begins anew.
                    viewer.event_index += viewer.session == beat.session
        if someone_left:
            self.viewers = [
                viewer for viewer in self.viewers if viewer.next_at < viewer.leaves_at
            ]
        self.at = end
        return heartbeats

    def _come_and_go(self, begin: int) -> None:
        elapsed = begin + SLOT_S - self.start
        present = len(self.viewers)
        target = self.scenario.target(elapsed)
        ended = begin - self.start >= self.scenario.broadcast_s
        if present > target:
            for viewer in self._some(
                poisson(self.rng, (present - target) * LEAVE_RATE)
            ):
                viewer.leaves_at = begin
        if ended:
            if target < 1:
                self.viewers.clear()
            return
        missing = max(0.0, target - present) * JOIN_RATE
        churn = present * SLOT_S / STAY_S
        for joins_at in sorted(
            begin + SLOT_S * self.rng.random()
            for _ in range(poisson(self.rng, missing + churn))
        ):
            self.viewers.append(
                Viewer(self.rng, joins_at, self.arrived, self._habits(self.arrived))
            )
            self.arrived += 1

    def _habits(self, person: int) -> Habits:
        """Give what a viewer's groups make of it."""
        scenario = self.scenario
        if not scenario.groups:
            return self.usual
        stay = stalls = 1.0
        for group in scenario.groups:
            if self.people.fact(group.fact, person) == group.value:
                stay *= group.stay
                stalls *= group.stalls
        return Habits(stay, stalls, scenario.stall_leave_share)

    def _some(self, count: int) -> list[Viewer]:
        return self.rng.sample(self.viewers, min(count, len(self.viewers)))

    def _congestion(self) -> int:
        share = (self.at - self.start) / self.scenario.duration_s
        low, high = self.scenario.course.congested
        return self.scenario.course.congestion if low <= share < high else 1
