"""What an analyst would say of an event: sentences by rules, each with its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.buffering import troubled, worst_minute
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webcast_widget.analysis.comparison import Comparison
    from webcast_widget.analysis.course import Course
    from webcast_widget.analysis.overall import Overall
    from webcast_widget.analysis.span import Span
    from webcast_widget.analysis.swings import Swing, Swings

OF_PEAK: Final = 0.5
"""With so large a share of the peak there, an event does not end, it breaks off."""


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
    short
        What that is, in a few words; empty where it is nothing to look into.
    """

    text: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    is_trouble: bool = False
    short: str = ""

    def __str__(self) -> str:
        return self.text


def findings(
    summary: Overall,
    course: Course,
    swings: Swings,
    marks: Sequence[tuple[float, str]] = (),
    compared: Comparison | None = None,
    subject: str = "the broadcast",
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
    compared
        It and earlier events, aligned: whether a fall is usual at its time.
    subject
        What the slots are of, as the sentences name it.
    """
    span = summary.span
    if span is None:
        text = "There are no settled slots: nothing can be said of this event yet."
        return (Finding(text),)
    found = [_audience(summary, span), _break(course, swings, span)]
    found += [_fall(course, swings, marks, compared, subject)]
    found += [_buffering(course, span, summary), _data(course, span, summary, subject)]
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
    course: Course,
    swings: Swings,
    marks: Sequence[tuple[float, str]],
    compared: Comparison | None,
    subject: str,
) -> Finding | None:
    """Name the steepest fall, what began with it, and how it rose again."""
    if swings.span is None or not swings.delta:
        return None  # no value begins in it
    ending, worst = swings.ending, swings.worst
    if worst is None:
        least = words.count(swings.delta)
        until = f"during {subject}"
        figures: dict[str, Any] = {"delta": swings.delta}
        if ending is not None:
            since, to = map(words.clock, (ending.middle_start, ending.middle_end))
            until = (
                f"before the end: from {since} to {to} they went from"
                f" {words.count(ending.from_viewers)} to {words.count(ending.to_viewers)}"
            )
            figures |= {"from": ending.from_viewers, "to": ending.to_viewers}
        return Finding(f"Attendees never fell by {least} or more {until}.", figures)
    within = min(swings.steep_s, (worst.end - worst.start).total_seconds())
    text = (
        f"{words.count(-worst.steepest_change)} attendees were lost in"
        f" {words.length(within)} from {words.clock(worst.steepest_at)}"
        f"{_beginning(worst, marks)}{_beside(worst, within, compared)}"
    )
    short = (
        f"the loss of {words.count(-worst.steepest_change)} attendees from"
        f" {words.clock(worst.steepest_at)}"
    )
    figures = {
        "steepest_change": worst.steepest_change,
        "steepest_at": worst.steepest_at,
    }
    back = _next(swings, worst)
    if back is not None:
        # Whether they are the same people nobody can say.
        text += (
            f"; attendance rose again by {words.count(back.change)}, to"
            f" {words.count(back.to_viewers)}, from {words.clock(back.middle_start)} to"
            f" {words.clock(back.middle_end)}"
        )
        figures |= {"rose_again": back.change, "rose_until": back.middle_end}
    begin = worst.steepest_at.timestamp()
    gaps = course.gaps(begin, begin + within)
    if gaps:
        missing_s = sum(b - a for a, b in gaps)
        text += f"; there are no data for {words.length(missing_s)} of this time"
        figures["missing_s"] = missing_s
    return Finding(f"{text}.", figures, is_trouble=True, short=short)


def _break(course: Course, swings: Swings, span: Span) -> Finding | None:
    """Say that it broke off: many were there, and a minute later half of them."""
    inside = course.within(*span.bounds).nonzero()[0]
    halved = swings.half_life_s
    if not len(inside) or halved is None or halved > MINUTE_S:
        return None
    last = inside[-1]
    there, peak = float(course.live[last]), float(course.live[inside].max())
    if there < OF_PEAK * peak:
        return None
    at = course.moment(float(course.starts[last]))
    return Finding(
        f"It broke off: {words.count(there)} attendees"
        f" ({words.share(there / peak, 0)} of the peak) were there at {words.clock(at)},"
        " and less than half of them a minute later.",
        {"there": there, "at": at, "halved_s": halved},
        is_trouble=True,
        short=f"the break at {words.clock(at)}",
    )


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


def _beside(fall: Swing, within_s: float, compared: Comparison | None) -> str:
    """Say by what share they fell, and what earlier events did in the same minutes."""
    if compared is None:
        return ""
    end = fall.steepest_at + pd.Timedelta(within_s, "s")
    moved = compared.moved(fall.steepest_at, end)
    mine, others = moved[compared.this], moved[list(compared.earlier)].dropna()
    if np.isnan(mine) or others.empty:
        return ""
    low, high = (words.change(each) for each in (others.min(), others.max()))
    span, of = f"{low} to {high}", f"{len(others)} earlier events"
    if len(others) == 1:
        span, of = low, "the earlier event"
    return f" ({words.change(mine)}; {span} in the same minutes of {of})"


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
    short = f"buffering from {words.clock(start)} to {words.clock(end)}"
    return Finding(f"{text}.", figures, is_trouble=True, short=short)


def _data(course: Course, span: Span, summary: Overall, subject: str) -> Finding | None:
    """Say what is missing, and what was changed; None where neither is."""
    parts = []
    if gaps := course.gaps(*span.bounds):
        longest = max(gaps, key=lambda gap: gap[1] - gap[0])
        begin, end = (words.clock(course.moment(each)) for each in longest)
        where = "" if len(gaps) == 1 else f"in {len(gaps)} gaps, the longest "
        parts.append(
            f"no data for {words.length(summary.missing_s)} of {subject},"
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
    missing = words.length(summary.missing_s) if summary.missing_s else ""
    return Finding(
        f"{text[0].upper()}{text[1:]}.",
        figures,
        is_trouble=bool(missing),
        short=f"{missing} without data" if missing else "",
    )
