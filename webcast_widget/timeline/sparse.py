"""A sparse ledger: figures by moment, where moments are on no grid.

What is counted once a minute, or once a day, takes room by what is known, and not by
what could be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class SparseLedger:
    """Figures by start, as a `webcast_widget.timeline.ledger.Ledger` gives them.

    Parameters
    ----------
    width
        How many figures belong to a start.
    """

    def __init__(self, width: int) -> None:
        self._size = 0
        self._starts = np.empty(0, np.int64)
        self._figures = np.empty((width, 0))

    def get(self, start: int) -> tuple[float | None, ...] | None:
        """Give the figures of a start, None those that are missing; None if unknown."""
        at = int(np.searchsorted(self._known, start))
        if at == self._size or self._starts[at] != start:
            return None
        found = self._figures[:, at].tolist()
        return tuple(None if value != value else value for value in found)  # noqa: PLR0124 - NaN alone differs from itself

    def known(self, starts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the figures of many starts at once; see `Ledger.known`."""
        found = np.full((len(self._figures), len(starts)), np.nan)
        at = np.searchsorted(self._known, starts)
        there = self._are(at, starts)
        found[:, there] = self._figures[:, at[there]]
        return found

    def write(
        self,
        starts: NDArray[np.int64],
        figures: NDArray[np.float64],
        said: NDArray[np.bool_],
    ) -> None:
        """Set figures of many starts at once; see `Ledger.write`.

        Parameters
        ----------
        starts
            Epoch seconds, ascending, each once, shape (n,).
        figures
            Shape (width, n); NaN is missing.
        said
            Which of them to set, same shape; the others stay as they are.
        """
        at = np.searchsorted(self._known, starts)
        there = self._are(at, starts)
        if not there.all():
            self._insert(at[~there], starts[~there])
            at = np.searchsorted(self._known, starts)
        for column, here, values in zip(self._figures, said, figures, strict=True):
            column[at[here]] = values[here]

    def between(
        self, first: int, last: int, these: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give what is known from one moment to another; see `Ledger.between`."""
        begin, end = np.searchsorted(self._known, (first, last + 1))
        return self._starts[begin:end].copy(), self._figures[list(these), begin:end]

    def newest(self, at: int, first: int, last: int) -> int | None:
        """Give the newest start from `first` to `last` that has a figure, or None."""
        begin, end = np.searchsorted(self._known, (first, last + 1))
        known = np.flatnonzero(~np.isnan(self._figures[at, begin:end]))
        return int(self._starts[begin + known[-1]]) if len(known) else None

    @property
    def _known(self) -> NDArray[np.int64]:
        return self._starts[: self._size]

    def _are(
        self, at: NDArray[np.intp], starts: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which starts stand where they would."""
        inside = at < self._size
        there: NDArray[np.bool_] = inside.copy()
        there[inside] = self._starts[at[inside]] == starts[inside]
        return there

    def _insert(self, at: NDArray[np.intp], starts: NDArray[np.int64]) -> None:
        """Make room for new starts, of which nothing is known yet."""
        size, self._size = self._size, self._size + len(starts)
        if self._size > len(self._starts) or at[0] < size:
            # Room for an eighth more, as most come at the end, one by one.
            room = self._size // 8 + 8
            end = np.zeros(room, np.int64)
            self._starts = np.append(np.insert(self._starts[:size], at, starts), end)
            grown = np.insert(self._figures[:, :size], at, np.nan, axis=1)
            empty = np.full((len(grown), room), np.nan)
            self._figures = np.concatenate([grown, empty], axis=1)
            return
        self._starts[size : self._size] = starts
