"""What can be: moments, counts and figures that a source may tell. Pure.

Anybody's source may hand over anything. What cannot be is refused where it enters,
and counted.
"""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Slot

MOST_KBPS: Final = 1e6
"""No viewer's player shows more, kbps."""

MOST_BUFFERING: Final = 60.0
"""Seconds of buffering in a minute viewed, at the most."""

AHEAD_S: Final = 86_400
"""A slot that begins this much later than the answer's own moment is none, seconds.

Generous: the answer may have been long on its way, and clocks differ. A source that
knows its server's time refuses earlier.
"""

_END_OF_TIME = 7_258_118_400
"""The year 2200: what claims to be later is no time in epoch seconds."""

_MOST = 2**53
"""Up to here a float64 holds every whole number."""


def is_moment(start: object, grid: int) -> bool:
    """Tell whether this is the start of a slot or a minute, in epoch seconds."""
    return _within(start, _END_OF_TIME - 1) and start % grid == 0  # type: ignore[operator]


def is_count(value: object) -> bool:
    """Tell whether this is a whole number from 0 on."""
    return _within(value, _MOST) and value == int(value)  # type: ignore[call-overload]


def is_kbps(value: object) -> bool:
    """Tell whether this can be a bitrate in kbps."""
    return _within(value, MOST_KBPS)


def is_buffering(value: object) -> bool:
    """Tell whether this can be seconds of buffering per minute viewed."""
    return _within(value, MOST_BUFFERING)


def is_sound(slot: Slot) -> bool:
    """Tell whether all that a slot says is possible; its start is another matter."""
    return (
        (slot.live is None or is_count(slot.live))
        and (slot.dvr is None or is_count(slot.dvr))
        and (slot.plays is None or is_count(slot.plays))
        and (slot.bitrate_kbps is None or is_kbps(slot.bitrate_kbps))
        and (slot.buffering_s_per_min is None or is_buffering(slot.buffering_s_per_min))
    )


def _within(value: object, most: float) -> bool:
    # Written so that NaN is not.
    return isinstance(value, Real) and 0 <= value <= most  # type: ignore[operator]
