"""The peak of live viewers, looked for only in what has settled since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


_NOBODY: Final = -1.0
"""Less than any number of viewers: nothing is told."""


@dataclass(frozen=True)
class Peak:
    """The largest number of live viewers and the slot that first reached it."""

    viewers: int
    start: int


class PeakSearch:
    """Finds the peak of a series that grows at its end and is revised now and then."""

    def __init__(self) -> None:
        self._found: Peak | None = None
        self._until: int | None = None

    def again_from(self, start: int) -> None:
        """Note that slots from `start` on are to be looked at again."""
        if self._until is None or start > self._until:
            return
        self._until = start - 1
        if self._found is not None and self._found.start >= start:
            self._found = self._until = None

    def find(
        self,
        first: int,
        last: int,
        known: Callable[[int, int], tuple[NDArray[np.int64], NDArray[np.float64]]],
    ) -> Peak | None:
        """Give the peak from `first` to `last`; None if there are no figures.

        Parameters
        ----------
        first, last
            Moments, epoch seconds, both included.
        known
            Gives the starts of the slots from one moment to another, and their live
            viewers, NaN where missing.
        """
        self.again_from(last + 1)
        begin = first if self._until is None else self._until + 1
        if begin > last:
            return self._found
        starts, live = known(begin, last)
        told = np.where(np.isnan(live), _NOBODY, live)
        if len(told):
            at = int(told.argmax())
            if told[at] > (_NOBODY if self._found is None else self._found.viewers):
                self._found = Peak(int(told[at]), int(starts[at]))
        self._until = last
        return self._found
