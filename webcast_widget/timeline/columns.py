"""The columns of a frame, out of what is known of slots and of minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.timeline.cadence import with_gaps
from webcast_widget.timeline.figures import ESTIMATES, MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.timeline.estimate import Estimate
    from webcast_widget.timeline.ledger import Ledger
    from webcast_widget.timeline.sparse import SparseLedger

_OF_SLOT = [figure.name for figure in SLOT_FIGURES]
_OF_MINUTE = [figure.name for figure in MINUTE_FIGURES]
_LIVE = _OF_SLOT.index("live_viewers")


def columns_of(
    slots: Ledger | SparseLedger,
    minutes: Ledger,
    span: tuple[int, int],
    cadence_s: int,
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    """Give the columns of slots, and of those that were due and did not come.

    Parameters
    ----------
    slots, minutes
        What is known by start.
    span
        The first and the last slot, epoch seconds.
    cadence_s
        How often the source counts, seconds.

    Returns
    -------
    moments : numpy.ndarray
        Epoch seconds, ascending, shape (n,); see `with_gaps`.
    columns : dict
        By figure, shape (n,); NaN is missing.
    """
    starts, told = slots.between(*span, range(len(_OF_SLOT)))
    moments, known = with_gaps(starts, cadence_s)
    figures = np.full((len(_OF_SLOT) + len(_OF_MINUTE), len(moments)), np.nan)
    whole = len(starts) == len(moments)
    figures[: len(_OF_SLOT), slice(None) if whole else known] = told
    # A row that the source did not send says nothing, its minute's quality included.
    there = ~np.isnan(figures[_LIVE])
    these = slice(None) if there.all() else there
    figures[len(_OF_SLOT) :, these] = _of_minutes(minutes, moments[these])
    return moments, dict(zip([*_OF_SLOT, *_OF_MINUTE], figures, strict=True))


def estimated(
    estimates: tuple[Estimate, ...], moments: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Give the columns of what provisional slots will settle at.

    Parameters
    ----------
    estimates
        Of slots of the frame, in order.
    moments
        Those of the frame, ascending, shape (n,).
    """
    told = {name: np.full(len(moments), np.nan) for name in ESTIMATES}
    rows = np.searchsorted(moments, [each.start for each in estimates])
    for row, each in zip(rows, estimates, strict=True):
        values = (each.viewers, each.low, each.high)
        for column, value in zip(told.values(), values, strict=True):
            column[row] = value
    return told


def _of_minutes(minutes: Ledger, moments: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the figures of the minutes that hold these moments, ascending."""
    if not len(moments):
        return np.full((len(_OF_MINUTE), 0), np.nan)
    # Each minute is looked up once, not once for each of its slots.
    of = moments // MINUTE_S
    first = np.concatenate(([0], np.flatnonzero(of[1:] != of[:-1]) + 1))
    these = of[first] * MINUTE_S
    starts, told = minutes.between(
        int(these[0]), int(these[-1]), range(len(_OF_MINUTE))
    )
    if not len(starts):
        return np.full((len(_OF_MINUTE), len(moments)), np.nan)
    at = np.minimum(np.searchsorted(starts, these), len(starts) - 1)
    found = told[:, at]
    found[:, starts[at] != these] = np.nan
    return found.repeat(np.diff(first, append=len(moments)), axis=1)
