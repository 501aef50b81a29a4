"""A spark line: how a part of the event went, as small as a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.document.drawing import curve, marks

if TYPE_CHECKING:
    from webcast_widget.export.document.drawing.curve import Series

_WIDE: Final = 92
_HIGH: Final = 20
_EDGE: Final = 2


def spark(live: Series, first: float, last: float, most: float) -> marks.Drawing:
    """Draw the attendees from one moment to another.

    Parameters
    ----------
    live
        Live viewers.
    first, last
        The moments, epoch seconds.
    most
        Of the whole event, so that all spark lines have one scale.
    """
    inside = (live.times >= first) & (live.times < last)
    part = curve.Series(live.times[inside], live.levels[inside])
    box = curve.Box(0, _EDGE, _WIDE, _HIGH - 2 * _EDGE, first, last, max(most, 1.0))
    drawn = [marks.path("line", curve.line(part, box))] if part.known else []
    return marks.Drawing(_WIDE, _HIGH, "", drawn, kind="spark")


def highest(live: Series) -> float:
    """Give the most of a series that has any value."""
    return float(np.nanmax(live.levels))
