"""A column of moments, however it is written, as epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.moments import NO_ZONE, needs_zone
from webcast_widget.lists.orders import read_moments
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

_EARLIEST_S: Final = 631_152_000
"""1990: nobody counted viewers of a stream before; smaller numbers are no moments."""

_TOO_FEW: Final = frozenset({"float16", "float32"})
"""Types of too few digits: epoch seconds of today are two minutes apart in them."""

_UNITS: Final = ((1e17, 10**9), (1e14, 10**6), (1e11, 10**3))
"""From which number on an epoch is no longer of seconds, but of so many parts of one."""


def epoch_of(
    moments: pd.Series | pd.Index,
    zone: ZoneInfo | None,
    *,
    day_first: bool | None,
    rows: Sequence[int],
) -> NDArray[np.int64]:
    """Give moments as whole epoch seconds, UTC.

    Parameters
    ----------
    moments
        Numbers, texts or moments of pandas.
    zone
        Of those that name none.
    day_first
        As in `webcast_widget.lists.orders.read_moments`.
    rows
        Their rows in the file, as many, for errors.

    Returns
    -------
    numpy.ndarray
        int64, in the order of the rows; a fraction of a second is left out.

    Raises
    ------
    ConfigurationError
        If one is missing or cannot be, or a zone is needed.
    """
    if isinstance(moments.dtype, pd.DatetimeTZDtype) or moments.dtype.kind == "M":
        index = pd.DatetimeIndex(moments)
    else:
        values = moments.tolist()
        if str(moments.dtype).lower() in _TOO_FEW:
            raise ConfigurationError(
                f"Moments of {moments.dtype} are minutes apart: give them as whole"
                " numbers or floats of 64 bits."
            )
        numbers = _epochs(values)
        if numbers is not None:
            return _possible(np.floor(numbers))
        odd = [at for at, each in enumerate(values) if _epochs([each]) is None]
        if 2 * len(odd) < len(values):
            raise ConfigurationError(
                f"Row {rows[odd[0]]:,} holds {values[odd[0]]!r} among epoch seconds, which"
                " is no moment: mend that row, or leave it out."
            )
        read = read_moments(
            [str(each) for each in values], day_first=day_first, what="time", rows=rows
        )
        naive = needs_zone(read)
        if naive and any(each.tzinfo is not None for each in read):
            raise ConfigurationError(
                "Some of these moments have a time zone and some have none: give all of"
                " them alike."
            )
        index = pd.DatetimeIndex(read)
    if index.hasnans:
        raise ConfigurationError(
            "A moment of this series is missing: leave out the rows that have none."
        )
    return _possible(_in_utc(index, zone).as_unit("s").asi8.astype(np.float64))


def _in_utc(index: pd.DatetimeIndex, zone: ZoneInfo | None) -> pd.DatetimeIndex:
    if index.tz is not None:
        return index.tz_convert("UTC").tz_localize(None)
    if zone is None:
        raise ConfigurationError(NO_ZONE)
    # Which of the two comes first is told by the rows around them: the newest may be first.
    step = -1 if len(index) > 1 and index.is_monotonic_decreasing else 1
    try:
        local = index[::step].tz_localize(zone, ambiguous="infer", nonexistent="raise")
    except (ValueError, OverflowError, NotImplementedError) as error:
        raise ConfigurationError(
            f"The clocks of {zone.key} show a moment of this series twice or never"
            f" ({error}): give moments in UTC, or with their offset."
        ) from None
    return local.tz_convert("UTC").tz_localize(None)[::step]


def _epochs(values: Sequence[Any]) -> NDArray[np.float64] | None:
    """Give moments that are numbers, as seconds; None if they are none."""
    if not values:
        return np.empty(0)
    try:
        numbers = np.array([float(each) for each in values], np.float64)
    except (TypeError, ValueError):
        return None
    size = float(np.nanmax(np.abs(numbers))) if not np.isnan(numbers).all() else 0.0
    parts = next((parts for least, parts in _UNITS if size >= least), 1)
    return numbers / parts


def _possible(starts: NDArray[np.float64]) -> NDArray[np.int64]:
    # Written so that NaN is not.
    if not ((starts >= _EARLIEST_S) & (starts < END_OF_TIME_S)).all():
        raise ConfigurationError(
            "A moment of this series is missing, or before 1990 or after 2105: give"
            " epoch seconds, or dates with a time; seconds since the beginning are none."
        )
    return starts.astype(np.int64)
