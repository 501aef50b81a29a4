"""A series as paths: thinned to what can be seen, gaps kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.document.drawing.marks import number

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_LATE: Final = 1.5
"""Where the next value is later than by so many times the usual, there is a gap."""


@dataclass(frozen=True)
class Box:
    """Where a curve is drawn.

    Parameters
    ----------
    left, top, width, height
        Of its plot, in the units of the picture.
    first, last
        Moments at the left and the right edge, in one unit.
    most
        Value at the top edge; the bottom is 0.
    """

    left: float
    top: float
    width: float
    height: float
    first: float
    last: float
    most: float

    @property
    def right(self) -> float:
        """Where the right edge is."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where 0 is."""
        return self.top + self.height

    def x(self, at: float) -> float:
        """Give where a moment is."""
        return self.left + self.width * (at - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        """Give where a value is."""
        return self.bottom - self.height * value / self.most


@dataclass(frozen=True)
class Series:
    """Values at moments, ascending; NaN is a gap.

    Parameters
    ----------
    times
        Moments, epoch seconds, shape (n,).
    levels
        The values, as many.
    """

    times: NDArray[np.float64]
    levels: NDArray[np.float64]

    @property
    def known(self) -> bool:
        """Whether there is any value."""
        return bool(len(self.levels)) and not bool(np.isnan(self.levels).all())

    def where(self, kept: NDArray[np.bool_]) -> Series:
        """Give the same moments, and only some of the values."""
        return Series(self.times, np.where(kept, self.levels, np.nan))


def moments(index: pd.Index) -> NDArray[np.float64]:
    """Give an index of moments as epoch seconds."""
    return index.as_unit("us").asi8 / 1e6  # type: ignore[attr-defined, no-any-return]


def series(column: pd.Series, every_s: float) -> Series:
    """Give a column of a frame as a series.

    Parameters
    ----------
    column
        Indexed by moments, ascending.
    every_s
        How long each value is good for, seconds: where the next one is later than by
        half as much again, a gap stands between them.
    """
    at = moments(column.index)
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    after = np.flatnonzero(np.diff(at) > _LATE * every_s) + 1
    return Series(
        np.insert(at, after, at[after - 1] + every_s), np.insert(values, after, np.nan)
    )


def runs(values: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Give where there are values in a row, as half open ranges; NaN is a gap."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def missing(known: Series, first: float, last: float) -> list[tuple[float, float]]:
    """Give from when to when nothing is known, epoch seconds, within a time."""
    edges = [first]
    for begin, end in runs(known.levels):
        after = known.times[end] if end < len(known.times) else last
        edges += [float(known.times[begin]), float(after)]
    edges.append(last)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def thinned(x: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the places of a row without gaps that are to be drawn.

    Parameters
    ----------
    x
        Where they are, in pixels, ascending.
    values
        Without NaN, at least one.

    Returns
    -------
    numpy.ndarray
        Ascending: the ends, and the smallest and the largest of each column of pixels.
    """
    size = len(values)
    columns = np.floor(x).astype(np.int64)
    if size <= 2 * (columns[-1] - columns[0] + 1):
        return np.arange(size)
    order = np.lexsort((values, columns))
    edges = np.flatnonzero(np.diff(columns[order])) + 1
    lowest, highest = np.append(0, edges), np.append(edges - 1, size - 1)
    return np.unique(np.concatenate([[0, size - 1], order[lowest], order[highest]]))


def line(drawn: Series, box: Box) -> str:
    """Give the path of a line, broken at gaps; a lone value is a dot."""
    # A lone value is of no length, and yet drawn: its ends are round.
    return "".join(
        f"M{points[0]}h0" if len(points) == 1 else "M" + "L".join(points)
        for points in _points(drawn, box)
    )


def area(drawn: Series, box: Box) -> str:
    """Give the path of what is under a line, down to 0; see `line`."""
    floor = number(box.bottom)
    return "".join(
        f"M{points[0].split()[0]} {floor}L{'L'.join(points)}"
        f"L{points[-1].split()[0]} {floor}Z"
        for points in _points(drawn, box)
    )


def steps(drawn: Series, ends: NDArray[np.float64], box: Box) -> str:
    """Give the path of values that each hold until their end, broken at gaps.

    Where there are more of them than can be seen, it is that of `line`.
    """
    if len(drawn.times) > box.width:
        return line(drawn, box)
    parts = []
    for begin, end in runs(drawn.levels):
        points = []
        for at, until, value in zip(
            drawn.times[begin:end],
            ends[begin:end],
            drawn.levels[begin:end],
            strict=True,
        ):
            y = number(box.y(value))
            points += [f"{number(box.x(edge))} {y}" for edge in (at, until)]
        parts.append("M" + "L".join(points))
    return "".join(parts)


def band(low: Series, high: Series, box: Box) -> str:
    """Give the path of what is between two lines of the same moments."""
    both = ~np.isnan(low.levels) & ~np.isnan(high.levels)
    upper, lower = _points(high.where(both), box), _points(low.where(both), box)
    return "".join(
        f"M{'L'.join(there)}L{'L'.join(reversed(back))}Z"
        for there, back in zip(upper, lower, strict=True)
    )


def _points(drawn: Series, box: Box) -> list[list[str]]:
    """Give the points of each row without gaps, as they are written."""
    rows = []
    for begin, end in runs(drawn.levels):
        x = box.left + box.width * (drawn.times[begin:end] - box.first) / (
            box.last - box.first
        )
        y = box.bottom - box.height * drawn.levels[begin:end] / box.most
        kept = thinned(x, y)
        rows.append(
            [
                f"{number(a)} {number(b)}"
                for a, b in zip(x[kept].tolist(), y[kept].tolist(), strict=True)
            ]
        )
    return rows
