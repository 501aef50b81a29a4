"""Heartbeats that nobody sent, for properties that hold for any."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from tests.heartbeats.loops import moment

START = 1_700_000_000
SCHEMA = pa.schema(
    {
        "ts": pa.timestamp("us", tz="UTC"),
        "entry_id": pa.string(),
        "session_id": pa.string(),
        "event_type": pa.int8(),
        "event_index": pa.int32(),
        "bitrate": pa.float64(),
        "buffer_time": pa.float64(),
        "start_phase": pa.int8(),
        "user_id": pa.string(),
        "country": pa.string(),
    }
)


def heartbeats(entries: tuple[str, ...] = ("a", "b")) -> st.SearchStrategy[Any]:
    """Give rows; figures stay on the grid that the backend of 2015 keeps."""
    odd = [None, -1.0, 2e6, math.nan, 1e300]
    return st.fixed_dictionaries(
        {
            "ts": st.integers(0, 4_000).map(lambda tenth: moment(START + tenth / 10)),
            "entry_id": st.sampled_from(entries),
            "session_id": st.sampled_from(["s1", "s2", "s3", None]),
            "event_type": st.sampled_from([1, 1, 1, 2, 2, 3]),
            "event_index": st.integers(0, 4),
            "bitrate": st.sampled_from([400.0, 1100.0, 2200.5, 0.0, *odd]),
            "buffer_time": st.sampled_from([0.0, 0.25, 1.13, 9.99, 10.0, 12.0, *odd]),
            "start_phase": st.none() | st.integers(0, 9),
            "user_id": st.sampled_from(["u1", "u2", "", None]),
            "country": st.sampled_from(["Germany", "France", None]),
        }
    )


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)
