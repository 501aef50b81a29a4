"""The run sheet: the items of the agenda along the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.export.document.drawing import labels, marks
from webcast_widget.export.document.drawing.curve import moments
from webcast_widget.export.document.drawing.panels.panel import LEFT, RIGHT, Panel

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.document.drawing.panels.panel import Span

_HIGH: Final = 22
_APART: Final = 0.5
_HEIGHT: Final = 36


def run_sheet(items: pd.DataFrame, span: Span, top: float) -> Panel:
    """Draw the items of an agenda.

    Parameters
    ----------
    items
        ``name`` (text), ``start`` and ``end`` (moments), ``trouble`` (whether it is
        marked), in order of time.
    span
        The time that is shown; items beside it are left out.
    top
        Where the panel begins.
    """
    box = span.box(top, _HIGH, 1.0)
    drawn = []
    starts, ends = (moments(items.set_index(name).index) for name in ("start", "end"))
    for name, trouble, start, end in zip(
        items["name"], items["trouble"], starts, ends, strict=True
    ):
        left, right = max(LEFT, box.x(start)), min(RIGHT, box.x(end))
        if right <= left:
            continue
        width = right - left - 2 * _APART
        drawn.append(
            marks.rectangle(
                "seg on" if trouble else "seg",
                left + _APART,
                top,
                width,
                _HIGH,
                round_by=3,
                title=name,
            )
        )
        words = labels.shortened(name, width - 6)
        middle = (left + right) / 2
        drawn.append(marks.text(middle, top + 15, words, "seglab", "middle"))
    said = ", ".join(items["name"])
    return Panel(
        _HEIGHT,
        [each for each in drawn if each.tag != "text" or each.words],
        f"Run sheet: {said}",
    )
