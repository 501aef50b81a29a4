"""Spans of an event: the broadcast, the drain after it, and those that are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.analysis import words
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.moment import moment_in

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.analysis.course import Course

AUDIBLE: Final = 0.05
"""Share of the peak at which the broadcast is taken to go on, where nobody says."""

GIVEN: Final = "as given"
BY_SLOTS: Final = "from the first slot to the last at or above 5 % of the peak"


@dataclass(frozen=True)
class Span:
    """From when to when, and who says so.

    Parameters
    ----------
    start, end
        Moments in the event's zone; the end is no part of it.
    basis
        Why these, in words.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    basis: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return float((self.end - self.start).total_seconds())

    @property
    def bounds(self) -> tuple[float, float]:
        """Start and end in epoch seconds."""
        return self.start.timestamp(), self.end.timestamp()

    def __str__(self) -> str:
        return f"{self.times} {words.zone(self.start)}"

    @property
    def times(self) -> str:
        """From when to when, without the zone; the days where they differ."""
        far = self.start.date() != self.end.date()
        return f"{words.clock(self.start, day=far)} to {words.clock(self.end, day=far)}"


def broadcast(course: Course, start: Any = None, end: Any = None) -> Span | None:
    """Give the span of the broadcast; None without any data.

    Parameters
    ----------
    course
        The event.
    start, end
        As the source or the run sheet says; see `moment_of`. Where one is left out,
        it is the first slot, or the end of the last that has at least 5 % of the peak.

    Raises
    ------
    ConfigurationError
        If a moment cannot be read, or nothing of the event is in what is given.
    """
    if not course.starts.size:
        return None
    begin = course.first if start is None else moment_of(start, course).timestamp()
    if end is None:
        heard = (course.live >= AUDIBLE * course.live.max()) & (course.starts >= begin)
        places = heard.nonzero()[0]
        last = places[-1] if places.size else len(course.starts) - 1
        stop = float(course.starts[last] + course.good_s[last])
    else:
        stop = moment_of(end, course).timestamp()
    both = start is not None and end is not None
    basis = GIVEN if both else BY_SLOTS
    if (start is None) != (end is None):
        basis = f"the {'start' if end is None else 'end'} as given, else {BY_SLOTS}"
    if stop <= course.first or begin >= course.end:
        first, last, begins, ends = (
            words.clock(course.moment(float(at)), day=True)
            for at in (course.first, course.end, begin, stop)
        )
        raise ConfigurationError(
            f"The broadcast is said to be from {begins} to {ends}, and the data are from"
            f" {first} to {last} {words.zone(course.moment(begin))}: give moments in them, or leave"
            " them out."
        )
    return span_of(course, begin, stop, basis)


def span_of(course: Course, start: float, end: float, basis: str = GIVEN) -> Span:
    """Give a span between two moments in epoch seconds.

    Raises
    ------
    ConfigurationError
        If it is over before it begins.
    """
    if end <= start:
        raise ConfigurationError(
            f"A span from {course.moment(start)} to {course.moment(end)} is over before"
            " it begins: give the earlier moment first."
        )
    return Span(course.moment(start), course.moment(end), basis)


def moment_of(said: Any, course: Course) -> pd.Timestamp:
    """Read a moment of an event.

    Parameters
    ----------
    said
        A moment with or without a time zone, as a text, a `datetime`, a
        `pandas.Timestamp`, or epoch seconds. Without a zone it is the event's; a time
        of day alone, ``"15:30"``, is the first one at or after the event's first slot.
    course
        The event.

    Raises
    ------
    ConfigurationError
        If it is no moment, or one that the clocks show twice or never.
    """
    return moment_in(said, course.first, course.zone)
