"""A source is not asked more often than is good for it, and goes on after a sleep."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.poller.conftest import INTERVAL_S, NOW, HeldClock
from webcast_widget.errors import (
    BlockedError,
    RateLimitedError,
    SourceUnavailableError,
)
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.poller.budget import PER_S, REQUESTS, Budget
from webcast_widget.poller.loop import NAP_S
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch

if TYPE_CHECKING:
    from tests.poller.conftest import Bench


def most_in_a_minute(moments: list[float]) -> int:
    return max(
        sum(begin <= moment < begin + PER_S - 1e-6 for moment in moments)
        for begin in moments
    )


@pytest.mark.parametrize("trouble", ["none", "failures", "history"])
async def test_whatever_happens_the_budget_holds(trouble: str) -> None:
    clock, rng = ManualClock(NOW), random.Random(5)  # noqa: S311 - a fixed course
    asked: list[float] = []

    async def fetch(_: float | None) -> Batch:
        asked.append(clock.now())
        if trouble == "failures" and rng.random() < 0.5:
            raise SourceUnavailableError("No.")
        return Batch(as_of=clock.now(), progress=0.5, more=trouble == "history")

    def deliver(_: Answered | Failed) -> None:
        if len(asked) == 400:
            task.cancel()

    poller = Poller(fetch, deliver, clock, 5.0, rng.random)
    task = asyncio.create_task(poller.run())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert most_in_a_minute(asked) <= REQUESTS
    # What is to be caught up with uses the budget; the usual pace does not need it.
    assert (most_in_a_minute(asked) == REQUESTS) is (trouble == "history")


@given(
    steps=st.lists(st.floats(0, 5), min_size=1, max_size=300),
    back=st.none() | st.tuples(st.integers(0, 299), st.floats(1, 1e6)),
)
def test_a_budget_is_kept_and_never_waits_long(
    steps: list[float], back: tuple[int, float] | None
) -> None:
    budget, now, begun = Budget(), 1e9, [[0.0] * 0]
    for number, step in enumerate(steps):
        now += step
        if back is not None and back[0] == number:
            now -= back[1]
            begun.append([])
        wait = budget.wait_s(now)
        assert 0 <= wait <= PER_S
        now += wait
        budget.spend(now)
        begun[-1].append(now)
    for moments in begun:
        if moments:
            assert most_in_a_minute(moments) <= REQUESTS + 1


async def test_a_server_that_blocks_is_not_asked_by_anybody(bench: Bench) -> None:
    await bench.answer(BlockedError("The server is blocking our calls."))
    seconds, woken = await bench.clock.sleeper()
    last = bench.last
    assert isinstance(last, Failed)
    assert last.alone
    assert last.wait_s >= 300
    bench.poller.wake()
    with pytest.raises(BlockedError, match="blocking"):
        await bench.poller.refresh()
    for _ in range(20):
        await asyncio.sleep(0)
    assert bench.asked.empty()
    # It is left alone in naps; then it is asked once, and all is well again.
    slept = seconds
    bench.clock.moment += seconds
    woken.set_result(None)
    while slept < last.wait_s - 1e-6:
        slept += await bench.clock.pass_time()
    await bench.answer()
    assert await bench.clock.pass_time() == INTERVAL_S
    await bench.answer()
    await bench.clock.sleeper()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await bench.answer()
    await refreshing


async def test_who_asked_before_it_blocked_is_told(bench: Bench) -> None:
    _, running = await bench.poll()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await asyncio.sleep(0)
    running.set_exception(BlockedError("No."))
    with pytest.raises(BlockedError):
        await refreshing


async def test_three_limits_in_a_row_leave_it_alone(bench: Bench) -> None:
    alone = []
    for _ in range(3):
        await bench.answer(RateLimitedError("Less."))
        slept = await bench.clock.pass_time()
        last = bench.last
        assert isinstance(last, Failed)
        alone.append(last.alone)
        while slept < last.wait_s - 1e-6:
            slept += await bench.clock.pass_time()
    assert alone == [False, False, True]


class Machine:
    """A poller that waits an hour, on a machine that may fall asleep."""

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.resumed = 0
        poller = Poller(
            self.fetch, lambda _: None, self.clock, 3600.0, resumed=self.resume
        )
        self.task = asyncio.create_task(poller.run())

    async def fetch(self, _: float | None) -> Batch:
        self.asked.put_nowait(self.clock.now())
        return Batch(as_of=self.clock.now())

    async def resume(self) -> None:
        self.resumed += 1

    async def nap(self, asleep_s: float = 0.0) -> float:
        """Let a nap pass; the wall clock goes on in a sleep, the timers do not."""
        seconds, woken = await self.clock.sleeper()
        self.clock.moment += seconds + asleep_s
        woken.set_result(None)
        return seconds


async def test_after_the_laptops_sleep_the_wall_clock_counts() -> None:
    machine = Machine()
    await machine.asked.get()
    for _ in range(3):
        assert await machine.nap() == NAP_S
    assert machine.resumed == 0
    await machine.nap(asleep_s=8 * 3600)
    # Without the rest of the hour, and over connections that are not dead.
    async with asyncio.timeout(10):
        assert await machine.asked.get() == NOW + 4 * NAP_S + 8 * 3600
    assert machine.resumed == 1
    machine.task.cancel()


async def test_a_short_sleep_leaves_the_rest_to_wait() -> None:
    machine = Machine()
    await machine.asked.get()
    slept = await machine.nap(asleep_s=1800)
    while slept < 1800:
        slept += await machine.nap()
    async with asyncio.timeout(10):
        assert await machine.asked.get() == NOW + 3600
    assert machine.resumed == 1
    machine.task.cancel()


async def test_a_clock_set_back_makes_nobody_wait_longer() -> None:
    machine = Machine()
    await machine.asked.get()
    await machine.nap(asleep_s=-5 * 3600)
    slept = NAP_S
    while slept < 3600:
        slept += await machine.nap()
    async with asyncio.timeout(10):
        await machine.asked.get()
    assert slept == 3600
    assert machine.resumed == 0
    machine.task.cancel()


async def test_who_refreshes_without_end_keeps_to_the_budget(bench: Bench) -> None:
    for _ in range(REQUESTS - 1):
        await bench.answer()
        await bench.clock.sleeper()
        bench.poller.wake()
    await bench.answer()
    await bench.clock.sleeper()
    bench.poller.wake()
    seconds, _ = await bench.clock.sleeper()
    assert seconds == PER_S
    assert bench.asked.empty()
