from __future__ import annotations

import asyncio
import time

import pytest

from webcast_widget.timeline.clock import ManualClock, SpedUpClock, SystemClock


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been waited for, in real seconds."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", wait)
    return waited


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's time, as its only item."""
    present = [1_700_000_000.0]
    monkeypatch.setattr(time, "time", lambda: present[0])
    return present


async def test_the_system_clock_tells_and_takes_real_time(
    real: list[float], waits: list[float]
) -> None:
    clock = SystemClock()
    assert clock.now() == 1_700_000_000.0
    real[0] += 5
    assert clock.now() == 1_700_000_005.0
    await clock.sleep(2.5)
    await clock.sleep(-1)
    assert waits == [2.5, 0.0]


async def test_a_sped_up_clock_runs_faster_and_waits_less(
    real: list[float], waits: list[float]
) -> None:
    clock = SpedUpClock(60, start=1_000.0)
    assert clock.now() == 1_000.0
    real[0] += 2
    assert clock.now() == 1_120.0
    await clock.sleep(30)
    await clock.sleep(-1)
    assert waits == [0.5, 0.0]


def test_a_sped_up_clock_begins_at_the_present(real: list[float]) -> None:
    clock = SpedUpClock(10)
    assert clock.now() == real[0]
    real[0] += 1
    assert clock.now() == 1_700_000_010.0


def test_clocks_told_the_same_pair_read_the_same_time(real: list[float]) -> None:
    first = SpedUpClock(60, start=1_000.0, real=real[0])
    real[0] += 7
    second = SpedUpClock(60, start=1_000.0, real=1_700_000_000.0)
    assert first.now() == second.now() == 1_420.0


async def test_a_manual_clock_moves_when_told(waits: list[float]) -> None:
    clock = ManualClock(100.0)
    assert clock.now() == 100.0
    clock.advance(5)
    await clock.sleep(10)
    await clock.sleep(-3)
    assert clock.now() == 115.0
    assert waits == [0, 0]  # it lets others run, and takes no time


async def test_a_manual_clock_lets_others_run() -> None:
    seen = []

    async def other() -> None:
        seen.append("other")

    task = asyncio.create_task(other())
    await ManualClock(0.0).sleep(1)
    assert seen == ["other"]
    await task
