"""Arrivals and departures: bars up and bars down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.analysis import words
from webcast_widget.export.document.drawing import axes, marks
from webcast_widget.export.document.drawing.curve import moments
from webcast_widget.export.document.drawing.marks import number
from webcast_widget.export.document.drawing.panels.panel import TITLE, Panel
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.export.document.drawing.curve import Box
    from webcast_widget.export.document.drawing.panels.panel import Span

_HIGH: Final = 66
_BELOW: Final = 16
_LEAST: Final = 4.0
"""How wide a bar is at least, in pixels; there are longer times to one then."""
_SHARE: Final = 0.86
_LENGTHS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)


def movement(minutes: pd.DataFrame, span: Span, top: float) -> Panel:
    """Draw who came and who left.

    Parameters
    ----------
    minutes
        ``arrivals`` and ``departures`` (viewers), one row for each minute, indexed by its start.
    span
        The time that is shown.
    top
        Where the panel begins.
    """
    at = moments(minutes.index)
    inside = (at >= span.first - MINUTE_S) & (at < span.last)
    length_s, at, came, left = _grouped(
        at[inside],
        minutes["arrivals"].to_numpy(dtype=np.float64)[inside],
        minutes["departures"].to_numpy(dtype=np.float64)[inside],
        span,
    )
    most = max(float(came.max(initial=0)), float(left.max(initial=0)))
    ticks = axes.values(most, 1)
    plot = top + TITLE
    up = span.box(plot, _HIGH / 2, ticks[-1])
    per = (
        words.length(length_s)
        .removeprefix("1 ")
        .replace("min", "minute", length_s == MINUTE_S)
    )
    title = f"Arrivals (up) and departures (down), viewers per {per}"
    drawn = [marks.text(up.left, top + 12, title, "panel")]
    for tick in ticks[1:]:
        for y in (up.y(tick), up.y(-tick)):
            across = f"M{number(up.left)} {number(y)}H{number(up.right)}"
            drawn += [
                marks.path("grid", across),
                marks.text(up.left - 8, y + 4, axes.value_label(tick), "ax", "end"),
            ]
    zero = f"M{number(up.left)} {number(up.bottom)}H{number(up.right)}"
    drawn += [
        marks.path("up", _bars(at, came, length_s, up)),
        marks.path("down", _bars(at, -left, length_s, up)),
        marks.path("zero", zero),
        marks.text(up.left - 8, up.bottom + 4, "0", "ax", "end"),
    ]
    said = (
        f"{words.count(came.sum())} arrivals and {words.count(left.sum())} departures"
    )
    return Panel(TITLE + _HIGH + _BELOW, drawn, said)


def _grouped(
    at: NDArray[np.float64],
    came: NDArray[np.float64],
    left: NDArray[np.float64],
    span: Span,
) -> tuple[int, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Sum minutes up to times that are wide enough to be seen."""
    pixels = span.box(0, 1, 1)
    wanted = _LEAST / (pixels.x(60.0) - pixels.x(0.0))
    length = next((each for each in _LENGTHS_MIN if each >= wanted), _LENGTHS_MIN[-1])
    length_s = MINUTE_S * length
    starts, group = np.unique(at // length_s * length_s, return_inverse=True)
    up, down = (
        np.bincount(group, each, len(starts)).astype(np.float64)
        for each in (came, left)
    )
    return length_s, starts, up, down


def _bars(
    at: NDArray[np.float64], values: NDArray[np.float64], length_s: int, box: Box
) -> str:
    """Give the path of bars from 0, those of nothing left out."""
    parts = []
    for start, value in zip(at.tolist(), values.tolist(), strict=True):
        if not value:
            continue
        left, right = (
            min(max(box.x(each), box.left), box.right)
            for each in (start, start + _SHARE * length_s)
        )
        parts.append(
            f"M{number(left)} {number(box.bottom)}V{number(box.y(value))}"
            f"H{number(right)}V{number(box.bottom)}Z"
        )
    return "".join(parts)
