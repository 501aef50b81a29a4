"""Clocks: the only place where the time of day is read and where waiting happens.

Everything that needs the time is given a clock, so that tests and simulated
events run in a time of their own. All moments are epoch seconds, UTC, as `float`.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time and waits."""

    @property
    def speed(self) -> float:
        """Its seconds per real second: 1 for real time."""
        ...

    def now(self) -> float:
        """Give the present moment in epoch seconds, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of this clock's time."""
        ...


class SystemClock:
    """The machine's own clock."""

    speed: float = 1.0

    def now(self) -> float:
        """Give the present moment in epoch seconds, UTC."""
        return time.time()  # noqa: TID251 - this is the module that the ban points to

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of real time."""
        await asyncio.sleep(max(0.0, seconds))


class SpedUpClock:
    """A clock that runs `speed` times as fast as real time.

    Parameters
    ----------
    speed
        Virtual seconds per real second, above 0.
    start
        The virtual moment, in epoch seconds, at which this clock begins.
        Without one it begins at the present.
    real
        The real moment, in epoch seconds, at which it began: with `start`, two
        processes that are told the same pair read the same virtual time.
    """

    def __init__(
        self, speed: float, start: float | None = None, real: float | None = None
    ) -> None:
        present = SystemClock().now()
        self.speed = speed
        self.real = present if real is None else real
        self.start = self.real if start is None else start

    def now(self) -> float:
        """Give the present virtual moment in epoch seconds."""
        return self.start + (SystemClock().now() - self.real) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of virtual time."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)


class ManualClock:
    """A clock that `advance` and `sleep` alone move: for tests.

    `sleep` moves it on at once, so that code which waits runs through without waiting;
    a feed that runs on it goes on polling, and its time runs.
    """

    speed: float = 1.0

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def now(self) -> float:
        """Give the moment the clock stands at, in epoch seconds."""
        return self.moment

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        self.moment += seconds

    async def sleep(self, seconds: float) -> None:
        """Move the clock on by `seconds` and let other tasks run."""
        self.moment += max(0.0, seconds)
        await asyncio.sleep(0)
