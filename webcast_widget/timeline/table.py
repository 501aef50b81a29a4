"""Table: what is known of slots and minutes, looked up one by one or as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.timeline.figure import named
from webcast_widget.timeline.figures import CHARTED, MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.records import Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from webcast_widget.timeline.ledger import Ledger
    from webcast_widget.timeline.sparse import SparseLedger

_OF_SLOT = tuple(figure.name for figure in SLOT_FIGURES)
_OF_MINUTE = tuple(figure.name for figure in MINUTE_FIGURES)
LIVE: Final = _OF_SLOT.index("live_viewers")
"""Where the live viewers are among the figures of a slot."""
_SHOWN = [_OF_SLOT.index(name) for name in CHARTED]


class Table:
    """What is known of slots and minutes, which the Timeline writes and nobody else.

    Attributes
    ----------
    grid_s
        What starts of slots are multiples of, seconds.
    """

    grid_s: int
    _extent: tuple[int, int] | None
    _first: int | None
    _last: int | None
    _slots: Ledger | SparseLedger
    _minutes: Ledger

    @property
    def first(self) -> int | None:
        """Start of the first slot received, epoch seconds; None without any."""
        return self._first

    @property
    def last(self) -> int | None:
        """Start of the newest slot received, epoch seconds; None without any."""
        return self._last

    def rows(self, starts: Sequence[int] | None = None) -> NDArray[np.float64]:
        """Give slots as an array, shape (slots, 1 + charted): start, then `CHARTED`.

        Parameters
        ----------
        starts
            Which slots; all received ones when left out. NaN is missing.
        """
        if starts is not None:
            these = np.array(starts, np.int64)
            return _side_by_side(these, self._slots.known(these)[_SHOWN])
        if self._first is None or self._last is None:
            return np.empty((0, 1 + len(_SHOWN)))
        rows = _side_by_side(*self._slots.between(self._first, self._last, _SHOWN))
        lacks = np.isnan(rows[:, 1 + _SHOWN.index(LIVE)])
        return rows[~lacks] if lacks.any() else rows

    def minutes(self, until: int) -> NDArray[np.float64]:
        """Give the minutes up to the one that holds `until`, in order.

        Returns
        -------
        numpy.ndarray
            Shape (minutes, 1 + figures): start, epoch seconds, then `MINUTE_FIGURES`. NaN
            is missing; minutes of which nothing is known are left out.
        """
        first, _ = self._extent or (0, 0)
        every = range(len(_OF_MINUTE))
        starts, figures = self._minutes.between(
            minute_of(first), minute_of(until), every
        )
        return _side_by_side(starts, figures)

    def told(self) -> tuple[list[int], list[int]]:
        """Give the starts of all slots, and of all minutes, that anything is known of."""
        first, last = self._extent or (0, -1)
        both = (self._slots, self._minutes)
        slots, minutes = (each.between(first, last, [0])[0] for each in both)
        return slots.tolist(), minutes.tolist()

    def slot(self, start: int) -> Slot:
        """Give what is known of a slot."""
        return Slot(start, **named(SLOT_FIGURES, self._slots.get(start)))

    def minute(self, moment: int) -> Minute:
        """Give what is known of the clock minute that holds a moment."""
        start = minute_of(moment)
        return Minute(start, **named(MINUTE_FIGURES, self._minutes.get(start)))

    def value(self, name: str, start: int) -> float | None:
        """Give one value of the slot that begins at `start`; None if missing.

        Parameters
        ----------
        name
            Of a figure that a source tells, of the slot or of its minute.
        """
        if self._first is None or self._last is None:
            return None
        if not self._first <= start <= self._last:
            return None
        ledger, at, grid = self._place(name)
        figures = ledger.get(start // grid * grid)
        return None if figures is None else figures[at]

    def newest(self, name: str, until: int) -> int | None:
        """Give the start of the newest slot up to `until` that has a value."""
        if self._first is None or self._last is None or until < self._first:
            return None
        ledger, at, grid = self._place(name)
        last = min(until, self._last)
        newest = ledger.newest(at, self._first // grid * grid, last // grid * grid)
        return None if newest is None else min(newest + grid - self.grid_s, last)

    def _live(
        self, first: int, last: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        starts, told = self._slots.between(first, last, [LIVE])
        return starts, told[0]

    def _place(self, name: str) -> tuple[Ledger | SparseLedger, int, int]:
        """Give where a value stands: its ledger, which figure, and the ledger's grid."""
        if name in _OF_MINUTE:
            return self._minutes, _OF_MINUTE.index(name), MINUTE_S
        return self._slots, _OF_SLOT.index(name), self.grid_s


def _side_by_side(
    starts: NDArray[np.int64], figures: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give a row for each start: itself, then its figures."""
    rows = np.empty((len(starts), 1 + len(figures)))
    for at, column in enumerate((starts, *figures)):
        rows[:, at] = column
    return rows
