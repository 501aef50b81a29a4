"""How well the stream played: buffering and bitrate, minute by minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.panels.panel import TITLE, Panel
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.document.drawing.panels.panel import Span

_HIGH: Final = 50
_BELOW: Final = 14
_KBPS_PER_MBPS: Final = 1000


def buffering(minutes: pd.Series, span: Span, top: float) -> Panel:
    """Draw the average buffering.

    Parameters
    ----------
    minutes
        Seconds per minute viewed, indexed by the starts of minutes.
    span
        The time that is shown.
    top
        Where the panel begins.
    """
    title = "Average buffering, seconds per minute viewed"
    return _steps("line trouble", title, curve.series(minutes, MINUTE_S), span, top)


def bitrate(minutes: pd.Series, span: Span, top: float) -> Panel:
    """Draw the average bitrate.

    Parameters
    ----------
    minutes
        kbps, indexed by the starts of minutes.
    span
        The time that is shown.
    top
        Where the panel begins.
    """
    mbps = curve.series(minutes / _KBPS_PER_MBPS, MINUTE_S)
    return _steps("line", "Average bitrate, Mbps", mbps, span, top)


def minutes_of(column: pd.Series) -> pd.Series:
    """Give what the slots of a frame say of their minutes, once for each minute."""
    # Of UTC's minutes: of a zone's, pandas rounds none in the hour that comes twice.
    minutes = column.index.tz_convert("UTC").floor("min")  # type: ignore[attr-defined]
    return column.groupby(minutes).first().dropna()


def _steps(kind: str, title: str, drawn: curve.Series, span: Span, top: float) -> Panel:
    ticks = axes.values(float(np.nanmax(drawn.levels)), 3)
    box = span.box(top + TITLE, _HIGH, ticks[-1])
    # The first minute may have begun before the first slot.
    inside = curve.Series(np.maximum(drawn.times, span.first), drawn.levels)
    ends = np.minimum(drawn.times + MINUTE_S, span.last)
    return Panel(
        TITLE + _HIGH + _BELOW,
        [
            marks.text(box.left, top + 12, title, "panel"),
            *axes.value_marks(box, ticks),
            marks.path(kind, curve.steps(inside, ends, box)),
        ],
        title,
    )
