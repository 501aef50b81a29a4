"""Parquet: exact types, with provenance and units in the schema's metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.provenance import units
from webcast_widget.export.table import checked, local
from webcast_widget.timeline.schema import DTYPES

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
    by_column = units()
    about = json.dumps(provenance.facts(frame) | {"units": by_column})
    fields = [
        field.with_metadata({"unit": by_column[field.name]}) for field in table.schema
    ]
    schema = pa.schema(fields, {**table.schema.metadata, KEY: about.encode()})
    out = io.BytesIO()
    pq.write_table(table.cast(schema), out)
    return out.getvalue()


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
    if KEY not in (table.schema.metadata or {}):
        raise ConfigurationError("Its metadata do not name this package.")
    frame = table.to_pandas()
    if set(DTYPES) < set(frame.columns):
        frame = frame.loc[frame["provisional"].notna(), list(DTYPES)]
    return checked(frame)
