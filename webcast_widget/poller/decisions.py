"""What follows an answer, and what a failure: pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import (
    BlockedError,
    ConfigurationError,
    RateLimitedError,
    SourceError,
)
from webcast_widget.poller import waits

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Batch

MIN_INTERVAL_S: Final = 5.0
"""Seconds between polls at the least: slots are 10 s long and answers are cached."""

OVERLAP_S: Final = 120.0
"""Each poll asks again for this many seconds, or for longer where the source counts less
often; the last answer about a slot wins."""

LIMITS: Final = 3
"""After this many polls in a row that a server limited, it is left alone."""

CATCH_UP_S: Final = 0.1
"""Seconds until what is there already is asked for."""


def check_interval(seconds: float) -> float:
    """Give a polling interval back if it can be used.

    Raises
    ------
    ConfigurationError
        If it is shorter than 5 s, longer than an hour, or no number.
    """
    if not MIN_INTERVAL_S <= seconds <= waits.LONGEST_S:
        raise ConfigurationError(
            f"The interval is {seconds:g} s: poll every 5 s at the most often and"
            " every hour at the least, for example '10s'."
        )
    return float(seconds)


@dataclass(frozen=True)
class PollState:
    """What the next decision hangs on.

    Parameters
    ----------
    since
        From where the next poll asks, epoch seconds; None for the whole history.
    failures
        How many polls in a row have failed.
    limited
        How many polls in a row the server has limited or blocked.
    blocks
        How many times in a row the server was left alone for that.
    alone
        Whether it is left alone until the next poll is due, whoever asks for one.
    """

    since: float | None = None
    failures: int = 0
    limited: int = 0
    blocks: int = 0
    alone: bool = False


def after_answer(
    batch: Batch,
    now: float,
    took_s: float,
    interval_s: float,
    overlap_s: float = OVERLAP_S,
) -> tuple[PollState, float]:
    """Decide what follows an answer.

    Parameters
    ----------
    batch
        The answer.
    now
        Epoch seconds, in place of the source's clock where it has none.
    took_s
        How long the answer took; polls start `interval_s` apart all the same.
    interval_s
        Seconds between polls.
    overlap_s
        For how many seconds the next poll asks again.

    Returns
    -------
    state : PollState
        After it.
    wait_s : float
        Seconds until the next poll.
    """
    as_of = now if batch.as_of is None or math.isnan(batch.as_of) else batch.as_of
    # Measured on the source's clock: ours may be wrong, or the laptop was asleep.
    after = PollState(since=as_of - overlap_s)
    if batch.more:
        return after, CATCH_UP_S
    # Our clock may have been set back meanwhile.
    return after, max(0.0, interval_s - max(0.0, took_s))


def after_failure(
    state: PollState, error: SourceError, chance: float, interval_s: float
) -> tuple[PollState, float]:
    """Decide what follows a failure: wait longer each time, with jitter.

    Parameters
    ----------
    state
        Before it; what was missed is asked for by the next poll.
    error
        What happened. What a retry alone will not mend is retried each minute; a
        source that asks us to wait is not asked sooner, within an hour; one that
        blocks us, or limits us again and again, is left alone.
    chance
        A random number from 0 to 1, for the jitter.
    interval_s
        Seconds between polls.

    Returns
    -------
    state : PollState
        After it.
    wait_s : float
        Seconds until the next poll.
    """
    is_limit = isinstance(error, RateLimitedError)
    limited = state.limited + 1 if is_limit else 0
    alone = isinstance(error, BlockedError) or limited >= LIMITS
    blocks = state.blocks + alone if is_limit else 0
    after = PollState(state.since, state.failures + 1, limited, blocks, alone)
    if alone:
        return after, waits.blocked(error, blocks, chance)
    if is_limit:
        return after, waits.limited(error, after.failures, chance, interval_s)
    return after, waits.failed(error, after.failures, chance)
