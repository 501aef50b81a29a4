"""The attendees: the event's curve, what is usual, DVR viewers, peak, fall and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.analysis import words
from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.labels import Labels
from webcast_widget.export.document.drawing.panels.panel import (
    LEFT,
    RIGHT,
    WIDTH,
    Panel,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

    from webcast_widget.export.document.drawing.curve import Box, Series
    from webcast_widget.export.document.drawing.labels import Place
    from webcast_widget.export.document.drawing.marks import Mark
    from webcast_widget.export.document.drawing.panels.panel import Span

_ABOVE: Final = 14
_HIGH: Final = 250
_BELOW: Final = 12
_GAP_SEEN: Final = 1.0
"""A gap narrower than so many pixels is told by the strip of data alone."""
_GAP_NAMED: Final = 4.0


@dataclass(frozen=True)
class Usual:
    """What is usual: the lowest, the median and the highest of earlier events.

    Parameters
    ----------
    low, median, high
        Attendees at the moments of this event.
    """

    low: Series
    median: Series
    high: Series


@dataclass(frozen=True)
class Fall:
    """The steepest part of a fall: from when to when, and how many were lost."""

    first: float
    last: float
    change: int


def attendees(
    frame: pd.DataFrame,
    span: Span,
    top: float,
    *,
    every_s: float,
    zone: ZoneInfo,
    usual: Usual | None = None,
    fall: Fall | None = None,
) -> Panel:
    """Draw the attendees of an event.

    Parameters
    ----------
    frame
        A checked frame with at least one known number of live viewers.
    span
        The time that is shown.
    top
        Where the panel begins.
    every_s
        How long each value is good for, seconds.
    zone
        Of the moments that are told.
    usual
        What earlier events had.
    fall
        Which fall to shade.
    """
    live, dvr = (
        curve.series(frame[name], every_s) for name in ("live_viewers", "dvr_viewers")
    )
    coming = frame["provisional"].fillna(value=False).to_numpy(dtype=np.bool_)
    provisional = (
        curve.series(frame["provisional"].astype("Float64"), every_s).levels == 1.0
    )
    settled = live.where(~provisional)
    shown = [live, dvr, *([usual.high] if usual else [])]
    top_value = max(
        (float(np.nanmax(each.levels)) for each in shown if each.known), default=1.0
    )
    ticks = axes.values(top_value)
    box = span.box(top + _ABOVE, _HIGH, ticks[-1])
    labels = Labels(LEFT, WIDTH)
    if span.end is not None:
        labels.block(box.x(span.end) - 1, box.top, box.x(span.end) + 1, box.bottom)
    drawn: list[Mark] = []
    if fall is not None:
        drawn.append(_shade(fall, box))
    drawn += axes.value_marks(box, ticks)
    drawn.append(marks.path("area", curve.area(settled, box)))
    if usual is not None:
        drawn.append(marks.path("band", curve.band(usual.low, usual.high, box)))
        drawn.append(marks.path("med", curve.line(usual.median, box)))
    if dvr.known:
        drawn.append(marks.path("dvr", curve.line(dvr, box)))
    drawn.append(marks.path("line live", curve.line(settled, box)))
    gaps = _gaps(live, box)
    drawn += [
        marks.rectangle("gap", left, box.top, right - left, box.height)
        for left, right, _ in gaps
    ]
    if coming.any():
        # From the last settled slot on, so that nothing is torn.
        after = provisional | np.append(provisional[1:], False)
        drawn.append(marks.path("line provisional", curve.line(live.where(after), box)))
    said = ""
    if settled.known:
        peak, said = _peak(settled, box, zone, labels)
        drawn += peak
    if fall is not None:
        drawn += _fall_label(fall, box, labels)
    for gap in gaps:
        drawn += _gap_label(*gap, box, labels)
    return Panel(_ABOVE + _HIGH + _BELOW, drawn, said)


def _peak(
    settled: Series, box: Box, zone: ZoneInfo, labels: Labels
) -> tuple[list[Mark], str]:
    at = int(np.nanargmax(settled.levels))
    x, y = box.x(settled.times[at]), box.y(settled.levels[at])
    moment = words.clock(axes.local(settled.times[at], zone))
    said = f"peak {words.count(settled.levels[at])} at {moment}"
    places: list[Place] = [
        (x, y - 10, "middle"),
        (x + 9, y - 4, "start"),
        (x - 9, y - 4, "end"),
    ]
    return [marks.dot("dot", x, y, 4), *labels.put(said, "ann", places)], said


def _shade(fall: Fall, box: Box) -> Mark:
    left, right = (
        min(max(box.x(each), LEFT), RIGHT) for each in (fall.first, fall.last)
    )
    return marks.rectangle("lossbar", left, box.top, right - left, box.height)


def _fall_label(fall: Fall, box: Box, labels: Labels) -> list[Mark]:
    said = f"{words.signed(fall.change)} in {words.length(fall.last - fall.first)}"
    left, right = box.x(fall.first), box.x(fall.last)
    places: list[Place] = []
    for y in (box.top + 22, box.top + 40, box.bottom - 24):
        places += [(right + 8, y, "start"), (left - 8, y, "end")]
    return labels.put(said, "ann warn", places)


def _gaps(live: Series, box: Box) -> list[tuple[float, float, float]]:
    """Give the gaps that are seen, the longest first: both edges, and how long it is."""
    found = sorted(
        curve.missing(live, box.first, box.last), key=lambda gap: gap[0] - gap[1]
    )
    placed = [(box.x(first), box.x(last), last - first) for first, last in found]
    return [each for each in placed if each[1] - each[0] >= _GAP_SEEN]


def _gap_label(
    left: float, right: float, seconds: float, box: Box, labels: Labels
) -> list[Mark]:
    """Name a gap where there is room for it: above the curves, if possible."""
    if right - left < _GAP_NAMED:
        return []
    said = f"no data for {words.length(seconds)}"
    places: list[Place] = []
    for y in (box.top + 12, box.bottom - 8):
        places += [(right + 6, y, "start"), (left - 6, y, "end")]
    return labels.put(said, "ax", places)
