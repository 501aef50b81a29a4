"""Whole events while everything fails; ``tests/soak/campaign.py`` runs a thousand."""

from __future__ import annotations

import asyncio

import pytest

from tests.soak.campaign import event
from tests.soak.virtual_time import LoopClock, VirtualLoop, run

SEEDS = range(1, 51)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_the_end_it_is_the_truth(seed: int) -> None:
    outcome = event(seed)
    assert outcome.wrong == []
    assert outcome.polls > 60


def test_the_same_seed_is_the_same_event() -> None:
    assert event(3) == event(3)


def test_a_poller_that_forgets_what_may_change_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("webcast_widget.poller.loop.OVERLAP_S", 0.0)
    assert event(7).wrong


def test_virtual_time_passes_at_once_and_in_order() -> None:
    woken = []

    async def main(loop: VirtualLoop) -> float:
        clock = LoopClock(loop, 1000.0)

        async def sleeper(seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append((seconds, round(clock.now(), 3)))

        async with asyncio.timeout(100_000), asyncio.TaskGroup() as group:
            for seconds in (86_400.0, 0.5, 3600.0):
                group.create_task(sleeper(seconds))
        return clock.now()

    assert run(main) == pytest.approx(87_400.0)
    assert woken == [(0.5, 1000.5), (3600.0, 4600.0), (86_400.0, 87_400.0)]
