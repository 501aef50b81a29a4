"""A series as the path of a line: thinned to what can be seen, gaps kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """Where a chart is drawn.

    Parameters
    ----------
    left, top, width, height
        Of its plot, in the units of the drawing.
    first, last
        Moments at the left and the right edge, epoch seconds.
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
    def bottom(self) -> float:
        """Where 0 is."""
        return self.top + self.height

    def x(self, at: float) -> float:
        """Give where a moment is."""
        return self.left + self.width * (at - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        """Give where a value is."""
        return self.bottom - self.height * value / self.most


def runs(values: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Give where there are values in a row, as half open ranges; NaN is a gap."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def thinned(values: NDArray[np.float64], buckets: int) -> NDArray[np.int64]:
    """Give the places of a row without gaps that are to be drawn.

    Parameters
    ----------
    values
        Without NaN, at least one.
    buckets
        How many columns there are to draw in.

    Returns
    -------
    numpy.ndarray
        Ascending: the ends, and the smallest and the largest of each column.
    """
    size = len(values)
    if size <= 2 * buckets:
        return np.arange(size)
    places = [0, size - 1]
    for part in np.array_split(np.arange(size), max(1, buckets)):
        within = values[part]
        places += [int(part[within.argmin()]), int(part[within.argmax()])]
    return np.unique(np.array(places))


def line(starts: NDArray[np.int64], values: NDArray[np.float64], box: Box) -> str:
    """Give the path of a line, broken at gaps; a lone value is a dot.

    Parameters
    ----------
    starts
        Moments, epoch seconds, ascending.
    values
        As many; NaN is a gap.
    box
        Where it is drawn.
    """
    parts = []
    for part in _thinned_runs(values, box):
        points = _points(starts, values, part, box)
        # Of no length, and yet drawn: its ends are round.
        lone = f"M{points[0]}h0" if len(points) == 1 else ""
        parts.append(lone or "M" + "L".join(points))
    return "".join(parts)


def area(starts: NDArray[np.int64], values: NDArray[np.float64], box: Box) -> str:
    """Give the path of what is under a line; see `line`."""
    parts = []
    for part in _thinned_runs(values, box):
        points = _points(starts, values, part, box)
        left, right = (f"{box.x(float(starts[at])):.1f}" for at in (part[0], part[-1]))
        parts.append(
            f"M{left} {box.bottom:.1f}L{'L'.join(points)}L{right} {box.bottom:.1f}Z"
        )
    return "".join(parts)


def _thinned_runs(values: NDArray[np.float64], box: Box) -> list[NDArray[np.int64]]:
    size = max(1, len(values))
    return [
        begin + thinned(values[begin:end], round(box.width * (end - begin) / size) + 1)
        for begin, end in runs(values)
    ]


def _points(
    starts: NDArray[np.int64],
    values: NDArray[np.float64],
    places: NDArray[np.int64],
    box: Box,
) -> list[str]:
    return [
        f"{box.x(float(starts[at])):.1f} {box.y(float(values[at])):.1f}"
        for at in places
    ]
