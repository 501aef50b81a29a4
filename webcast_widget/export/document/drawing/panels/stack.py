"""The panels put together: one picture of the whole event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.panels.attendees import attendees
from webcast_widget.export.document.drawing.panels.data import data
from webcast_widget.export.document.drawing.panels.movement import movement
from webcast_widget.export.document.drawing.panels.panel import (
    LEFT,
    RIGHT,
    WIDTH,
    Panel,
    Span,
)
from webcast_widget.export.document.drawing.panels.quality import (
    bitrate,
    buffering,
    minutes_of,
)
from webcast_widget.export.document.drawing.panels.run_sheet import run_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    import pandas as pd

    from webcast_widget.export.document.drawing.marks import Drawing, Mark
    from webcast_widget.export.document.drawing.panels.attendees import Fall, Usual

_TOP: Final = 8
_BARE: Final = 22
"""What is left above the attendees where there is no run sheet."""
_FOOT: Final = 34


def stacked(
    frame: pd.DataFrame,
    *,
    every_s: float,
    zone: ZoneInfo,
    items: pd.DataFrame | None = None,
    moved: pd.DataFrame | None = None,
    usual: Usual | None = None,
    fall: Fall | None = None,
    end: float | None = None,
) -> Drawing:
    """Draw an event, panel by panel, as far as there is something for each.

    Parameters
    ----------
    frame
        A checked frame of at least one row.
    every_s
        How long each row is good for, seconds.
    zone
        Of the moments that are told.
    items
        The run sheet; see `run_sheet`.
    moved
        Arrivals and departures; see `movement`.
    usual, fall
        See `attendees`.
    end
        When the broadcast ended, epoch seconds.
    """
    at = curve.moments(frame.index)
    first, last = float(at[0]), float(at[-1]) + every_s
    shown = end if end is not None and first < end < last else None
    span = Span(first, last, shown)
    live = curve.series(frame["live_viewers"], every_s)
    panels: list[Callable[[float], Panel]] = []
    if items is not None and len(items):
        panels.append(lambda top: run_sheet(items, span, top))
    else:
        panels.append(lambda _: Panel(_BARE))
    if live.known:
        panels.append(
            lambda top: attendees(
                frame, span, top, every_s=every_s, zone=zone, usual=usual, fall=fall
            )
        )
    if moved is not None and len(moved):
        panels.append(lambda top: movement(moved, span, top))
    slow, fast = (
        minutes_of(frame[name])
        for name in ("avg_buffering_s_per_min", "avg_bitrate_kbps")
    )
    if len(slow):
        panels.append(lambda top: buffering(slow, span, top))
    if len(fast):
        panels.append(lambda top: bitrate(fast, span, top))
    panels.append(lambda top: data(live, span, top))
    return _put_together(panels, span, zone, items)


def attendance(frame: pd.DataFrame, *, every_s: float, zone: ZoneInfo) -> Drawing:
    """Draw the attendees of an event and nothing else.

    Parameters
    ----------
    frame
        A checked frame with at least one known number of live viewers.
    every_s, zone
        See `stacked`.
    """
    at = curve.moments(frame.index)
    span = Span(float(at[0]), float(at[-1]) + every_s)
    panels: list[Callable[[float], Panel]] = [
        lambda _: Panel(_BARE),
        lambda top: attendees(frame, span, top, every_s=every_s, zone=zone),
    ]
    return _put_together(panels, span, zone, None)


def _put_together(
    panels: list[Callable[[float], Panel]],
    span: Span,
    zone: ZoneInfo,
    items: pd.DataFrame | None,
) -> Drawing:
    top = float(_TOP)
    drawn: list[Mark] = []
    said: list[str] = []
    for panel in panels:
        made = panel(top)
        drawn += made.marks
        said.append(made.said)
        top += made.height
    box = span.box(_TOP, top - _TOP, 1.0)
    behind = _lines(box, items)
    if span.end is not None:
        behind += _end(box, span.end, zone)
    drawn += axes.time_marks(box, zone, top)
    label = "; ".join(each for each in said if each)
    return marks.Drawing(WIDTH, top + _FOOT, label, [*behind, *drawn])


def _lines(box: curve.Box, items: pd.DataFrame | None) -> list[Mark]:
    """Draw where the items of the run sheet begin, through all panels."""
    if items is None or not len(items):
        return []
    starts = curve.moments(items.set_index("start").index)
    return [
        marks.path(
            "segline", f"M{marks.number(box.x(at))} 34V{marks.number(box.bottom)}"
        )
        for at in starts
        if LEFT + 1 < box.x(at) < RIGHT
    ]


def _end(box: curve.Box, end: float, zone: ZoneInfo) -> list[Mark]:
    x = box.x(end)
    moment = axes.local(end, zone)
    line = f"M{marks.number(x)} {_TOP}V{marks.number(box.bottom)}"
    said = f"end {words.clock(moment)}"
    room = RIGHT - x > 70  # noqa: PLR2004 - pixels
    return [
        marks.path("end", line),
        marks.text(x + (6 if room else -6), 23, said, "ax", "start" if room else "end"),
    ]
