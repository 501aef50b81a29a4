"""The figures of a document: all that it says, computed once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.analysis import compare, movement, segments, stalls, summary, swings
from webcast_widget.analysis.alerts import backtest
from webcast_widget.analysis.course import course_of
from webcast_widget.analysis.findings import findings
from webcast_widget.analysis.movement import sessions_of
from webcast_widget.analysis.stays import stays_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from webcast_widget.analysis import (
        Comparison,
        Finding,
        Segments,
        Stalls,
        Summary,
        Swings,
    )
    from webcast_widget.export.document.evidence import Evidence

_BY: Final = "device"
THIS: Final = "This event"


@dataclass(frozen=True, eq=False)
class Figures:
    """What the sections of a document show; None where there is nothing to show.

    Parameters
    ----------
    evidence
        What they are computed from.
    summary, swings, findings
        See `webcast_widget.analysis`.
    segments
        Of the run sheet.
    sessions
        The viewers' sessions.
    moved
        Arrivals and departures by minute.
    stalls
        Stalls and leaving.
    compared
        The event and earlier ones.
    firings
        When rules would have fired.
    """

    evidence: Evidence
    summary: Summary
    swings: Swings
    findings: tuple[Finding, ...]
    segments: Segments | None = None
    sessions: pd.DataFrame | None = None
    moved: pd.DataFrame | None = None
    stalls: Stalls | None = None
    compared: Comparison | None = None
    firings: pd.DataFrame | None = None


def figures_of(evidence: Evidence) -> Figures:
    """Ask for all figures that the evidence gives."""
    sessions = None if evidence.sessions is None else sessions_of(evidence.sessions)
    told = replace(evidence, sessions=sessions)
    when: dict[str, Any] = {"start": told.start, "end": told.end}
    found = None
    is_marked = told.marks is not None and not told.marks.empty
    if told.agenda is not None or is_marked:
        found = segments(told, told.agenda, sessions=sessions, **when)
        # Somebody who marks the questions does not say when it all began.
        if told.agenda is not None and found.segments:
            when["start"] = told.start or found.segments[0].start
            when["end"] = told.end or found.segments[-1].end
    whole = summary(told, **when)
    turned = swings(told, **when)
    if whole.span is None:
        return Figures(told, whole, turned, whole.findings, found)
    newest, end = float(whole.course.end), whole.span.end.timestamp()
    stays = told.stays
    if sessions is not None and stays is None:
        by = [name for name in (_BY,) if name in sessions.columns]
        stays = stays_of(sessions, newest=newest, end=end, by=by)
    if sessions is not None or stays is not None:
        whole = summary(told, **when, sessions=sessions, stays=stays)
    items = found.segments if found is not None else ()
    marks = [(each.start.timestamp(), each.title) for each in items]
    left = None if told.stalls is None else stalls(told.stalls)
    more = None if left is None else left.finding
    compared = compare(_named(told.usual, told)) if told.usual else None
    return Figures(
        told,
        whole,
        turned,
        findings(whole, whole.course, turned, marks, compared, told.subject)
        + ((more,) if more else ()),
        found,
        sessions,
        None if sessions is None else movement(sessions, end=newest),
        left,
        compared,
        backtest(list(told.alerts), told) if told.alerts else None,
    )


def _named(usual: Sequence[Any], this: Evidence) -> dict[str, Any]:
    """Name earlier events by their days; those of one day are numbered."""
    named: dict[str, Any] = {}
    for event in usual:
        course = course_of(event)
        if not course.starts.size:
            continue
        at: pd.Timestamp = course.moment(course.first).tz_convert(this.zone)
        day = f"{at.day} {at:%b %Y}"
        same = sum(name.split(",")[0] == day for name in named)
        named[f"{day}, no. {same + 1}" if same else day] = event
    return {**named, THIS: this}
