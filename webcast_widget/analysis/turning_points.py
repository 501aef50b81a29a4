"""Turning points: where a series that is smoothed turns by more than its noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def smoothed(values: Floats, width: int) -> Floats:
    """Give the centred median over `width` values, fewer at the ends; without NaN."""
    before, after = width // 2, (width - 1) // 2
    if len(values) < width:
        windows = [
            values[max(0, i - before) : i + after + 1] for i in range(len(values))
        ]
        return np.array([np.median(window) for window in windows])
    # Sorting a few values at once is quicker than a rolling median of many.
    whole = np.sort(np.lib.stride_tricks.sliding_window_view(values, width), axis=1)
    middle = (whole[:, (width - 1) // 2] + whole[:, width // 2]) / 2
    first = [np.median(values[: i + after + 1]) for i in range(before)]
    last = [
        np.median(values[i - before :]) for i in range(len(values) - after, len(values))
    ]
    return np.concatenate([first, middle, last])


def turning_points(values: Floats, delta: float) -> list[int]:
    """Give the extremes between which a series swings by `delta` at least, ascending.

    Parameters
    ----------
    values
        Without NaN, at least one.
    delta
        By how much it has to come back for a turn to count, above 0.

    Returns
    -------
    list of int
        Places of lows and highs in turn; none where there is no such swing.
    """
    turns: list[int] = []
    low = high = 0
    rising: bool | None = None
    least = most = float(values[0])
    for at, value in enumerate(values.tolist()):
        if value > most:
            high, most = at, value
        elif value < least:
            low, least = at, value
        if most - value >= delta and rising is not False:
            turns.append(high)
            rising, low, high, least, most = False, at, at, value, value
        elif value - least >= delta and rising is not True:
            turns.append(low)
            rising, low, high, least, most = True, at, at, value, value
    if rising is None:
        return []
    return [*turns, high if rising else low]
