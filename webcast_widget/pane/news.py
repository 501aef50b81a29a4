"""What a page has not heard: some hosts drop the messages of background threads.

Such a page asks now and then, and what answers a message of its own gets through.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.pane import contract

if TYPE_CHECKING:
    from webcast_widget.feed import Reading

KEPT: Final = 64
"""So many changes are known by their slots; who lacks more gets the whole series."""

TOLD: Final = tuple(
    name
    for name, trait in contract.TRAITS.items()
    if not trait.from_browser
    and trait.type != "widget"
    and name not in {"contract_version", "delta", "history", "minutes"}
)
"""The traits that are told anew: the kernel's own, but for both series and the figures."""


class News:
    """Knows which slots changed lately."""

    def __init__(self) -> None:
        self._changes: deque[tuple[int, frozenset[int]]] = deque()
        self._before = -1
        self.seq = -1
        """Number of the newest change."""

    def note(self, reading: Reading) -> None:
        """Note what a reading changes; called with one after the other."""
        starts = reading.rows[:, 0].astype(np.int64).tolist()
        # What began before, or anew, is all that is known.
        follows = not reading.afresh and reading.seq == self.seq + 1
        if follows:
            self._changes.append((reading.seq, frozenset(starts)))
            if len(self._changes) > KEPT:
                self._before, _ = self._changes.popleft()
        elif reading.seq != self.seq:
            self._changes.clear()
            self._before = reading.seq
        self.seq = reading.seq

    def since(self, seq: int) -> list[int] | None:
        """Give the starts of the slots that changed after a change, ascending.

        Parameters
        ----------
        seq
            Number of the last change that somebody knows.

        Returns
        -------
        list of int or None
            None where that is not known, as it was long ago.
        """
        if not self._before <= seq <= self.seq:
            return None
        later = (starts for number, starts in self._changes if number > seq)
        return sorted(set[int]().union(*later))
