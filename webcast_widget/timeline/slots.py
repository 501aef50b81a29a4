"""Slot arithmetic: everything is counted in 10-second slots of UTC.

A slot is named by its start in whole epoch seconds: ``1700000000`` covers the
seconds 1700000000 to 1700000009. What a source that says another cadence tells stands
at moments of its own, see `webcast_widget.timeline.cadence`.
"""

from __future__ import annotations

from numbers import Real
from typing import Final

SLOT_S: Final = 10
"""Length of a slot in seconds; players send one heartbeat per slot of playback."""

MINUTE_S: Final = 60
"""Length of the window over which bitrate and buffering are averaged, in seconds."""

PROVISIONAL_S: Final = 60
"""A slot that started less than this many seconds ago may still be filling up.

The vendor's own page takes T-60 s as "now" for the same reason.
"""

END_OF_TIME_S: Final = 2**32 - 1
"""The year 2106: what claims to be later is no time in epoch seconds, and would not fit
into the 32 bits that a moment has on the wire."""

AHEAD_S: Final = 86_400
"""A slot that begins this much later than the answer's own moment is none, seconds.

Generous: the answer may have been long on its way, and clocks differ. A source that
knows its server's time refuses earlier.
"""

REACH_S: Final = 400 * 86_400
"""What is further than this from all else of an event is none of it, seconds: one wrong
moment must not make a chart of centuries."""


def slot_of(moment: float) -> int:
    """Give the start of the slot that holds a moment (both in epoch seconds, UTC).

    >>> slot_of(1700000009.9)
    1700000000
    """
    return int(moment // SLOT_S) * SLOT_S


def minute_of(moment: float) -> int:
    """Give the start of the clock minute that holds a moment (epoch seconds, UTC).

    >>> minute_of(1700000039)
    1699999980
    """
    return int(moment // MINUTE_S) * MINUTE_S


def is_slot(start: int) -> bool:
    """Tell whether a number of epoch seconds is the start of a slot."""
    return start % SLOT_S == 0


def is_moment(start: object, grid: int) -> bool:
    """Tell whether this is a start of a slot or a minute, whoever hands it over.

    Parameters
    ----------
    start
        Epoch seconds, UTC, if it is one.
    grid
        What starts are multiples of, seconds.
    """
    # Written so that NaN is not.
    return (
        isinstance(start, Real)
        and 0 <= start < END_OF_TIME_S  # type: ignore[operator]
        and start % grid == 0
    )


def is_provisional(start: int, now: float) -> bool:
    """Tell whether the slot that begins at `start` may still change at `now`."""
    return now - start < PROVISIONAL_S


def newest_settled(now: float) -> int:
    """Give the start of the newest slot that is no longer provisional at `now`.

    >>> newest_settled(1700000065.0)
    1700000000
    """
    return slot_of(now - PROVISIONAL_S)
