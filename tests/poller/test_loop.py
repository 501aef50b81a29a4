"""The loop around the decisions: it asks, delivers, waits, and can be hurried."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.poller.conftest import INTERVAL_S, NOW
from webcast_widget.errors import (
    ConfigurationError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
)
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch

if TYPE_CHECKING:
    from tests.poller.conftest import Bench


async def test_the_first_poll_asks_for_everything_the_next_for_two_minutes(
    bench: Bench,
) -> None:
    assert await bench.answer() is None
    assert await bench.clock.pass_time() == INTERVAL_S
    assert await bench.answer() == NOW - 120
    assert await bench.clock.pass_time() == INTERVAL_S
    assert await bench.answer() == NOW + INTERVAL_S - 120


async def test_since_is_on_the_sources_clock(bench: Bench) -> None:
    await bench.answer(Batch(as_of=NOW - 7200))
    await bench.clock.pass_time()
    assert await bench.answer() == NOW - 7320


async def test_without_a_clock_of_the_source_ours_counts(bench: Bench) -> None:
    await bench.answer(Batch(as_of=None))
    await bench.clock.pass_time()
    assert await bench.answer() == NOW - 120


async def test_it_looks_back_as_far_as_it_is_told_to_and_no_less_than_usual(
    bench: Bench,
) -> None:
    bench.poller.look_back(400.0)
    await bench.answer(Batch(as_of=NOW))
    await bench.clock.pass_time()
    assert await bench.answer(Batch(as_of=NOW)) == NOW - 400
    bench.poller.look_back(60.0)
    await bench.clock.pass_time()
    await bench.answer(Batch(as_of=NOW))
    await bench.clock.pass_time()
    assert await bench.answer() == NOW - 120


async def test_polls_start_an_interval_apart(bench: Bench) -> None:
    await bench.answer(took_s=3)
    assert await bench.clock.pass_time() == INTERVAL_S - 3
    await bench.answer(took_s=25)
    # At once: nobody sleeps.
    await bench.answer(took_s=4)
    assert await bench.clock.pass_time() == INTERVAL_S - 4


async def test_while_history_is_to_come_it_is_asked_for_at_once(bench: Bench) -> None:
    await bench.answer(Batch(as_of=NOW, progress=0.2, more=True))
    assert await bench.clock.pass_time() < 1
    await bench.answer()
    assert await bench.clock.pass_time() == INTERVAL_S


async def test_failures_back_off_and_the_missed_is_asked_for(bench: Bench) -> None:
    await bench.answer()
    await bench.clock.pass_time()
    waits = []
    for _ in range(4):
        assert await bench.answer(SourceUnavailableError("No.")) == NOW - 120
        waits.append(await bench.clock.pass_time())
    assert waits == pytest.approx([2, 4, 8, 16])
    failures = [each for each in bench.delivered if isinstance(each, Failed)]
    assert [failed.failures for failed in failures] == [1, 2, 3, 4]
    assert [failed.wait_s for failed in failures] == waits
    # All that was missed, and the overlap: and then the usual pace again.
    assert await bench.answer() == NOW - 120
    assert await bench.clock.pass_time() == INTERVAL_S
    await bench.answer(SourceUnavailableError("No."))
    assert await bench.clock.pass_time() == pytest.approx(2)


async def test_a_first_poll_that_fails_is_asked_again_for_everything(
    bench: Bench,
) -> None:
    await bench.answer(SourceError("No."))
    await bench.clock.pass_time()
    assert await bench.answer() is None


async def test_retry_after_is_waited_for(bench: Bench) -> None:
    await bench.answer(RateLimitedError("Less.", 45.0))
    assert await bench.clock.pass_time() >= 45


async def test_a_new_interval_counts_from_the_next_poll(bench: Bench) -> None:
    await bench.answer()
    seconds, _ = await bench.clock.sleeper()
    assert seconds == INTERVAL_S
    bench.poller.interval_s = 30.0
    bench.poller.wake()
    await bench.answer()
    assert await bench.clock.pass_time() == 30


@pytest.mark.parametrize(
    "nonsense",
    [None, "batch", Batch(as_of="noon")],  # type: ignore[arg-type]
    ids=["none", "text", "type"],
)
async def test_an_answer_that_is_none_is_a_failure(
    bench: Bench, nonsense: Any, caplog: pytest.LogCaptureFixture
) -> None:
    _, reply = await bench.poll()
    reply.set_result(nonsense)
    await bench.clock.pass_time()
    assert isinstance(bench.last, Failed)
    assert "the log tells where" in str(bench.last.error)
    assert caplog.records[-1].levelno == logging.ERROR
    assert await bench.answer() is None


@pytest.mark.parametrize(
    "error", [ValueError("my own"), KeyError("x"), TimeoutError(), RuntimeError()]
)
async def test_a_foreign_error_is_logged_and_becomes_a_failure(
    bench: Bench, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.answer(error)
    await bench.clock.pass_time()
    assert isinstance(bench.last, Failed)
    assert type(error).__name__ in str(bench.last.error)
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is error
    await bench.answer()
    assert await bench.clock.pass_time() == INTERVAL_S
    assert isinstance(bench.last, Answered)


async def test_who_takes_no_outcome_does_not_end_the_polling(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def deliver(_: object) -> None:
        raise RuntimeError("nothing is taken")

    bench.poller._deliver = deliver
    for _ in range(2):
        await bench.answer()
        await bench.clock.pass_time()
    assert not bench.task.done()
    assert "A failed poll could not be told." in caplog.text


async def test_refresh_waits_for_a_poll_that_began_after_it(bench: Bench) -> None:
    _, running = await bench.poll()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await asyncio.sleep(0)
    running.set_result(Batch(as_of=NOW))
    since, second = await bench.poll()  # at once: nobody let time pass
    assert since == NOW - 120
    assert not refreshing.done()
    second.set_result(Batch(as_of=NOW))
    await refreshing
    assert len(bench.delivered) == 2


async def test_refresh_cuts_the_waiting_short(bench: Bench) -> None:
    await bench.answer()
    await bench.clock.sleeper()
    before = bench.clock.now()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await bench.answer()
    await refreshing
    assert bench.clock.now() == before
    assert len(bench.delivered) == 2


async def test_refresh_waits_for_the_whole_history(bench: Bench) -> None:
    refreshing = asyncio.create_task(bench.poller.refresh())
    await asyncio.sleep(0)
    for share in (0.1, 0.5, 0.9):
        await bench.answer(Batch(as_of=NOW, progress=share, more=True))
        await bench.clock.pass_time()
        assert not refreshing.done()
    await bench.answer()
    await refreshing


async def test_refresh_raises_what_its_poll_failed_with(bench: Bench) -> None:
    await bench.answer()
    waiting = [asyncio.create_task(bench.poller.refresh()) for _ in range(3)]
    await asyncio.sleep(0)
    error = SourceUnavailableError("No.")
    await bench.answer(error)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert results == [error] * 3
    again = asyncio.create_task(bench.poller.refresh())
    await bench.answer()
    await again


async def test_refresh_raises_a_foreign_error_as_ours(bench: Bench) -> None:
    await bench.answer()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await bench.answer(ValueError("my own"))
    with pytest.raises(SourceError, match="ValueError"):
        await refreshing


async def test_who_no_longer_waits_for_a_refresh_harms_nobody(bench: Bench) -> None:
    _, running = await bench.poll()
    given_up = asyncio.create_task(bench.poller.refresh())
    patient = asyncio.create_task(bench.poller.refresh())
    await asyncio.sleep(0)
    given_up.cancel()
    running.set_result(Batch(as_of=NOW))
    await bench.answer()
    await patient
    assert given_up.cancelled()


async def test_cancellation_cancels_who_waits(bench: Bench) -> None:
    await bench.poll()
    refreshing = asyncio.create_task(bench.poller.refresh())
    await asyncio.sleep(0)
    bench.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await refreshing
    with pytest.raises(asyncio.CancelledError):
        await bench.task


def test_an_interval_that_cannot_be_used_is_refused() -> None:
    async def fetch(_: float | None) -> Batch:
        return Batch()

    with pytest.raises(ConfigurationError):
        Poller(fetch, lambda _: None, ManualClock(NOW), 4.0)


async def test_a_day_of_trouble_loses_nothing() -> None:
    """Whatever fails when: what was asked for joins up without a gap."""
    clock, rng = ManualClock(NOW), random.Random(3)  # noqa: S311 - a fixed course
    seen: list[Answered | Failed] = []
    covered: list[tuple[float, float]] = []

    async def fetch(since: float | None) -> Batch:
        clock.advance(rng.uniform(0, 40))
        if rng.random() < 0.5:
            raise SourceUnavailableError("No.")
        now = clock.now()
        covered.append((0.0 if since is None else since, now))
        return Batch(as_of=now)

    def deliver(outcome: Answered | Failed) -> None:
        seen.append(outcome)
        assert outcome.wait_s >= 0
        if len(seen) == 2000:
            task.cancel()

    poller = Poller(fetch, deliver, clock, INTERVAL_S, rng.random)
    task = asyncio.create_task(poller.run())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(covered) > 500
    for (_, until), (since, _) in itertools.pairwise(covered):
        assert since == until - 120


async def test_a_clock_set_back_during_a_poll_does_not_stop_the_polling(
    bench: Bench,
) -> None:
    await bench.answer(took_s=-18_000)
    assert await bench.clock.pass_time() == INTERVAL_S


async def test_a_source_that_cancels_itself_has_failed(bench: Bench) -> None:
    await bench.answer(asyncio.CancelledError())
    await bench.clock.sleeper()
    assert isinstance(bench.last, Failed)
    assert "cancelled" in str(bench.last.error)


async def test_a_failure_holds_no_frames(bench: Bench) -> None:
    await bench.answer(SourceUnavailableError("No."))
    await bench.clock.sleeper()
    assert isinstance(bench.last, Failed)
    error = bench.last.error
    assert (error.__traceback__, error.__context__, error.__cause__) == (None,) * 3
