"""An event minute by minute since a moment of it: what events are laid over each other by."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.comparison import START
from webcast_widget.analysis.course import course_of
from webcast_widget.analysis.marks import run_sheet
from webcast_widget.analysis.span import broadcast
from webcast_widget.analysis.summary import Summary, summary
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.analysis.course import Course


@dataclass(frozen=True, eq=False)
class Aligned:
    """An event, minute by minute.

    Parameters
    ----------
    name
        What it is called in the comparison.
    minutes
        Live viewers on average, by minute since the alignment; NaN without data.
    summary
        Its figures.
    latest
        The newest minute that is over.
    origin
        When minute 0 begins, in the event's zone.
    recording
        The file that it is recorded in; None where nobody says.
    course
        Its slots.
    """

    name: str
    minutes: pd.Series = field(repr=False)
    summary: Summary = field(repr=False)
    latest: int
    origin: pd.Timestamp
    recording: Path | None = None
    course: Course | None = field(default=None, repr=False)

    def at(self, minute: int) -> dict[str, float]:
        """Give its figures at a minute since the alignment; what it does not tell is left out.

        Returns
        -------
        dict of float
            ``dvr_viewers``, ``avg_bitrate_kbps`` and ``avg_buffering_s_per_min`` of that
            minute, ``peak_viewers`` until it is over.
        """
        if self.course is None:
            return {}
        begin = self.origin.timestamp() + MINUTE_S * minute
        weights = self.course.weights(begin, begin + MINUTE_S)
        here = weights > 0
        if not here.any():
            return {}
        sums = self.course.quality.of(here)
        told = here & ~np.isnan(self.course.dvr)
        dvr = (
            np.average(self.course.dvr[told], weights=weights[told])
            if told.any()
            else None
        )
        until = self.course.starts < begin + MINUTE_S
        found = {
            "dvr_viewers": dvr,
            "avg_bitrate_kbps": sums.bitrate_kbps,
            "avg_buffering_s_per_min": sums.buffering,
            "peak_viewers": self.course.live[until].max(),
        }
        return {
            name: float(value) for name, value in found.items() if value is not None
        }


def aligned(name: str, event: Any, align: str = START) -> Aligned:
    """Lay an event out minute by minute.

    Parameters
    ----------
    name
        What it is called.
    event
        A feed, an opened recording, a Timeline or a frame.
    align
        As in `webcast_widget.analysis.compare`.

    Raises
    ------
    ConfigurationError
        If it has no settled slots, or no such mark.
    """
    course = course_of(event)
    origin = _origin(event, course, align)
    path = getattr(event, "path", None)
    return Aligned(
        name,
        _by_minute(course, origin),
        summary(event),
        int((course.end - origin) // MINUTE_S) - 1,
        course.moment(origin),
        Path(path).resolve() if isinstance(path, (str, Path)) else None,
        course,
    )


def _origin(event: Any, course: Course, align: str) -> float:
    span = broadcast(course)
    if span is None:
        raise ConfigurationError("it has no settled slots.")
    if align == START:
        return span.bounds[0]
    marks = getattr(event, "marks", None)
    items = () if marks is None else run_sheet(marks, course).items
    for item in items:
        if item.title == align:
            return item.start.timestamp()
    titles = [item.title for item in items]
    hint = words.suggestion(align, titles) if titles else "it has no marks."
    raise ConfigurationError(f"there is no mark {align!r}; {hint}")


def _by_minute(course: Course, origin: float) -> pd.Series:
    """Give the average of live viewers in each minute since the origin.

    A value counts in every minute of the time that it is good for.
    """
    begin = course.starts - origin
    end = begin + course.good_s
    earliest = np.floor(begin / MINUTE_S).astype(np.int64)
    pieces = np.ceil(end / MINUTE_S).astype(np.int64) - earliest
    of = np.repeat(np.arange(len(pieces)), pieces)
    place = (
        earliest[of]
        + np.arange(len(of))
        - np.repeat(np.cumsum(pieces) - pieces, pieces)
    )
    good_s = np.minimum(end[of], (place + 1) * MINUTE_S)
    good_s -= np.maximum(begin[of], place * MINUTE_S)
    first = int(place[0])
    seconds, viewers = (
        np.bincount(place - first, weights=each)
        for each in (good_s, course.live[of] * good_s)
    )
    with np.errstate(invalid="ignore"):
        mean = viewers / seconds
    return pd.Series(mean, index=pd.RangeIndex(first, first + len(mean)))
