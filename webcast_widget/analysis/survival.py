"""Kaplan-Meier and log-rank over counts: stays by their length, not one by one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z: Final = 1.96
"""Of a normal variable, 95 % lie within so many standard deviations."""

HALF: Final = 0.5 + 1e-9
"""A product that is a half, if all its digits were kept, may come out above it."""


@dataclass(frozen=True, eq=False)
class Survival:
    """The share that is left after each length of stay; float64, shape (n,).

    Parameters
    ----------
    time
        Lengths of stay at which anybody left or was cut off, ascending.
    at_risk
        How many stayed at least so long.
    left
        How many left then.
    share
        Kaplan-Meier's estimate of who is still there just after.
    low, high
        Its 95 % limits by log-log; NaN where nobody is left, as they are not defined.
    """

    time: Floats
    at_risk: Floats
    left: Floats
    share: Floats
    low: Floats
    high: Floats

    def median(self) -> tuple[float, float, float]:
        """Give the median and its limits: first times at or below a half, else inf."""
        low, high = (_first(self.time, each <= HALF) for each in (self.low, self.high))
        return _first(self.time, self.share <= HALF), low, high

    def at(self, time: float) -> float:
        """Give the share still there just after a length of stay."""
        place = int(np.searchsorted(self.time, time, side="right"))
        return float(self.share[place - 1]) if place else 1.0

    def mean(self, until: float) -> tuple[float, float]:
        """Give the mean of stays cut at `until`, and its standard error.

        The area under the curve; of the estimate, not of a stay.
        """
        inside = self.time < until
        edges = np.concatenate([[0.0], self.time[inside], [until]])
        areas = np.concatenate([[1.0], self.share[inside]]) * np.diff(edges)
        after = areas[::-1].cumsum()[::-1][1:]
        staying = self.at_risk[inside] - self.left[inside]
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = after**2 * self.left[inside] / (self.at_risk[inside] * staying)
        # Where all leave nothing is left to be uncertain about.
        return float(areas.sum()), math.sqrt(float(terms[staying > 0].sum()))


def kaplan_meier(time: Floats, left: Floats, count: Floats) -> Survival:
    """Estimate who is still there after which time.

    Parameters
    ----------
    time
        Lengths of stay, in any order, each as often as one likes.
    left
        How many of them ended by leaving.
    count
        How many there are; those that did not leave were cut off.
    """
    times, d, m = summed(time, left, count)
    n = m[::-1].cumsum()[::-1]
    share = np.cumprod(1 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(d / (n * (n - d)))
        spread = np.sqrt(variance) / np.abs(np.log(share))
        low, high = share ** np.exp(Z * spread), share ** np.exp(-Z * spread)
    # Nobody has left yet: the estimate is exact.
    whole = share == 1
    low[whole] = high[whole] = 1.0
    low[share == 0] = high[share == 0] = np.nan
    return Survival(times, n, d, share, low, high)


def summed(time: Floats, left: Floats, count: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum up by length of stay: times ascending, how many left, how many there are."""
    times, places = np.unique(time, return_inverse=True)
    d, m = (
        np.bincount(places, weights=each, minlength=times.size).astype(np.float64)
        for each in (left, count)
    )
    return times.astype(np.float64), d, m


def log_rank(
    time: Floats, left: Floats, count: Floats, group: NDArray[np.int64]
) -> tuple[float, int, float]:
    """Test whether groups leave at the same rate.

    Parameters
    ----------
    time, left, count
        As in `kaplan_meier`.
    group
        Which group, from 0 on.

    Returns
    -------
    chi2 : float
        The statistic, with hypergeometric variance at each time.
    degrees : int
        Its degrees of freedom, one less than the groups.
    p : float
        How often chance alone gives as much; NaN where it cannot be told.
    """
    groups = int(group.max()) + 1
    times, places = np.unique(time, return_inverse=True)
    cells = places * groups + group
    size = times.size * groups
    d, m = (
        np.bincount(cells, weights=each, minlength=size).reshape(-1, groups)
        for each in (left, count)
    )
    n = m[::-1].cumsum(axis=0)[::-1]
    all_d, all_n = d.sum(axis=1), n.sum(axis=1)
    seen = (all_d > 0) & (all_n > 1)
    d, n, all_d, all_n = d[seen], n[seen], all_d[seen], all_n[seen]
    shares = n / all_n[:, None]
    excess = (d - shares * all_d[:, None]).sum(axis=0)
    factor = all_d * (all_n - all_d) / (all_n - 1)
    covariance = np.diag((factor[:, None] * shares).sum(axis=0)) - np.einsum(
        "t,ti,tj->ij", factor, shares, shares
    )
    degrees = groups - 1
    try:
        solved = np.linalg.solve(covariance[1:, 1:], excess[1:])
    except np.linalg.LinAlgError:
        return math.nan, degrees, math.nan
    chi2 = float(excess[1:] @ solved)
    return chi2, degrees, chi2_tail(chi2, degrees)


def chi2_tail(value: float, degrees: int) -> float:
    """Give the chance that a chi-squared variable is larger than `value`.

    >>> round(chi2_tail(3.841458820694124, 1), 12)
    0.05
    >>> round(chi2_tail(5.991464547107979, 2), 12)
    0.05
    """
    half = value / 2
    odd = degrees % 2
    tail = math.erfc(math.sqrt(half)) if odd else math.exp(-half)
    term = math.sqrt(half / math.pi) * 2 * math.exp(-half) if odd else math.exp(-half)
    for k in range(degrees // 2 if odd else degrees // 2 - 1):
        if odd:
            tail += term
            term *= half / (k + 1.5)
        else:
            term *= half / (k + 1)
            tail += term
    return tail


def _first(times: Floats, reached: NDArray[np.bool_]) -> float:
    places = np.flatnonzero(reached)
    return float(times[places[0]]) if places.size else math.inf
