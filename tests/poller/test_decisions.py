"""When to ask again and for what: pure functions of what happened."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.errors import (
    AuthenticationError,
    BlockedError,
    ConfigurationError,
    PayloadError,
    RateLimitedError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.poller import (
    OVERLAP_S,
    PollState,
    after_answer,
    after_failure,
    check_interval,
)
from webcast_widget.timeline.records import Batch

LONGEST_S = 3600.0
intervals = st.floats(5, 3600)
moments = st.floats(0, 4e9)
chances = st.floats(0, 1)
states = st.builds(PollState, st.none() | moments, st.integers(0, 10_000))
temporary = st.sampled_from([SourceError, SourceUnavailableError, PayloadError])
hopeless = st.sampled_from(
    [AuthenticationError, SessionRefusedError, UnknownEventError]
)
any_seconds = st.none() | st.floats() | st.integers(-(10**9), 10**9).map(float)


@given(
    as_of=st.none() | moments,
    now=moments,
    took=st.floats(0, 1e6),
    interval=intervals,
    more=st.booleans(),
)
def test_after_an_answer(
    as_of: float | None,
    now: float,
    took: float,
    interval: float,
    *,
    more: bool,
) -> None:
    batch = Batch(as_of=as_of, more=more)
    state, wait = after_answer(batch, now, took, interval)
    answered = now if as_of is None else as_of
    assert state == PollState(since=answered - OVERLAP_S, failures=0)
    assert 0 <= wait <= interval
    if more:
        assert wait <= 1
    else:
        assert wait == pytest.approx(max(0, interval - took))


@given(states, temporary, chances, intervals)
def test_a_failure_is_retried_after_a_bounded_wait(
    state: PollState, kind: type[SourceError], chance: float, interval: float
) -> None:
    after, wait = after_failure(state, kind("No."), chance, interval)
    assert after == PollState(state.since, state.failures + 1)
    assert 1.59 < wait < 72.01


@given(states, hopeless, chances, intervals)
def test_what_a_retry_will_not_mend_is_tried_each_minute(
    state: PollState, kind: type[SourceError], chance: float, interval: float
) -> None:
    after, wait = after_failure(state, kind("No."), chance, interval)
    assert after == PollState(state.since, state.failures + 1)
    assert 47.99 < wait < 72.01


@given(states, any_seconds, chances, intervals)
def test_a_limit_is_honoured_and_bounded(
    state: PollState, asked: float | None, chance: float, interval: float
) -> None:
    error = RateLimitedError("Less.", asked)
    after, wait = after_failure(state, error, chance, interval)
    assert after == PollState(state.since, state.failures + 1, limited=1)
    assert interval <= wait <= LONGEST_S
    if asked is not None and not math.isnan(asked):
        assert wait >= min(asked, LONGEST_S)


@given(st.integers(0, 50), chances, st.floats(5, 100))
def test_a_limit_without_a_time_makes_us_ask_less_often(
    failures: int, chance: float, interval: float
) -> None:
    state = PollState(None, failures)
    _, wait = after_failure(state, RateLimitedError("Less."), chance, interval)
    assert wait >= 2 * interval


@given(states, any_seconds, chances, intervals)
def test_a_server_in_trouble_that_says_when_is_not_asked_sooner(
    state: PollState, asked: float | None, chance: float, interval: float
) -> None:
    error = SourceUnavailableError("No.", 503, asked)
    _, wait = after_failure(state, error, chance, interval)
    _, usual = after_failure(state, SourceError("No."), chance, interval)
    told = 0.0 if asked is None or math.isnan(asked) else asked
    assert wait == pytest.approx(min(max(usual, told), LONGEST_S))


def test_a_server_that_blocks_is_left_alone_longer_each_time() -> None:
    state, waits = PollState(since=7.0), []
    for _ in range(6):
        state, wait = after_failure(state, BlockedError("No."), 0.0, 10)
        assert state.alone
        waits.append(wait)
    assert waits == [300, 600, 1200, 2400, 3600, 3600]
    # One answer, and all is forgotten.
    assert after_answer(Batch(as_of=500.0), 0, 0, 10)[0] == PollState(since=380.0)


def test_a_server_that_limits_again_and_again_is_left_alone() -> None:
    state, alone, waits = PollState(), [], []
    for _ in range(4):
        state, wait = after_failure(state, RateLimitedError("Less."), 0.0, 10)
        alone.append(state.alone)
        waits.append(wait)
    assert alone == [False, False, True, True]
    assert waits == [20, 40, 300, 600]
    state, _ = after_failure(state, SourceUnavailableError("No."), 0.0, 10)
    assert not state.alone
    state, _ = after_failure(state, RateLimitedError("Less."), 0.0, 10)
    assert not state.alone


@given(st.floats(0, 1e6), chances, st.integers(0, 20))
def test_left_alone_it_is_as_long_as_it_asked(
    asked: float, chance: float, blocks: int
) -> None:
    state = PollState(blocks=blocks)
    _, wait = after_failure(state, BlockedError("No.", asked), chance, 10)
    assert max(300, min(asked, LONGEST_S)) <= wait <= LONGEST_S


@given(st.integers(0, 100), chances)
def test_waits_grow_from_failure_to_failure(failures: int, chance: float) -> None:
    error = SourceUnavailableError("No.")
    _, first = after_failure(PollState(None, failures), error, chance, 10)
    _, second = after_failure(PollState(None, failures + 1), error, chance, 10)
    assert second >= first


def test_waits_double_up_to_a_minute() -> None:
    waits = [
        after_failure(PollState(None, n), SourceError("No."), 0.5, 10)[1]
        for n in range(8)
    ]
    assert waits == pytest.approx([2, 4, 8, 16, 32, 60, 60, 60])


@given(states, intervals)
def test_jitter_is_a_fifth_to_either_side(state: PollState, interval: float) -> None:
    error = SourceError("No.")
    low, middle, high = (
        after_failure(state, error, chance, interval)[1] for chance in (0.0, 0.5, 1.0)
    )
    assert low == pytest.approx(0.8 * middle)
    assert high == pytest.approx(1.2 * middle)


@given(st.lists(st.none() | st.floats(0, 500), min_size=1), st.floats(0, 3e9))
def test_since_never_moves_past_what_was_answered(
    outcomes: list[float | None], start: float
) -> None:
    """None is a failure; a number is how much later an answer comes."""
    state, now, answered = PollState(), start, None
    for outcome in outcomes:
        if outcome is None:
            state, _ = after_failure(state, SourceError("No."), 0.5, 10)
        else:
            now += outcome
            answered = now
            state, _ = after_answer(Batch(as_of=now), now, 0, 10)
        if answered is None:
            assert state.since is None
        else:
            assert state.since == answered - OVERLAP_S


@pytest.mark.parametrize("seconds", [5, 10.0, 3600])
def test_intervals_that_can_be_used(seconds: float) -> None:
    assert check_interval(seconds) == seconds
    assert isinstance(check_interval(seconds), float)


@pytest.mark.parametrize("seconds", [4.99, 0, -10, 3601, math.nan, math.inf, -math.inf])
def test_intervals_that_cannot(seconds: float) -> None:
    with pytest.raises(ConfigurationError, match="every 5 s at the most often"):
        check_interval(seconds)
