"""Minutes in which buffering was high: the worst of them, and the longest stretch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.analysis.course import Course
    from webcast_widget.analysis.quality import Sums
    from webcast_widget.analysis.span import Span

    Floats = NDArray[np.float64]

TROUBLED: Final = 2.0
LEAST_TROUBLE: Final = 0.5
LEAST_SHARE: Final = 0.1
SHORTEST: Final = 3
"""Trouble: three minutes in a row or more above twice the median minute's buffering,
and above half a second per minute viewed."""


@dataclass(frozen=True)
class Stretch:
    """Minutes in a row in which buffering was high.

    Parameters
    ----------
    start, end
        Epoch seconds; the end is no part of it.
    inside, before
        Sums within, and from the start of the broadcast until then.
    """

    start: int
    end: int
    inside: Sums
    before: Sums


def worst_minute(course: Course, span: Span) -> tuple[float, float]:
    """Give when the minute with the most buffering began, and how much it had.

    Among those with at least a tenth of the audience of the largest: of a handful of
    viewers one that stalls is a lot.

    Returns
    -------
    start : float
        Epoch seconds.
    buffering : float
        Seconds per minute viewed.
    """
    begin, seconds, beats = _by_minute(course, span)
    enough = beats >= LEAST_SHARE * beats.max()
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(enough, 6 * seconds / beats, -np.inf)
    at = int(rate.argmax())
    return float((begin + at) * MINUTE_S), float(rate[at])


def _by_minute(course: Course, span: Span) -> tuple[int, Floats, Floats]:
    """Give the first minute, and in each the seconds of buffering and the heartbeats."""
    inside = course.within(*span.bounds)
    if not inside.any():
        return 0, np.zeros(0), np.zeros(0)
    minute = course.starts[inside] // MINUTE_S
    begin = int(minute[0])
    size = int(minute[-1]) - begin + 1
    seconds, beats = (
        np.bincount(minute - begin, weights=each[inside], minlength=size).astype(float)
        for each in (course.quality.buffer_s, course.quality.beats)
    )
    return begin, seconds, beats


def troubled(course: Course, span: Span) -> Stretch | None:
    """Find the longest stretch of minutes with high buffering; None without any."""
    first, last = span.bounds
    inside = course.within(first, last)
    begin, seconds, beats = _by_minute(course, span)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = 6 * seconds / beats
    known = rate[~np.isnan(rate)]
    if not known.size:
        return None
    limit = max(TROUBLED * float(np.median(known)), LEAST_TROUBLE)
    high = np.concatenate([[False], np.nan_to_num(rate) > limit, [False]])
    edges = np.flatnonzero(high[1:] != high[:-1]).reshape(-1, 2)
    if not edges.size:
        return None
    a, b = edges[np.argmax(edges[:, 1] - edges[:, 0])]
    if b - a < SHORTEST:
        return None
    start, end = (begin + int(a)) * MINUTE_S, (begin + int(b)) * MINUTE_S
    return Stretch(
        start,
        end,
        course.quality.of(inside & course.within(start, end)),
        course.quality.of(inside & course.within(first, start)),
    )
