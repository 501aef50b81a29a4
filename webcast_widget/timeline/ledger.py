"""A ledger: figures by start, in as little memory as they can be compared in.

Whoever tells what is new from what was said before needs every figure of an event,
and for days. As objects in a dict a slot takes hundreds of bytes, here a few dozen.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS: Final = 120
"""Starts of one block: few enough that a lone one far from the others costs little."""


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
        self._blocks: dict[int, tuple[bytearray, list[array[float] | None]]] = {}

    def get(self, start: int) -> tuple[float | None, ...] | None:
        """Give the figures of a start, None those that are missing; None if unknown."""
        number, row = divmod(start // self._grid, _ROWS)
        known, columns = self._blocks.get(number, (b"", []))
        if not known or not known[row]:
            return None
        return tuple(
            None if column is None or _is_nan(value := column[row]) else value
            for column in columns
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
        if number not in self._blocks:
            self._blocks[number] = bytearray(_ROWS), [None] * self._width
        known, columns = self._blocks[number]
        known[row] = True
        for at, figure in enumerate(figures):
            value = float("nan") if figure is None else float(figure)
            column = columns[at]
            if column is None:
                if _is_nan(value):
                    continue
                column = columns[at] = array("f", [float("nan")]) * _ROWS
            column[row] = value
            # Half the room, as long as all of a block fit: counts nearly always do.
            if column[row] != value and not _is_nan(value):
                column = columns[at] = array("d", column)
                column[row] = value


def _is_nan(value: float) -> bool:
    return value != value  # noqa: PLR0124 - NaN alone differs from itself
