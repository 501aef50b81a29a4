"""The frame that is exported: checked on the way out, cast on the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import ATTRIBUTE
from webcast_widget.timeline.figures import DTYPES, INDEX

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def checked(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a copy of a frame in exactly the schema, its index in UTC.

    Parameters
    ----------
    frame
        A feed's frame, or some rows of one; nothing but its columns and its index
        is kept.

    Raises
    ------
    ConfigurationError
        If the columns, their types or the index are not those of a feed's frame.
    """
    index = frame.index
    if list(frame.columns) != list(DTYPES):
        raise ConfigurationError(
            "This frame has not the columns of a feed's frame: export `feed.df`, or"
            f" some of its rows, with the columns {', '.join(DTYPES)}."
        )
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        raise ConfigurationError(
            "The index of this frame is not one of moments with a time zone: export"
            " `feed.df`, or some of its rows."
        )
    if index.hasnans:
        raise ConfigurationError(
            "The index of this frame has missing moments: export the rows that have"
            " one."
        )
    cadence_s = frame.attrs.get(ATTRIBUTE)
    return cast({name: frame[name] for name in DTYPES}, index, cadence_s)


def local(frame: pd.DataFrame, zone: str | ZoneInfo) -> pd.DatetimeIndex:
    """Give the starts of a checked frame's slots in a time zone."""
    return pd.DatetimeIndex(frame.index).tz_convert(zone)


def cast(
    columns: dict[str, pd.Series], index: pd.DatetimeIndex, cadence_s: int | None
) -> pd.DataFrame:
    """Build a frame of the schema, its index in UTC.

    Parameters
    ----------
    columns
        The values by column, without regard to their own index.
    index
        The starts of their slots, with a time zone.
    cadence_s
        How often the source counts, seconds, for the frame's `attrs`; None where nobody
        says.

    Raises
    ------
    ConfigurationError
        If a value is not of its column's type.
    """
    naive = index.tz_convert("UTC").tz_localize(None).as_unit("us").to_numpy()
    moments = pd.DatetimeIndex(naive, name=INDEX).tz_localize("UTC")
    data = {}
    for name, dtype in DTYPES.items():
        try:
            data[name] = columns[name].astype(dtype).array  # type: ignore[call-overload]
        except (TypeError, ValueError):
            raise ConfigurationError(
                f"The column {name} does not hold values of type {dtype}: export"
                " `feed.df` as it is."
            ) from None
    made = pd.DataFrame(data, index=moments)
    if cadence_s is not None:
        made.attrs[ATTRIBUTE] = cadence_s
    return made
