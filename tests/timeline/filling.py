"""A server whose slots fill up as it is told to, and a timeline that listens to it."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

BEGIN = 1_700_000_040


class Server:
    """Counts each viewer of a slot once, some time after the slot began.

    Parameters
    ----------
    viewers
        How many watch at a moment, seconds from the beginning.
    share
        Chance that a viewer of a slot is counted by an age, seconds.
    """

    def __init__(
        self, viewers: Callable[[int], int], share: Callable[[float], float]
    ) -> None:
        self.viewers, self._share = viewers, share
        self._luck: dict[int, list[float]] = {}

    def answer(self, now_s: float, back_s: float = 120) -> Batch:
        """Tell the slots of the last seconds as they are now."""
        first = max(0, math.ceil((now_s - back_s) / 10))
        slots = [
            Slot(BEGIN + 10 * k, self.count(k, now_s - 10 * k))
            for k in range(first, int(now_s // 10) + 1)
        ]
        return Batch(slots, as_of=BEGIN + now_s)

    def count(self, slot: int, age_s: float) -> int:
        chance = random.Random(slot)  # noqa: S311 - the same each time
        luck = self._luck.setdefault(
            slot, [chance.random() for _ in range(self.viewers(10 * slot))]
        )
        running = min(age_s / 10, 1.0)
        return sum(each < self._share(age_s) * running for each in luck)


def usual(age_s: float) -> float:
    """Fill up about as the simulator does."""
    return 1 - 0.06 * math.exp(-max(0.0, age_s - 10) / 9) if age_s < 50 else 1.0


def listen(
    server: Server, until_s: float, phase_s: float = 6.0, back_s: float = 120
) -> Timeline:
    """Poll a server every ten seconds."""
    line = Timeline()
    for k in range(int((until_s - phase_s) // 10) + 1):
        line.merge(server.answer(10 * k + phase_s, back_s), 0.0)
    return line
