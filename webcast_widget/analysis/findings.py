"""What an analyst would say of an event: sentences by rules, each with its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from webcast_widget.analysis import words
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from webcast_widget.analysis.course import Course
    from webcast_widget.analysis.overall import Overall
    from webcast_widget.analysis.quality import Sums
    from webcast_widget.analysis.span import Span
    from webcast_widget.analysis.swings import Swing, Swings

    Floats = NDArray[np.float64]

TROUBLED: Final = 2.0
LEAST_TROUBLE: Final = 0.5
LEAST_SHARE: Final = 0.1
SHORTEST: Final = 3
"""Trouble: three minutes in a row or more above twice the median minute's buffering,
and above half a second per minute viewed."""


@dataclass(frozen=True)
class Finding:
    """A sentence, and the figures that are in it.

    Parameters
    ----------
    text
        What is to be said.
    figures
        By name, as computed; units as their names say.
    is_trouble
        Whether it is one that somebody should look into.
    """

    text: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    is_trouble: bool = False

    def __str__(self) -> str:
        return self.text


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


def findings(
    summary: Overall,
    course: Course,
    swings: Swings,
    marks: Sequence[tuple[float, str]] = (),
) -> tuple[Finding, ...]:
    """Say what stands out, by rules.

    Parameters
    ----------
    summary
        The event's figures.
    course
        Its slots.
    swings
        Its rises and falls.
    marks
        Moments of the run sheet, epoch seconds, and what began then.
    """
    span = summary.span
    if span is None:
        text = "There are no settled slots: nothing can be said of this event yet."
        return (Finding(text),)
    found = [_audience(summary, span), _fall(course, swings, marks)]
    found += [_buffering(course, span, summary), _data(course, span, summary)]
    return tuple(each for each in found if each is not None)


def _audience(summary: Overall, span: Span) -> Finding:
    peak_at = summary.peak_at
    text = (
        f"{words.count(summary.peak_viewers)} attendees at the peak"
        f" ({words.clock(peak_at)}) and"
        if peak_at is not None
        else ""
    )
    text += f" {words.count(summary.average_viewers)} on average over {span}"
    figures: dict[str, Any] = {
        "peak_viewers": summary.peak_viewers,
        "peak_at": peak_at,
        "average_viewers": summary.average_viewers,
    }
    if summary.retention is not None and summary.retention.median_s is not None:
        said = summary.retention.sentence
        text += f"; {said[0].lower()}{said[1:]}"
        figures["median_s"] = summary.retention.median_s
        return Finding(text.strip(), figures)
    return Finding(f"{text.strip()}.", figures)


def _fall(
    course: Course, swings: Swings, marks: Sequence[tuple[float, str]]
) -> Finding | None:
    """Name the steepest fall, what began with it, and how it rose again."""
    falls = [each for each in swings.swings if each.change < 0]
    if swings.span is None or not swings.delta:
        return None  # no value begins in it
    if not falls:
        return Finding(
            "Attendance never fell by"
            f" {words.count(swings.delta)} viewers or more during the broadcast.",
            {"delta": swings.delta},
        )
    worst = min(falls, key=lambda each: each.steepest_change)
    within = min(swings.steep_s, (worst.end - worst.start).total_seconds())
    text = (
        f"{words.count(-worst.steepest_change)} attendees were lost in"
        f" {words.length(within)} from {words.clock(worst.steepest_at)}"
        f"{_beginning(worst, marks)}"
    )
    figures: dict[str, Any] = {
        "steepest_change": worst.steepest_change,
        "steepest_at": worst.steepest_at,
    }
    back = _next(swings, worst)
    if back is not None:
        # Whether they are the same people nobody can say.
        text += (
            f"; it rose again by {words.count(back.change)}, to"
            f" {words.count(back.to_viewers)}, until {words.clock(back.end)}"
        )
        figures |= {"rose_again": back.change, "rose_until": back.end}
    begin = worst.steepest_at.timestamp()
    gaps = course.gaps(begin, begin + within)
    if gaps:
        missing_s = sum(b - a for a, b in gaps)
        text += f"; there are no data for {words.length(missing_s)} of this time"
        figures["missing_s"] = missing_s
    return Finding(f"{text}.", figures, is_trouble=True)


def _next(swings: Swings, fall: Swing) -> Swing | None:
    after = swings.swings[swings.swings.index(fall) + 1 :]
    return after[0] if after else None


def _beginning(fall: Swing, marks: Sequence[tuple[float, str]]) -> str:
    """Name the item of the run sheet that began within a minute of the fall."""
    at = fall.steepest_at.timestamp()
    near = [(abs(start - at), name) for start, name in marks]
    apart, name = min(near, default=(np.inf, ""))
    return (
        f", as \N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK} began"
        if apart <= MINUTE_S
        else ""
    )


def _buffering(course: Course, span: Span, summary: Overall) -> Finding | None:
    whole = summary.avg_buffering_s_per_min
    if whole is None or summary.rebuffering_ratio is None:
        return None
    stretch = troubled(course, span)
    if stretch is None:
        at, most = worst_minute(course, span)
        return Finding(
            f"Buffering was {words.decimal(whole, 2)} s per minute viewed"
            f" ({words.share(summary.rebuffering_ratio, 2)} of the time watched), and"
            f" {words.decimal(most, 2)} in the worst minute"
            f" ({words.clock(course.moment(at))}).",
            {"avg_buffering_s_per_min": whole, "most": most, "most_at": at},
        )
    inside, before = stretch.inside.buffering, stretch.before.buffering
    start, end = course.moment(stretch.start), course.moment(stretch.end)
    text = (
        f"Buffering was {words.decimal(inside, 2)} s per minute viewed from"
        f" {words.clock(start)} to {words.clock(end)}"
    )
    if before is not None:
        text += f", {words.decimal(before, 2)} before"
    figures = {"inside": inside, "before": before, "start": start, "end": end}
    return Finding(f"{text}.", figures, is_trouble=True)


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


def _data(course: Course, span: Span, summary: Overall) -> Finding | None:
    """Say what is missing, and what was changed; None where neither is."""
    parts = []
    if gaps := course.gaps(*span.bounds):
        longest = max(gaps, key=lambda gap: gap[1] - gap[0])
        begin, end = (words.clock(course.moment(each)) for each in longest)
        where = "" if len(gaps) == 1 else f"in {len(gaps)} gaps, the longest "
        parts.append(
            f"no data for {words.length(summary.missing_s)} of the broadcast,"
            f" {where}from {begin} to {end} ({words.share(summary.coverage)} covered)"
        )
    if summary.revisions:
        times = "time" if summary.revisions == 1 else "times"
        parts.append(
            f"settled figures were revised {words.count(summary.revisions)} {times}"
        )
    if not parts:
        return None
    text = "; ".join(parts)
    figures = {"missing_s": summary.missing_s, "revisions": summary.revisions}
    return Finding(
        f"{text[0].upper()}{text[1:]}.", figures, is_trouble=bool(summary.missing_s)
    )
