"""An event against earlier ones: a line each, minute by minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.labels import Labels

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.document.drawing.labels import Place

WIDTH: Final = 640
HEIGHT: Final = 226
_LEFT, _RIGHT, _TOP, _HIGH = 48, 560, 12, 178
_LENGTHS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880)
_MOST: Final = 7
_HAIRS: Final = 10


def earlier(
    this: pd.Series, others: pd.DataFrame, band: pd.DataFrame, aligned: str
) -> marks.Drawing:
    """Draw an event against earlier ones.

    Parameters
    ----------
    this
        Live viewers, indexed by minutes since what all are aligned on.
    others
        The same of earlier events, a column each.
    band
        ``low``, ``median`` and ``high`` of them.
    aligned
        What the minutes are counted from, in words.
    """
    first, last = float(band.index.min()), float(band.index.max()) + 1
    first, last = (
        min(first, float(this.index.min())),
        max(last, float(this.index.max())),
    )
    most = np.nanmax([this.max(), band["high"].max()])
    ticks = axes.values(float(most))
    box = curve.Box(_LEFT, _TOP, _RIGHT - _LEFT, _HIGH, first, last, ticks[-1])
    every = next(
        (each for each in _LENGTHS_MIN if (last - first) / each <= _MOST),
        _LENGTHS_MIN[-1],
    )
    drawn = axes.value_marks(box, ticks)
    drawn += axes.number_marks(box, every, box.bottom, f"minutes after {aligned}")
    low, median, high = (_series(band[name]) for name in ("low", "median", "high"))
    drawn.append(marks.path("band", curve.band(low, high, box)))
    if others.shape[1] <= _HAIRS:
        drawn += [
            marks.path("thin", curve.line(_series(others[name]), box))
            for name in others.columns
        ]
    drawn.append(marks.path("med", curve.line(median, box)))
    drawn.append(marks.path("line", curve.line(_series(this), box)))
    labels = Labels(box.right, WIDTH + 20)
    for series, words, kind in (
        (_series(this), "this event", "own"),
        (median, "usual", "ax"),
    ):
        known = series.levels[~np.isnan(series.levels)]
        if len(known):
            y = box.y(float(known[-1])) + 4
            places: list[Place] = [
                (box.right + 6, y + by, "start")
                for by in (0, -14, 14)
                if y + by <= box.bottom + 4
            ]
            drawn += labels.put(words, kind, places)
    label = f"Attendees of this event and of earlier ones, by minutes after {aligned}"
    return marks.Drawing(WIDTH, HEIGHT, label, drawn)


def _series(column: pd.Series) -> curve.Series:
    times = column.index.to_numpy(dtype=np.float64) + 0.5
    return curve.Series(times, column.to_numpy(dtype=np.float64, na_value=np.nan))
