"""Retention: which share was still watching, by the time since they came."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.document import wording
from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.labels import Labels
from webcast_widget.export.document.drawing.marks import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from webcast_widget.export.document.drawing.labels import Place

WIDTH: Final = 480
HEIGHT: Final = 236
_LEFT, _RIGHT, _TOP, _HIGH = 46, 388, 10, 192
_LENGTHS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
_MOST: Final = 7


def retention(
    whole: pd.DataFrame, groups: Sequence[pd.DataFrame], median_s: float | None
) -> marks.Drawing:
    """Draw how the share still watching falls.

    Parameters
    ----------
    whole
        ``share``, ``low`` and ``high`` (0 to 1), indexed by seconds since they came.
    groups
        The same for some groups of viewers.
    median_s
        After how long half had left, seconds; None or infinite where nobody knows.
    """
    last_min = max(float(whole.index[-1]) / 60, 1.0)
    every = next(
        (each for each in _LENGTHS_MIN if last_min / each <= _MOST), _LENGTHS_MIN[-1]
    )
    box = curve.Box(_LEFT, _TOP, _RIGHT - _LEFT, _HIGH, 0.0, last_min, 100.0)
    drawn = axes.value_marks(box, [0, 25, 50, 75, 100], " %")
    drawn += axes.number_marks(box, every, box.bottom, "minutes after joining")
    low, high = (_series(whole[name]) for name in ("low", "high"))
    drawn.append(marks.path("ci", curve.band(low, high, box)))
    drawn += [
        marks.path("thin", curve.line(_series(each["share"]), box)) for each in groups
    ]
    share = _series(whole["share"])
    drawn.append(marks.path("line", curve.line(share, box)))
    if median_s is not None and median_s / 60 <= last_min:
        drawn += _median(median_s, box)
    last = box.y(float(share.levels[-1]))
    drawn.append(
        marks.text(box.right + 6, min(last, box.bottom - 2), "all viewers", "own")
    )
    label = "Share of the viewers still watching, by minutes after joining"
    return marks.Drawing(WIDTH, HEIGHT, label, drawn)


def _series(column: pd.Series) -> curve.Series:
    """Give the steps of a share as percentages over minutes; all are there at first."""
    at = np.repeat(np.append(0.0, column.index.to_numpy(dtype=np.float64)) / 60, 2)[1:]
    values = np.repeat(np.append(1.0, column.to_numpy(dtype=np.float64)) * 100, 2)[:-1]
    return curve.Series(at, values)


def _median(median_s: float, box: curve.Box) -> list[marks.Mark]:
    if not math.isfinite(median_s):
        return []
    x, y = box.x(median_s / 60), box.y(50.0)
    said = f"half have left after {wording.minutes(median_s)} min"
    places: list[Place] = [(x + 9, y - 7, "start"), (x - 9, y + 18, "end")]
    guide = f"M{number(box.left)} {number(y)}H{number(x)}V{number(box.bottom)}"
    labels = Labels(box.left, WIDTH)
    return [
        marks.path("guide", guide),
        marks.dot("dot", x, y, 4),
        *labels.put(said, "ann", places),
    ]
