"""Parquet: exact types, with provenance and units in the schema's metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.provenance import CADENCE, told_cadence, units
from webcast_widget.export.table import checked, local
from webcast_widget.timeline.cadence import ATTRIBUTE
from webcast_widget.timeline.figures import DTYPES
from webcast_widget.timeline.frame import complete

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.provenance import Provenance

KEY: Final = b"webcast_widget"
"""Where the schema's metadata keep provenance and units, as JSON."""


def to_parquet(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """Write a checked frame as Parquet; plain `pandas.read_parquet` restores it.

    The schema's metadata hold ``webcast_widget`` (JSON: provenance and units), and
    each field's hold its ``unit``.
    """
    table = pa.Table.from_pandas(
        frame.set_axis(local(frame, provenance.zone)), preserve_index=True
    )
    out = io.BytesIO()
    pq.write_table(described(table, dict(provenance.facts(frame)), units()), out)
    return out.getvalue()


def described(
    table: pa.Table, about: dict[str, Any], by_column: dict[str, str]
) -> pa.Table:
    """Give a table that says where its numbers come from, and in which units they are.

    Parameters
    ----------
    table
        The table.
    about
        Names and values, as JSON has them.
    by_column
        The unit of each column.
    """
    fields = [
        field.with_metadata({"unit": by_column[field.name]}) for field in table.schema
    ]
    said = json.dumps(about | {"units": by_column}).encode()
    schema = pa.schema(fields, {**(table.schema.metadata or {}), KEY: said})
    return table.cast(schema)


def from_parquet(data: bytes) -> pd.DataFrame:
    """Read a Parquet file of ours into the frame's schema.

    The files that raw heartbeats are counted to have the sums over slots too: those
    are left out, and so are the slots that only the sums know.

    Raises
    ------
    ConfigurationError
        If it is not one.
    """
    table = pq.read_table(io.BytesIO(data))
    about = (table.schema.metadata or {}).get(KEY)
    if about is None:
        raise ConfigurationError("Its metadata do not name this package.")
    frame = complete(table.to_pandas())
    if set(DTYPES) < set(frame.columns):
        frame = frame.loc[frame["provisional"].notna(), list(DTYPES)]
    frame.attrs = {}
    cadence_s = told_cadence(str(json.loads(about).get(CADENCE, "")))
    if cadence_s is not None:
        frame.attrs[ATTRIBUTE] = cadence_s
    return checked(frame)
