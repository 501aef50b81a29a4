"""What the footer of a Parquet file says: often enough that nothing has to be counted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from webcast_widget.heartbeats.engines.epoch import MICROSECONDS
from webcast_widget.heartbeats.readers.clocks import MINUTE_US, ROUND_US, Seen
from webcast_widget.heartbeats.readers.columns import REASONS, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow.parquet as pq

_EARLIEST: Final = pd.Timestamp("1678-01-01", tz="UTC")
_LATEST: Final = pd.Timestamp("2262-01-01", tz="UTC")
"""What lies between is a moment in every unit."""


def footer(
    metadata: pq.FileMetaData, schema: pa.Schema, columns: Mapping[str, str]
) -> Seen | None:
    """Give what a file's footer tells of its moments, if every row is a heartbeat.

    Parameters
    ----------
    metadata, schema
        The file's.
    columns
        The file's name of a canonical column, where it is another.

    Returns
    -------
    Seen or None
        None where the footer does not say so, or some row is no heartbeat: then the
        rows themselves have to be looked at.
    """
    names = {name: columns.get(name, name) for name in (*REASONS, *UNREADABLE)}
    if not all(name in schema.names for name in names.values()):
        return None  # of a folder's name, say
    types = {name: schema.field(there).type for name, there in names.items()}
    if not _plain(types):
        return None
    places = {metadata.schema.column(at).path: at for at in range(metadata.num_columns)}
    if not all(name in places for name in names.values()):
        return None
    found = Seen()
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        said = {
            name: row_group.column(places[there]).statistics
            for name, there in names.items()
        }
        part = _seen(said, row_group.num_rows)
        if part is None:
            return None
        found += part
    return found


def _plain(types: Mapping[str, pa.DataType]) -> bool:
    """Tell whether types alone say that what is there is a moment, a name, a number."""
    return (
        pa.types.is_timestamp(types["ts"])
        and (
            pa.types.is_string(types["entry_id"])
            or pa.types.is_large_string(types["entry_id"])
        )
        and pa.types.is_integer(types["event_type"])
        and pa.types.is_integer(types["event_index"])
        and all(
            pa.types.is_integer(types[name]) or pa.types.is_floating(types[name])
            for name in UNREADABLE
        )
    )


def _seen(said: Mapping[str, pq.Statistics | None], rows: int) -> Seen | None:
    for name, one in said.items():
        if one is None or not one.has_null_count:
            return None
        empty = one.null_count == rows
        if name in REASONS and (one.null_count or not one.has_min_max):
            return None
        if name in UNREADABLE and not empty and not _is_finite(one):
            return None
    moments, entries = said["ts"], said["entry_id"]
    if moments is None or entries is None or not entries.min:
        return None
    first, last = (_us(moment) for moment in (moments.min, moments.max))
    if first is None or last is None:
        return None
    # The ends alone are known: if they are round the rest may be as well.
    uneven, exact = (
        sum(bool(one % step) for one in (first, last)) for step in (MINUTE_US, ROUND_US)
    )
    return Seen(rows, first, last, uneven, exact) if uneven and exact else None


def _is_finite(said: pq.Statistics) -> bool:
    """Tell whether nothing is at infinity; what is no number is not in statistics."""
    return bool(said.has_min_max and -math.inf < said.min and said.max < math.inf)


def _us(moment: object) -> int | None:
    """Give a moment in epoch microseconds; None if it is beyond what all can hold."""
    try:
        at = pd.Timestamp(moment)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return None
    at = at.tz_localize("UTC") if at.tzinfo is None else at.tz_convert("UTC")
    if not _EARLIEST < at < _LATEST:
        return None
    return round(at.timestamp() * MICROSECONDS)
