"""What the `aggregate` command writes: the frame's columns, and the sums behind them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from webcast_widget.export.parquet_file import described
from webcast_widget.export.provenance import Provenance, units
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.heartbeats import CountedTimeline

SUMS: Final = {
    "live": "Int64",
    "dvr": "Int64",
    "plays": "Int64",
    "bitrate_sum": "Float64",
    "bitrate_count": "Int64",
    "buffer_sum": "Float64",
}
"""The sums over a slot; missing where it has no heartbeat."""

UNITS: Final = {
    "live": "heartbeats",
    "dvr": "heartbeats",
    "plays": "count",
    "bitrate_sum": "kbps",
    "bitrate_count": "heartbeats",
    "buffer_sum": "s",
}


def to_table(timeline: CountedTimeline, inputs: Sequence[str]) -> pa.Table:
    """Give the frame's columns and the sums, in one table with units and provenance.

    Parameters
    ----------
    timeline
        What was counted.
    inputs
        Of which files, folders and globs.
    """
    frame = timeline.df
    sums = timeline.counts.astype(SUMS)
    # A slot in which somebody only began to play may be in the sums alone.
    both = frame.join(sums.drop(columns="plays"), how="outer")
    both["plays"] = both["plays"].fillna(sums["plays"])
    table = pa.Table.from_pandas(both)
    left_out = timeline.left_out
    made = Provenance(
        timeline.event, timeline.origin, SystemClock().now(), version("webcast-widget")
    )
    about = {
        **made.facts(frame),
        "inputs": [Path(one).name for one in inputs],
        "rules": timeline.rules,
        "complete": timeline.complete,
        "troubles": [] if left_out is None else left_out.troubles,
        "refused": {} if left_out is None else dict(left_out.by_reason),
    }
    return described(table, about, units() | UNITS)
