"""A ledger: figures by start, exact, in as few bytes as hold them.

Whoever keeps every slot of an event keeps it for days. As objects in a dict a slot takes
hundreds of bytes, as an array of float64 for each figure fifty, here about half of that.
It grows by blocks that stay where they are: nothing is copied, nothing left behind.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    _Floats = NDArray[np.float32] | NDArray[np.float64]

_ROWS: Final = 360
"""Starts of one block: few enough that a lone one far from the others costs little."""

_NAN: Final = float("nan")


class Ledger:
    """Figures by start; equal to what was put, and never rounded.

    Parameters
    ----------
    grid
        What starts are multiples of, seconds.
    width
        How many figures belong to a start.
    """

    def __init__(self, grid: int, width: int) -> None:
        self._grid = grid
        self._width = width
        self._blocks: dict[int, _Block] = {}

    def get(self, start: int) -> tuple[float | None, ...] | None:
        """Give the figures of a start, None those that are missing; None if unknown."""
        number, row = divmod(start // self._grid, _ROWS)
        block = self._blocks.get(number)
        if block is None or not block.known[row]:
            return None
        return tuple(
            None if column is None or _is_nan(value := column[row]) else value
            for column in block.columns
        )

    def put(self, start: int, figures: Sequence[float | None]) -> None:
        """Set the figures of a start.

        Parameters
        ----------
        start
            Epoch seconds, on the grid.
        figures
            As many as `width`: None or NaN is missing, and a whole number beyond
            2**53 is no longer told from its neighbours.
        """
        number, row = divmod(start // self._grid, _ROWS)
        block = self._block(number)
        block.known[row] = True
        for at, figure in enumerate(figures):
            value = _NAN if figure is None else float(figure)
            column = block.columns[at]
            if column is None:
                if _is_nan(value):
                    continue
                column = block.column(at)
            column[row] = value
            if column[row] != value and not _is_nan(value):
                block.column(at, wide=True)[row] = value

    def drop(self, start: int) -> None:
        """Make a start unknown."""
        number, row = divmod(start // self._grid, _ROWS)
        block = self._blocks.get(number)
        if block is not None and block.known[row]:
            self.put(start, (None,) * self._width)
            block.known[row] = False

    def __iter__(self) -> Iterator[int]:
        """Give the starts that are known, ascending."""
        for number in sorted(self._blocks):
            for row, known in enumerate(self._blocks[number].known):
                if known:
                    yield (number * _ROWS + row) * self._grid

    def known(self, starts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the figures of many starts at once.

        Parameters
        ----------
        starts
            Epoch seconds, on the grid, shape (n,).

        Returns
        -------
        numpy.ndarray
            Shape (width, n); NaN is missing.
        """
        found = np.full((self._width, len(starts)), _NAN)
        numbers, rows = np.divmod(starts // self._grid, _ROWS)
        for number, here in _parts(numbers):
            block = self._blocks.get(number)
            for at, column in enumerate(() if block is None else block.columns):
                if column is not None:
                    found[at, here] = _view(column)[rows[here]]
        return found

    def write(
        self,
        starts: NDArray[np.int64],
        figures: NDArray[np.float64],
        said: NDArray[np.bool_],
    ) -> None:
        """Set figures of many starts at once.

        Parameters
        ----------
        starts
            Epoch seconds, on the grid, shape (n,). Of one that is there twice, the
            last figures stay.
        figures
            Shape (width, n); NaN is missing.
        said
            Which of them to set, same shape; the others stay as they are.
        """
        told = said & ~np.isnan(figures)
        with np.errstate(over="ignore"):
            wide = told & (figures.astype(np.float32) != figures)
        numbers, rows = np.divmod(starts // self._grid, _ROWS)
        for number, here in _parts(numbers):
            block, places = self._block(number), rows[here]
            np.frombuffer(block.known, np.bool_)[places] = True
            sets, tells, widens = (_any(each[:, here]) for each in (said, told, wide))
            for at in range(self._width):
                column = block.columns[at]
                if tells[at]:
                    column = block.column(at, wide=widens[at])
                if column is None or not sets[at]:
                    continue
                these = said[at, here]
                _view(column)[places[these]] = figures[at, here][these]

    def between(
        self, first: int, last: int, these: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give what is known from one moment to another, as arrays of the caller's own.

        Parameters
        ----------
        first, last
            Epoch seconds, both included.
        these
            Which of the figures.

        Returns
        -------
        starts : numpy.ndarray
            Epoch seconds, ascending, shape (n,).
        figures : numpy.ndarray
            Shape (figures, n); NaN is missing.
        """
        numbers = [each for each in self._numbers(first, last) if each in self._blocks]
        if not numbers:
            return np.empty(0, np.int64), np.empty((len(these), 0))
        blocks = [self._blocks[each] for each in numbers]
        begins = np.array(numbers, np.int64) * (_ROWS * self._grid)
        starts = np.add.outer(begins, np.arange(_ROWS) * self._grid).ravel()
        # Of the first block and of the last one, some may be outside.
        low = max(0, -(-first // self._grid) - numbers[0] * _ROWS)
        high = len(starts) - max(0, (numbers[-1] + 1) * _ROWS - last // self._grid - 1)
        known = np.frombuffer(b"".join([each.known for each in blocks]), np.bool_)
        here: slice | NDArray[np.intp] = slice(low, high)
        if not known[here].all():
            # Dearer, and most often there is no need of it.
            here = low + np.flatnonzero(known[here])
        starts = starts[here]
        figures = np.empty((len(these), len(starts)))
        for row, at in enumerate(these):
            figures[row] = _joined([each.columns[at] for each in blocks])[here]
        return starts, figures

    def newest(self, at: int, first: int, last: int) -> int | None:
        """Give the newest start from `first` to `last` that has a figure, or None."""
        for number in reversed(self._numbers(first, last)):
            block = self._blocks.get(number)
            if block is None or (column := block.columns[at]) is None:
                continue
            begin = number * _ROWS
            low = max(0, -(-first // self._grid) - begin)
            until = last // self._grid - begin + 1
            known = np.flatnonzero(~np.isnan(_view(column)[:until]))
            if len(known) and known[-1] >= low:
                return (begin + int(known[-1])) * self._grid
        return None

    def _numbers(self, first: int, last: int) -> Sequence[int]:
        """Give where there may be blocks from one moment to another, ascending."""
        begin, end = (moment // self._grid // _ROWS for moment in (first, last))
        if end - begin < len(self._blocks):
            return range(begin, end + 1)
        return sorted(each for each in self._blocks if begin <= each <= end)

    def _block(self, number: int) -> _Block:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = _Block(self._width)
        return block


class _Block:
    """The figures of some starts in a row; a figure that none has takes no room."""

    __slots__ = ("columns", "known")

    def __init__(self, width: int) -> None:
        self.known = bytearray(_ROWS)
        self.columns: list[array[float] | None] = [None] * width

    def column(self, at: int, *, wide: bool = False) -> array[float]:
        """Give the column of a figure; make it, or a wider one, if there is none yet.

        Half the room does as long as all of a block fit: counts nearly always do.
        """
        column = self.columns[at]
        if column is None:
            column = array("d" if wide else "f", [_NAN]) * _ROWS
        elif wide and column.typecode == "f":
            column = array("d", column)
        self.columns[at] = column
        return column


_NONE: Final = array("f", [_NAN]) * _ROWS
"""What stands in for a column of which nothing is told."""


def _view(column: array[float]) -> _Floats:
    return np.frombuffer(column, column.typecode)


def _joined(columns: Sequence[array[float] | None]) -> _Floats:
    """Give columns as one: of one width, as nearly always, their bytes in a row."""
    told = [_NONE if each is None else each for each in columns]
    widths = {each.typecode for each in told}
    if len(widths) == 1:
        return np.frombuffer(b"".join(told), widths.pop())
    return np.concatenate([_view(each) for each in told])


def _parts(
    numbers: NDArray[np.int64],
) -> Iterator[tuple[int, slice | NDArray[np.intp]]]:
    """Give each number with where it stands; most often it is one alone."""
    if len(numbers) and (numbers == numbers[0]).all():
        yield int(numbers[0]), slice(None)
        return
    for number in np.unique(numbers).tolist():
        yield number, np.flatnonzero(numbers == number)


def _any(these: NDArray[np.bool_]) -> list[bool]:
    """Tell of which figures there are any."""
    found: NDArray[np.bool_] = np.logical_or.reduce(these, axis=1)
    return [bool(each) for each in found]


def _is_nan(value: float) -> bool:
    return value != value  # noqa: PLR0124 - NaN alone differs from itself
