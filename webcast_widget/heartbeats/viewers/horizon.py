"""How far one can tell that somebody has left: up to the horizon, and no further.

A viewer of whom nothing came for less than the gap may come back, so of the newest
heartbeats nobody knows. What ends the event ends every stay: that is no leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.arguments import epoch

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from webcast_widget.heartbeats.arguments import Moment

MARGIN_S: Final = 30
"""Whose last heartbeat is nearer to the event's end than this stayed to the end."""


def end_of(moment: Moment | None) -> float | None:
    """Read the moment at which an event ended, epoch seconds.

    Raises
    ------
    ConfigurationError
        If it is no moment.
    """
    if moment is None:
        return None
    try:
        end = epoch(moment)
    except (ValueError, TypeError, OverflowError):
        end = float("nan")
    if end != end or abs(end) == float("inf"):  # noqa: PLR0124 - NaT and NaN are no moments
        raise ConfigurationError(
            f"horizon is {moment!r}: give the moment at which the event ended, such as"
            ' "2026-11-22 16:30".'
        )
    return end


def limits(
    newest: ir.IntegerValue, end: int | None, gap: int, margin: int
) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Give the moment that stays are cut at, and the one before which one has left.

    Parameters
    ----------
    newest
        The newest heartbeat.
    end
        The end of the event; None when it is not known.
    gap, margin
        Without a heartbeat for longer than `gap` a viewer is away; within `margin`
        of the end nobody leaves. All in one unit.
    """
    known = newest - gap
    if end is None:
        return known, known
    return ibis.least(known, end), ibis.ifelse(known < end, known, end - margin)
