"""The frame: how it is built of the figures' columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from webcast_widget.timeline.cadence import ATTRIBUTE
from webcast_widget.timeline.figures import DTYPES, ESTIMATES, INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray


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
    data = {name: _nullable(columns[name], dtype) for name, dtype in DTYPES.items()}
    made = pd.DataFrame(data, index=moments(starts), copy=False)
    made.attrs[ATTRIBUTE] = cadence_s
    return made


def _nullable(values: NDArray[np.float64], dtype: str) -> ExtensionArray:
    """Give a column of a nullable dtype, without the checks that pandas makes of any."""
    missing = np.isnan(values)
    if dtype == "Float64":
        return pd.arrays.FloatingArray(np.where(missing, 1.0, values), missing)
    known = np.where(missing, 0.0, values)
    if dtype == "boolean":
        return pd.arrays.BooleanArray(known != 0, missing)
    return pd.arrays.IntegerArray(known.astype(np.int64), missing)
