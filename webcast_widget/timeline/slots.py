"""Slot arithmetic: everything is counted in 10-second slots of UTC.

A slot is named by its start in whole epoch seconds: ``1700000000`` covers the
seconds 1700000000 to 1700000009.
"""

from __future__ import annotations

SLOT_S = 10
"""Length of a slot in seconds; players send one heartbeat per slot of playback."""

MINUTE_S = 60
"""Length of the window over which bitrate and buffering are averaged, in seconds."""

PROVISIONAL_S = 60
"""A slot that started less than this many seconds ago may still be filling up.

The vendor's own page takes T-60 s as "now" for the same reason.
"""


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


def is_provisional(start: int, now: float) -> bool:
    """Tell whether the slot that begins at `start` may still change at `now`."""
    return now - start < PROVISIONAL_S


def newest_settled(now: float) -> int:
    """Give the start of the newest slot that is no longer provisional at `now`.

    >>> newest_settled(1700000065.0)
    1700000000
    """
    return slot_of(now - PROVISIONAL_S)
