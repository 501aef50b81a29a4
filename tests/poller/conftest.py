"""A poller whose source and clock do nothing until the test says so."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.timeline.records import Batch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = 1_700_000_000.0
INTERVAL_S = 10.0
PATIENCE_S = 60.0
"""After this much real time a test has failed, seconds."""


class HeldClock:
    """Stands still; who sleeps is woken by `pass_time`."""

    speed = 1.0

    def __init__(self) -> None:
        self.moment = NOW
        self.asleep: asyncio.Queue[tuple[float, asyncio.Future[None]]] = asyncio.Queue()

    def now(self) -> float:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asleep.put_nowait((seconds, woken))
        await woken

    async def sleeper(self) -> tuple[float, asyncio.Future[None]]:
        """Wait until somebody sleeps."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.asleep.get()

    async def pass_time(self) -> float:
        """Wait until somebody sleeps; let the time pass; give how long it was."""
        seconds, woken = await self.sleeper()
        self.moment += seconds
        if not woken.done():
            woken.set_result(None)
        return seconds


class Bench:
    """A running poller, with the hands of a test on both ends."""

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.asked: asyncio.Queue[tuple[float | None, asyncio.Future[Batch]]] = (
            asyncio.Queue()
        )
        self.delivered: list[Answered | Failed] = []
        self.poller = Poller(
            self._fetch,
            self.delivered.append,
            self.clock,
            INTERVAL_S,
            chance=lambda: 0.5,
        )
        self.task = asyncio.create_task(self.poller.run())

    async def _fetch(self, since: float | None) -> Batch:
        reply: asyncio.Future[Batch] = asyncio.get_running_loop().create_future()
        self.asked.put_nowait((since, reply))
        return await reply

    async def poll(self) -> tuple[float | None, asyncio.Future[Batch]]:
        """Wait until the source is asked."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.asked.get()

    async def answer(
        self, reply: Batch | BaseException | None = None, *, took_s: float = 0.0
    ) -> float | None:
        """Wait for a poll and answer it; give what it asked for."""
        since, future = await self.poll()
        self.clock.moment += took_s
        if isinstance(reply, BaseException):
            future.set_exception(reply)
        else:
            future.set_result(Batch(as_of=self.clock.now()) if reply is None else reply)
        return since

    @property
    def last(self) -> Answered | Failed:
        return self.delivered[-1]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    bench.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await bench.task
