"""How a feed is doing, in one word and one sentence: decided here, purely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from webcast_widget.errors import AuthenticationError, SourceError, UnknownEventError

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Batch
    from webcast_widget.timeline.timeline import Timeline

State = Literal[
    "connecting",
    "catching_up",
    "live",
    "stale",
    "unreachable",
    "signed_out",
    "unknown_event",
    "ended",
    "stopped",
    "replaying",
    "paused",
]

STALE_S: Final = 120.0
"""On the air, the newest slot is at most this old; else the feed is stale."""


UNSETTLED_S: Final = 900.0
"""An event is called over this long after its newest slot, seconds, though the source
could not tell all of it."""

_SKEW_S = 2.0
"""Up to here the source's clock (told to the second) agrees with ours."""


@dataclass(frozen=True)
class FeedStatus:
    """How a feed is doing.

    Parameters
    ----------
    state
        ``connecting`` before the first answer or the broadcast; ``catching_up`` while history is
        still coming; ``live``; ``stale`` when the server answers but has no new
        data; ``unreachable``; ``signed_out``; ``unknown_event``; ``ended``;
        ``stopped``. A replay is ``replaying``, ``paused``, ``ended`` or ``stopped``.
    sentence
        What happened and what to do; empty when all is well.
    progress
        Share of the history received, 0 to 1; None when all of it is.
    next_poll_s
        Seconds from `at` until the next poll; None when none is due.
    at
        When this became so, epoch seconds of the machine's clock.
    failures
        How many polls in a row have failed.
    revisions
        How often a settled slot, or the quality of a settled minute, was changed by a
        later answer.
    shrunk
        How often a count of a slot became smaller; the smaller one was taken.
    refused
        How many values were impossible and left out.
    recording
        Whether what is received is written to the recording; None without one.
    """

    state: State = "connecting"
    sentence: str = ""
    progress: float | None = None
    next_poll_s: float | None = None
    at: float = 0.0
    failures: int = 0
    revisions: int = 0
    shrunk: int = 0
    refused: int = 0
    recording: bool | None = None


def after_answer(
    batch: Batch, timeline: Timeline, now: float, refused: int = 0
) -> tuple[State, str]:
    """Give state and sentence after an answer.

    Parameters
    ----------
    batch
        The answer.
    timeline
        With the answer in it.
    now
        Epoch seconds in the source's time.
    refused
        How many of its values were impossible and left out.
    """
    state, sentence = _of(batch, timeline, now)
    if refused:
        values = "value was" if refused == 1 else "values were"
        sentence = (
            f"{sentence} {refused} impossible {values} left out of the last answer."
        )
    return state, sentence.strip()


def _of(batch: Batch, timeline: Timeline, now: float) -> tuple[State, str]:
    if batch.progress is not None:
        return "catching_up", f"Loading the history, {batch.progress:.0%}."
    off_air = batch.broadcasting is False
    if timeline.last is None:
        if off_air:
            return "connecting", "The event is not on the air, and has no figures yet."
        return "live", "No viewers yet."
    age = now - timeline.last
    if off_air:
        return _over(batch, age)
    if age > STALE_S:
        moment = _moment(timeline.last)
        return "stale", f"The server answers, but has no data after {moment}."
    return "live", batch.trouble


def _over(batch: Batch, age: float) -> tuple[State, str]:
    """Give state and sentence once the event is off the air."""
    if age <= STALE_S:
        # The server may call an event over while viewers still watch: they count.
        said = "The broadcast is over; figures still arrive."
        return "live", batch.trouble or said
    if batch.final is False and age <= UNSETTLED_S:
        said = "The broadcast is over; its last figures are being checked."
        return "live", batch.trouble or said
    return "ended", f"The broadcast has ended. {batch.trouble}".rstrip()


def skew(seconds: float, speed: float) -> float:
    """Give how far the source's clock is ahead of ours, 0 where they agree.

    Parameters
    ----------
    seconds
        The difference seen, which includes the answer's way to us.
    speed
        Of our clock: seconds of its time per real second.
    """
    return seconds if abs(seconds) > _SKEW_S * speed else 0.0


def late(status: FeedStatus, timeout_s: float) -> str:
    """Say why a refresh has not ended in time."""
    if status.progress is not None:
        return (
            f"The history is at {status.progress:.0%} after {timeout_s:g} s and goes on"
            " loading: ask again, or with a longer timeout."
        )
    return (
        f"The server did not answer within {timeout_s:g} s: try again, or with a longer"
        " timeout."
    )


def asking(name: str) -> str:
    """Say that nothing is known yet."""
    return f"Asking {name} for the first time."


def resuming(name: str, timeline: Timeline) -> str:
    """Say what is asked for when a recording is gone on with."""
    if timeline.last is None:
        return f"Asking {name} for what is not recorded yet."
    return f"Asking {name} for what followed {_moment(timeline.last)}."


def after_failure(error: SourceError, *, alone: bool = False) -> tuple[State, str]:
    """Give state and sentence after a failed poll.

    Parameters
    ----------
    error
        What happened.
    alone
        Whether the server is left alone until the next poll, as it blocks us.
    """
    if alone:
        return "unreachable", f"{error} It is left alone for a while."
    if isinstance(error, AuthenticationError):
        return "signed_out", str(error)
    if isinstance(error, UnknownEventError):
        return "unknown_event", str(error)
    return "unreachable", str(error)


def _moment(start: float) -> str:
    return f"{pd.Timestamp(start, unit='s', tz='UTC'):%H:%M:%S} UTC"
