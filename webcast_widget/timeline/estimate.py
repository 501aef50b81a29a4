"""Estimate: what a slot that is still filling up will settle at.

The count so far, divided by the share that slots of this event had at the same age. The
interval holds the estimates of nine in ten slots whose end is known by now: a split
conformal interval (Vovk, Gammerman and Shafer, *Algorithmic Learning in a Random World*,
2005), of errors in units of the square root of the count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST: Final = 20
"""So many slots have to have settled before this event's own ones are gone by."""

LEAST_SHARE: Final = 0.5
"""A slot of which less than this share is known is not estimated."""

LEVEL: Final = 0.9
"""Share of the intervals that hold what the slot settles at."""

_UNLIKE: Final = 0.15
"""A slot that grew this much otherwise than most was told falsely once: its share is
left out of the mean, and its error stays in the interval."""

PRIOR: Final = ((15, 0.05), (25, 0.03), (35, 0.015), (45, 0.005), (60, 0.0))
"""What is missing of a slot by its age, seconds since its start, as long as nothing is
known of this event: about what the simulator of the vendor's backend has."""

_PRIOR_TIMES: Final = 4.0
"""The interval goes from nothing missing to so many times that."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a provisional slot will settle at.

    Parameters
    ----------
    start
        Start of the slot, epoch seconds UTC.
    viewers
        Live viewers, the best guess.
    low, high
        Live viewers; nine in ten slots settle between the two, both included. The same
        as `viewers` where slots of this age change no more.
    """

    start: int
    viewers: int
    low: int
    high: int

    @property
    def at(self) -> pd.Timestamp:
        """Start of the slot, UTC."""
        return pd.Timestamp(self.start, unit="s", tz="UTC")


def learnt(
    count: float, seen: NDArray[np.float64], final: NDArray[np.float64]
) -> tuple[int, int, int] | None:
    """Estimate by the slots of this event: viewers, low, high.

    Parameters
    ----------
    count
        Live viewers told so far.
    seen, final
        Of the settled slots, what was told of each at the same age, and what it settled
        at; shape (n,), n at least `LEAST`.

    Returns
    -------
    tuple of int
        None where too little is known of a slot at that age.
    """
    if np.array_equal(seen, final):
        return int(count), int(count), int(count)
    grew = final / np.maximum(seen, 1)
    (usual,) = _quantiles(grew, 0.5)
    alike = np.abs(grew - usual) <= _UNLIKE * usual + 2 / np.sqrt(seen + 1)
    told, settled = float(seen[alike].sum()), float(final[alike].sum())
    if told < LEAST_SHARE * settled or told == 0:
        return None
    growth = settled / told
    errors = (final - growth * seen) / np.sqrt(seen + 1)
    tail = (1 - LEVEL) / 2
    low, high = (
        growth * count + each * math.sqrt(count + 1)
        for each in _quantiles(errors, tail, 1 - tail)
    )
    if (final >= seen).all():
        # What was counted stays counted here.
        low = max(low, count)
    # Outwards: a whole viewer more or less is more than the interval of a small event.
    low = max(math.floor(low), 0)
    high = max(math.ceil(high), low)
    # Where the largest slots grew otherwise than most, what most did is the better guess.
    return min(max(round(growth * count), low), high), low, high


def prior(count: float, age_s: float) -> tuple[int, int, int]:
    """Estimate as long as nothing is known of this event: viewers, low, high.

    Parameters
    ----------
    count
        Live viewers told so far.
    age_s
        Seconds since the slot began.
    """
    ages, shares = zip(*PRIOR, strict=True)
    missing = float(np.interp(age_s, ages, shares))
    by_chance = 2 * math.sqrt(count * missing)
    high = count / (1 - _PRIOR_TIMES * missing) + by_chance
    return round(count / (1 - missing)), int(count), math.ceil(high)


def _quantiles(values: NDArray[np.float64], *shares: float) -> list[float]:
    """Give quantiles as `numpy.quantile` does, whose checks take longer than all else."""
    ordered, last = np.sort(values), len(values) - 1
    places = [share * last for share in shares]
    found: list[float] = np.interp(places, np.arange(last + 1), ordered).tolist()
    return found
