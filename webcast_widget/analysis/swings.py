"""Rises and falls: where attendance turns, when it moved, and how steeply."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.course import course_of
from webcast_widget.analysis.movement import movement
from webcast_widget.analysis.notebook import table_html
from webcast_widget.analysis.span import Span, broadcast
from webcast_widget.analysis.turning_points import smoothed, turning_points
from webcast_widget.timeline.cadence import DUE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.analysis.course import Course

    Floats = NDArray[np.float64]

SMOOTHED_S: Final = 60
"""The series is a centred median over this long, seconds: 6 slots of 10 s."""

OF_PEAK: Final = 0.05
NOISE: Final = 4.0
"""A swing ends where the series has come back by 5 % of the peak, or by four times
the noise of a count as large as the peak, whichever is more."""

STEEP_S: Final = 300
"""The steepest movement is looked for in windows this long, seconds; of a source that
counts less often, from one value to the next."""

_EDGE: Final = 0.1
"""The middle 80 % of a swing lies between these shares of its movement."""

_LATE: Final = 0.75
"""The fall that an event ends with begins after this share of the broadcast."""

UNITS: Final = {
    "start": "moment",
    "end": "moment",
    "from_viewers": "viewers",
    "to_viewers": "viewers",
    "change": "viewers",
    "middle_start": "moment",
    "middle_end": "moment",
    "steepest_change": "viewers",
    "steepest_at": "moment",
    "missing_s": "s",
}


@dataclass(frozen=True)
class Swing:
    """One rise or fall of live viewers.

    Parameters
    ----------
    start, end
        From turning point to turning point; on a plateau they lie anywhere on it.
    from_viewers, to_viewers, change
        Live viewers there, smoothed over a minute, and their difference.
    middle_start, middle_end
        When the middle 80 % of the movement was: that is when it happened.
    steepest_change, steepest_at
        The largest movement within `Swings.steep_s` (or within all of it, where it is
        shorter), and when these begin.
    missing_s
        Seconds from start to end without data.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    from_viewers: float
    to_viewers: float
    change: float
    middle_start: pd.Timestamp
    middle_end: pd.Timestamp
    steepest_change: float
    steepest_at: pd.Timestamp
    missing_s: int


@dataclass(frozen=True)
class Swings:
    """The rises and falls of an event, in order.

    Parameters
    ----------
    swings
        The movements, each of another direction than the one before.
    delta
        How many viewers the series had to come back by for a turn to count.
    rest
        What the movement from the first slot to the last is more than theirs, viewers:
        before the first turn and after the last one, less than `delta` each.
    span
        The broadcast that they are of; None without data.
    half_life_s
        How long after the end of the broadcast half of the viewers were left, seconds;
        None where the data end before.
    movement
        Arrivals and departures in each minute, where sessions were given; see
        `movement`.
    steep_s
        In windows how long the steepest movement was looked for, seconds.
    """

    swings: tuple[Swing, ...]
    delta: float
    rest: float
    span: Span | None
    half_life_s: float | None
    movement: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    steep_s: float = STEEP_S

    @property
    def ending(self) -> Swing | None:
        """The fall that the event ends with: the last one, late, by half or more."""
        if self.span is None or not self.swings:
            return None
        last = self.swings[-1]
        begins = (last.middle_start - self.span.start).total_seconds()
        is_late = begins >= _LATE * self.span.seconds
        return last if is_late and last.to_viewers <= last.from_viewers / 2 else None

    @property
    def worst(self) -> Swing | None:
        """The steepest fall, the one that the event ends with left out."""
        ending = self.ending
        falls = [each for each in self.swings if each.change < 0 and each is not ending]
        return min(falls, key=lambda each: each.steepest_change, default=None)

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each swing; ``attrs["units"]`` has the columns' units."""
        frame = pd.DataFrame(
            [vars(swing) for swing in self.swings], columns=list(UNITS)
        )
        steepest = f"viewers in {words.length(self.steep_s)}"
        frame.attrs["units"] = UNITS | {"steepest_change": steepest}
        return frame

    def _repr_html_(self) -> str:
        rows = [
            (
                f"{words.clock(each.middle_start)}\N{EN DASH}"
                f"{words.clock(each.middle_end)}",
                f"{words.count(each.from_viewers)} \N{RIGHTWARDS ARROW}"
                f" {words.count(each.to_viewers)}",
                words.signed(each.change),
                f"{words.signed(each.steepest_change)} from"
                f" {words.clock(each.steepest_at)}",
            )
            for each in self.swings
        ]
        steepest = f"Steepest {words.length(self.steep_s)}"
        heads = ("Time (middle 80 %)", "Viewers", "Change", steepest)
        return table_html(heads, rows, self._note())

    def _note(self) -> str:
        if self.span is None:
            return "There are no settled slots."
        parts = [
            f"Live viewers, {self.span} ({self.span.basis}); moves of at least"
            f" {words.count(self.delta)} viewers."
        ]
        missing = sum(each.missing_s for each in self.swings)
        if missing:
            parts.append(f"{words.length(missing)} within have no data.")
        if self.half_life_s is not None:
            parts.append(
                f"After the end at {words.clock(self.span.end)} half of the viewers were"
                f" left after {words.length(self.half_life_s)}."
            )
        return " ".join(parts)


def swings(
    event: Any, *, start: Any = None, end: Any = None, sessions: Any = None
) -> Swings:
    """Find the rises and falls of live viewers during the broadcast.

    A swing ends at a turning point: where the series, a centred median over a minute,
    has come back from its extreme by 5 % of the peak or four times the root of the
    peak, whichever is more. Slots without data are left out, and said.

    Parameters
    ----------
    event
        A feed, an opened recording, a Timeline, or a frame.
    start, end
        Of the broadcast, as the run sheet says; see `analysis.summary`.
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it: adds who
        came and who left in each minute.
    """
    course = course_of(event)
    found = swings_of(course, broadcast(course, start, end))
    if sessions is None:
        return found
    end_s = course.end if course.starts.size else None
    return replace(found, movement=movement(sessions, end=end_s))


def swings_of(course: Course, span: Span | None) -> Swings:
    """Find the swings of a course within a span; see `swings`."""
    if span is None:
        return Swings((), 0.0, 0.0, None, None)
    inside = course.within(*span.bounds)
    starts, live = course.starts[inside], course.live[inside]
    good = course.good_s[inside]
    if not starts.size:
        return Swings((), 0.0, 0.0, span, None)
    width = max(1, round(SMOOTHED_S / course.cadence_s))
    smooth, peak = smoothed(live, width), float(live.max())
    # One viewer is a movement, and none is not, even where nobody watches.
    delta = max(OF_PEAK * peak, NOISE * math.sqrt(peak), 1.0)
    turns = turning_points(smooth, delta)
    found = tuple(
        _swing(course, (starts, good, smooth), a, b)
        for a, b in itertools.pairwise(turns)
    )
    rest = float(smooth[-1] - smooth[0]) - sum(each.change for each in found)
    half = _half_life(course, span)
    return Swings(found, delta, rest, span, half, steep_s=_steep_s(course))


def _steep_s(course: Course) -> float:
    return max(STEEP_S, course.cadence_s)


def _last_within(times: NDArray[np.int64], cadence_s: float) -> NDArray[np.intp]:
    """Give for each place the last one that a window which begins there reaches.

    Sources are not punctual: a value counts that was due in the window, and is less than
    half a cadence late.
    """
    due = max(1.0, STEEP_S // cadence_s)
    reach = (due + DUE - 1) * cadence_s
    return np.searchsorted(times, times + reach, side="right") - 1


def _swing(
    course: Course, series: tuple[NDArray[np.int64], Floats, Floats], a: int, b: int
) -> Swing:
    here = slice(a, b + 1)
    times, good, values = series[0][here], series[1][here], series[2][here]
    change = float(values[-1] - values[0])
    done = (values - values[0]) / change
    reached = int(np.argmax(done >= 1 - _EDGE))
    left = int(np.flatnonzero(done[: reached + 1] <= _EDGE)[-1])
    # What each place has gained in so long, or by the end of a shorter swing.
    later = _last_within(times, course.cadence_s)
    gained = (values[later] - values)[: int(np.argmax(later == len(times) - 1)) + 1]
    steepest = int(np.argmax(gained if change > 0 else -gained))
    return Swing(
        start=course.moment(times[0]),
        end=course.moment(times[-1]),
        from_viewers=float(values[0]),
        to_viewers=float(values[-1]),
        change=change,
        middle_start=course.moment(times[left]),
        middle_end=course.moment(times[reached]),
        steepest_change=float(gained[steepest]),
        steepest_at=course.moment(times[steepest]),
        missing_s=round(float(times[-1] - times[0] - good[:-1].sum())),
    )


def _half_life(course: Course, span: Span) -> float | None:
    """Give how long after the end half of those who were there then are left."""
    end = span.end.timestamp()
    before = np.flatnonzero(course.starts < end)
    after = np.flatnonzero(course.starts >= end)
    if not before.size or not after.size:
        return None
    half = course.live[before[-1]] / 2
    gone = after[course.live[after] <= half]
    return float(course.starts[gone[0]] - end) if gone.size else None
