"""The frame: its columns, their dtypes, and how it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDEX: Final = "slot_start"
"""Name of the frame's index: start of the slot, ``datetime64[us, UTC]``."""

DTYPES: Final[dict[str, str]] = {
    "live_viewers": "Int64",
    "dvr_viewers": "Int64",
    "plays": "Int64",
    "avg_bitrate_kbps": "Float64",
    "avg_buffering_s_per_min": "Float64",
    "slot_bitrate_kbps": "Float64",
    "slot_buffering_s_per_min": "Float64",
    "provisional": "boolean",
}
"""The frame's columns in order, with their nullable dtypes; missing is `pandas.NA`."""


def moments(starts: NDArray[np.int64]) -> pd.DatetimeIndex:
    """Give epoch seconds as a UTC index of microseconds."""
    return pd.DatetimeIndex(
        starts.astype("datetime64[s]").astype("datetime64[us]"), name=INDEX
    ).tz_localize("UTC")


def frame(origin: int, columns: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Build a frame of consecutive slots.

    Parameters
    ----------
    origin
        Start of the first slot, epoch seconds.
    columns
        One float array per column of `DTYPES`, all of one length; NaN is missing.

    Returns
    -------
    pandas.DataFrame
        A frame of its own, shape (slots, 8), columns and dtypes as in `DTYPES`.
    """
    size = len(columns["live_viewers"])
    starts = origin + SLOT_S * np.arange(size, dtype=np.int64)
    data = {
        name: pd.array(columns[name], dtype="Float64").astype(dtype)  # type: ignore[call-overload]
        for name, dtype in DTYPES.items()
    }
    return pd.DataFrame(data, index=moments(starts))
