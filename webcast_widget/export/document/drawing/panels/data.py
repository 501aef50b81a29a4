"""The strip of data: where something is known, where nothing is, and what may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.export.document.drawing import curve, marks
from webcast_widget.export.document.drawing.panels.panel import LEFT, RIGHT, Panel

if TYPE_CHECKING:
    from webcast_widget.export.document.drawing.panels.panel import Span

_HIGH: Final = 5
_HEIGHT: Final = 10
_LEAST: Final = 1.5
"""How wide a gap is drawn at least, in pixels, so that none is lost."""


def data(known: curve.Series, span: Span, top: float) -> Panel:
    """Draw for which moments there are data.

    Parameters
    ----------
    known
        The live viewers; NaN where nothing is known.
    span
        The time that is shown.
    top
        Where the panel begins.
    """
    box = span.box(top, _HIGH, 1.0)
    parts: list[list[float]] = []
    for first, last in curve.missing(known, span.first, span.last):
        left, right = box.x(first), max(box.x(last), box.x(first) + _LEAST)
        if parts and left <= parts[-1][1]:
            parts[-1][1] = right
        else:
            parts.append([left, right])
    return Panel(
        _HEIGHT,
        [
            marks.rectangle("q ok", LEFT, top, RIGHT - LEFT, _HIGH),
            *(
                marks.rectangle("q miss", left, top - 1, right - left, _HIGH + 2)
                for left, right in parts
            ),
            marks.text(LEFT - 8, top + 6, "data", "ax", "end"),
        ],
        "gaps in the data" if parts else "data throughout",
    )
