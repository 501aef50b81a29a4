"""The request budget: however it goes, a source is asked only so often. Pure."""

from __future__ import annotations

from collections import deque
from typing import Final

REQUESTS: Final = 60
"""Polls in any `PER_S` at the most; each is one request, opening a session aside."""

PER_S: Final = 60.0


class Budget:
    """Counts polls, and tells when the next one is within the budget.

    A history that is caught up with, calls of `refresh`, failures, and a short
    interval all take from the same budget.
    """

    def __init__(self) -> None:
        self._begun: deque[float] = deque(maxlen=REQUESTS)

    def spend(self, now: float) -> None:
        """Note that a poll begins at `now`, seconds."""
        if self._begun and now < self._begun[-1]:
            # The clock was set back: what it said before tells nothing any more.
            self._begun.clear()
        self._begun.append(now)

    def wait_s(self, now: float) -> float:
        """Give the seconds from `now` until the next poll may begin."""
        if len(self._begun) < REQUESTS:
            return 0.0
        return min(PER_S, max(0.0, self._begun[0] + PER_S - now))
