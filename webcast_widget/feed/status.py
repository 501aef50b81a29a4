"""How a feed is doing, in one word and one sentence: decided here, purely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from webcast_widget.errors import AuthenticationError, SourceError, UnknownEventError
from webcast_widget.timeline.cadence import by_cadence, provisional_s
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from webcast_widget.timeline.change import Change
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
"""On the air, the newest slot is at most this old; else the feed is stale. Of a source
that counts less often than the vendor's, two values may be due and a minute late."""


UNSETTLED_S: Final = 900.0
"""An event is called over this long after its newest slot, seconds, though the source
could not tell all of it."""

_UNREADABLE: Final = (
    "No viewers can be read: a count is to be a whole number from 0, and no text, and a"
    " slot's start epoch seconds."
)

_SKEW_S = 2.0
"""Up to here the source's clock (told to the second) agrees with ours."""


_REGULAR: Final = 6
"""So many times in a row the same distance is no chance."""


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


def after_change(change: Change, timeline: Timeline, now: float) -> tuple[State, str]:
    """Give state and sentence after an answer.

    Parameters
    ----------
    change
        What it brought.
    timeline
        With that in it.
    now
        Epoch seconds in the source's time.
    """
    state, sentence = _of(change, timeline, now)
    if change.refused:
        values = "value was" if change.refused == 1 else "values were"
        sentence += (
            f" {change.refused} impossible {values} left out of the last answer."
        )
    if change.belief.is_doubted:
        sentence += (
            " It speaks of another time than those before: that is believed once"
            " several answers agree on it."
        )
    if change.off_grid and timeline.grid_s == SLOT_S:
        sentence += (
            f" Moments that are no multiples of {SLOT_S} s are none of this source's"
            " slots: let a source that counts at others say its cadence_s."
        )
    elif change.off_grid:
        sentence += " Its moments are to be whole seconds."
    if timeline.settles_s > provisional_s(timeline.cadence_s):
        sentence += (
            " Slots of this event go on changing until they are"
            f" {timeline.settles_s} s old: they are settled and counted after that."
        )
    if timeline.cadence_s == SLOT_S and (apart_s := regular_s(timeline)) > SLOT_S:
        sentence += (
            f" The newest values are {apart_s} s apart, and drawn as single ones: let a"
            f" source that counts so often say cadence_s={apart_s}."
        )
    return state, sentence.strip()


def regular_s(timeline: Timeline) -> int:
    """Give how far the newest values of viewers are apart, seconds.

    0 where that is one slot, is not always the same, or where there are too few.
    """
    last, apart = timeline.last, set[int]()
    for _ in range(_REGULAR):
        if last is None:
            return 0
        before = timeline.newest("live_viewers", last - timeline.grid_s)
        if before is None:
            return 0
        apart.add(last - before)
        if len(apart) > 1 or SLOT_S in apart:
            return 0
        last = before
    return apart.pop()


def _of(change: Change, timeline: Timeline, now: float) -> tuple[State, str]:
    if change.progress is not None:
        return "catching_up", f"Loading the history, {change.progress:.0%}."
    off_air = change.broadcasting is False or change.final is True
    if timeline.last is None:
        if off_air:
            return "connecting", "The event is not on the air, and has no figures yet."
        return "live", _UNREADABLE if change.refused else "No viewers yet."
    age = now - timeline.last
    stale_s = by_cadence(STALE_S, timeline.cadence_s)
    if off_air:
        return _over(change, age, stale_s)
    if age > stale_s:
        last = moment(timeline.last, now)
        return "stale", f"The server answers, but has no data after {last}."
    return "live", change.trouble


def _over(change: Change, age: float, stale_s: float) -> tuple[State, str]:
    """Give state and sentence once the event is off the air."""
    if age <= stale_s:
        # The server may call an event over while viewers still watch: they count.
        said = "The broadcast is over; figures still arrive."
        return "live", change.trouble or said
    if change.final is False and age <= max(UNSETTLED_S, stale_s):
        said = "The broadcast is over; its last figures are being checked."
        return "live", change.trouble or said
    return "ended", f"The broadcast has ended. {change.trouble}".rstrip()


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


def resuming(name: str, timeline: Timeline | None, now: float) -> str:
    """Say what is asked for when a recording is gone on with, which may be a new one.

    Its newest slot is dated unless it is of the day of the present, `now`.
    """
    if timeline is None:
        return asking(name)
    if timeline.last is None:
        return f"Asking {name} for what is not recorded yet."
    return f"Asking {name} for what followed {moment(timeline.last, now)}."


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


def moment(start: float, now: float) -> str:
    """Name a moment in UTC, with its day unless that is today's; both epoch seconds."""
    at, today = (pd.Timestamp(each, unit="s", tz="UTC") for each in (start, now))
    day = "" if at.date() == today.date() else f"{at.day} {at:%b %Y}, "
    return f"{day}{at:%H:%M:%S} UTC"
