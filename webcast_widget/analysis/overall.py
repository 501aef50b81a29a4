"""An event as a whole: its figures, each by its definition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from webcast_widget.analysis.span import Span, moment_of, span_of
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.analysis.course import Course
    from webcast_widget.analysis.quality import Sums
    from webcast_widget.analysis.retention import Retention

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Overall:
    """The figures of an event; None means not known, never zero.

    All are over `span`, the broadcast, except the peaks, which are over all settled
    slots, and what names a span of its own.

    Parameters
    ----------
    name, id
        The event's; empty where nobody says.
    span
        The broadcast, and who says so; None without any settled slot.
    drain
        From the end of the broadcast to the last slot; None where nothing follows.
    peak_viewers, peak_at
        Maximum of live viewers in a slot, and the first slot that reached it.
    peak_dvr_viewers
        Maximum of DVR viewers in a slot; another moment's than that of the live ones.
    average_viewers
        Mean of live viewers, weighted by time, over the time that has data.
    average_minute_audience
        Live viewer-minutes over the minutes of `audience_span`; time without data is
        in the minutes and brings no viewers, so that it is a lower bound then.
    audience_span
        The span that it is of: as it was named, else the broadcast.
    watch_time_s
        Seconds watched, live and DVR together; None where a slot tells its live
        viewers and no DVR viewers.
    dvr_share
        Share of them in the DVR, 0 to 1.
    plays
        Play starts, over the slots that tell theirs.
    unique_viewers, unique_id
        Distinct viewers of all sessions, and by which id they are distinct.
    avg_bitrate_kbps
        Sum of bitrate over the heartbeats that carry one, kbps.
    avg_buffering_s_per_min
        Seconds of buffering per minute viewed.
    rebuffering_ratio
        Share of the time watched that was buffering, 0 to 1.
    quality_basis
        Where the sums of bitrate and buffering come from.
    bitrate_reports, beats
        Over how many heartbeats bitrate and buffering are.
    coverage, missing_s
        Share of the broadcast that has data, 0 to 1, and how many seconds have none.
    provisional_slots
        How many newest slots were left out, as they may still change.
    revisions
        How often a settled figure was changed afterwards; None where nobody counts.
    cadence_s
        How often the source counts, seconds.
    retention
        How long viewers stayed, where their stays were given.
    sums
        Numerators and denominators of bitrate and buffering.
    course
        The slots that all this is of.
    """

    name: str
    id: str
    span: Span | None
    drain: Span | None = None
    peak_viewers: int | None = None
    peak_at: pd.Timestamp | None = None
    peak_dvr_viewers: int | None = None
    average_viewers: float | None = None
    average_minute_audience: float | None = None
    audience_span: Span | None = None
    watch_time_s: float | None = None
    dvr_share: float | None = None
    plays: int | None = None
    unique_viewers: int | None = None
    unique_id: str = ""
    avg_bitrate_kbps: float | None = None
    avg_buffering_s_per_min: float | None = None
    rebuffering_ratio: float | None = None
    quality_basis: str = ""
    bitrate_reports: float = 0.0
    beats: float = 0.0
    coverage: float | None = None
    missing_s: float = 0.0
    provisional_slots: int = 0
    revisions: int | None = None
    cadence_s: float = float(SLOT_S)
    retention: Retention | None = None
    sums: Sums | None = field(default=None, compare=False, repr=False)
    course: Course = field(compare=False, repr=False, kw_only=True)


def overall(
    course: Course, span: Span | None, audience: tuple[Any, Any] | None
) -> Overall:
    """Compute the figures of an event.

    Parameters
    ----------
    course
        Its slots.
    span
        The broadcast; None without any.
    audience
        Start and end of the span of the average minute audience, as `moment_of` reads
        them; the broadcast when left out.
    """
    about: dict[str, Any] = {
        "course": course,
        "name": course.name,
        "id": course.id,
        "provisional_slots": course.provisional,
        "revisions": course.revisions,
        "cadence_s": course.cadence_s,
    }
    if span is None:
        return Overall(span=None, **about)
    start, end = span.bounds
    seconds, inside = course.weights(start, end), course.within(start, end)
    peak = int(course.live.argmax())
    total = float(seconds.sum())
    sums = course.quality.of(inside)
    named = span
    if audience is not None:
        first, last = (moment_of(each, course).timestamp() for each in audience)
        named = span_of(course, first, last)
    watched = _watched(course, seconds)
    return Overall(
        span=span,
        drain=_drain(course, end),
        peak_viewers=int(course.live[peak]),
        peak_at=course.moment(float(course.starts[peak])),
        peak_dvr_viewers=_whole(course.dvr, np.nanmax),
        average_viewers=float((course.live * seconds).sum()) / total if total else None,
        average_minute_audience=_viewer_seconds(course, named) / named.seconds,
        audience_span=named,
        watch_time_s=watched,
        dvr_share=_dvr_share(course, seconds, watched),
        plays=_whole(course.plays[inside], np.nansum),
        avg_bitrate_kbps=sums.bitrate_kbps,
        avg_buffering_s_per_min=sums.buffering,
        rebuffering_ratio=sums.ratio,
        sums=sums,
        quality_basis=course.quality.basis,
        bitrate_reports=sums.bitrate_count,
        beats=sums.beats,
        coverage=total / span.seconds,
        missing_s=span.seconds - total,
        **about,
    )


def _viewer_seconds(course: Course, span: Span) -> float:
    return float((course.live * course.weights(*span.bounds)).sum())


def _watched(course: Course, seconds: Floats) -> float | None:
    """Give the seconds watched; None where a slot does not tell its DVR viewers."""
    inside = seconds > 0
    if not inside.any() or np.isnan(course.dvr[inside]).any():
        return None
    return float(((course.live + course.dvr) * seconds)[inside].sum())


def _dvr_share(course: Course, seconds: Floats, watched: float | None) -> float | None:
    if not watched:
        return None
    return float((np.nan_to_num(course.dvr) * seconds).sum()) / watched


def _whole(values: Floats, roll_up: Callable[[Floats], Any]) -> int | None:
    return None if np.isnan(values).all() else int(roll_up(values))


def _drain(course: Course, end: float) -> Span | None:
    after = course.end
    return span_of(course, end, after, "after the broadcast") if after > end else None
