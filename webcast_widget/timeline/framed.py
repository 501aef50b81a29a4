"""A frame back to the Timeline that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.schema import DTYPES
from webcast_widget.timeline.slots import MINUTE_S, PROVISIONAL_S, SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Hashable


def timeline_of(frame: pd.DataFrame) -> Timeline:
    """Give the Timeline whose frame this is, or holds some rows of.

    Parameters
    ----------
    frame
        A feed's frame, such as `webcast_widget.read` gives; columns that are none of
        `webcast_widget.timeline.schema.DTYPES` are left out.

    Raises
    ------
    ConfigurationError
        If a column is missing or holds something else, or the index does not name
        slots.
    """
    lacking = [name for name in DTYPES if name not in frame.columns]
    index = frame.index
    if lacking:
        raise ConfigurationError(
            f"This frame has no column {lacking[0]}: give one as `feed.df` and"
            " `webcast_widget.read` do."
        )
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None or index.hasnans:
        raise ConfigurationError(
            "The index of this frame is not one of moments with a time zone: give one"
            " as `feed.df` and `webcast_widget.read` do."
        )
    try:
        table = frame[list(DTYPES)].astype(DTYPES)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(
            "A column of this frame holds what it cannot: give one as `feed.df` and"
            " `webcast_widget.read` do."
        ) from error
    naive = index.tz_convert("UTC").tz_localize(None)
    table.index = pd.Index(naive.as_unit("s").astype("int64"))
    timeline = Timeline()
    if len(table):
        timeline.merge(Batch(_slots(table), _minutes(table), _as_of(table)), 0.0)
    return timeline


def _slots(table: pd.DataFrame) -> list[Slot]:
    names = ["live_viewers", "dvr_viewers", "plays"]
    names += ["slot_bitrate_kbps", "slot_buffering_s_per_min"]
    # A row that says nothing is a gap.
    told = table[names].dropna(how="all")
    return [Slot(start, *values) for start, values in _rows(told)]


def _minutes(table: pd.DataFrame) -> list[Minute]:
    told = table[["avg_bitrate_kbps", "avg_buffering_s_per_min"]]
    of_minutes = told.groupby(table.index // MINUTE_S * MINUTE_S).first()
    return [Minute(start, *values) for start, values in _rows(of_minutes)]


def _rows(table: pd.DataFrame) -> list[tuple[int, list[Any]]]:
    values = table.astype(object).where(table.notna(), None)
    return [
        (_whole(start), list(row))
        for start, row in zip(values.index, values.itertuples(index=False), strict=True)
    ]


def _whole(start: Hashable) -> int:
    return int(str(start))


def _as_of(table: pd.DataFrame) -> float:
    """Give a moment at which just those slots were provisional that are."""
    settled = table.index[~table["provisional"].fillna(value=True)]
    newest = settled.max() if len(settled) else table.index.min() - SLOT_S
    return float(newest + PROVISIONAL_S)
