"""The frame: how it is built of the figures' columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.timeline.cadence import ATTRIBUTE
from webcast_widget.timeline.figures import DTYPES, ESTIMATES, INDEX

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def moments(starts: NDArray[np.int64]) -> pd.DatetimeIndex:
    """Give epoch seconds as a UTC index of microseconds."""
    return pd.DatetimeIndex(
        starts.astype("datetime64[s]").astype("datetime64[us]"), name=INDEX
    ).tz_localize("UTC")


def complete(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the columns that earlier versions did not write, as missing."""
    lacking = [name for name in ESTIMATES if name not in table.columns]
    return table.reindex(columns=[*table.columns, *lacking])


def frame(
    starts: NDArray[np.int64], columns: dict[str, NDArray[np.float64]], cadence_s: int
) -> pd.DataFrame:
    """Build a frame of slots.

    Parameters
    ----------
    starts
        Epoch seconds, ascending, shape (n,).
    columns
        One float array per column of `DTYPES`, shape (n,); NaN is missing.
    cadence_s
        How often the source counts, seconds; the frame's `attrs` say it.

    Returns
    -------
    pandas.DataFrame
        A frame of its own, shape (slots, columns), columns and dtypes as in `DTYPES`.
    """
    data = {
        name: pd.array(columns[name], dtype="Float64").astype(dtype)  # type: ignore[call-overload]
        for name, dtype in DTYPES.items()
    }
    made = pd.DataFrame(data, index=moments(starts))
    made.attrs[ATTRIBUTE] = cadence_s
    return made
