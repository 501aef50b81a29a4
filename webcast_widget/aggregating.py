"""The `aggregate` command: raw heartbeats to files, and what they amount to."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from webcast_widget import heartbeats
from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.export.provenance import Provenance, units
from webcast_widget.heartbeats.collecting import collect, explained
from webcast_widget.heartbeats.interrupting import interruptible
from webcast_widget.heartbeats.readers.bars import bar
from webcast_widget.heartbeats.readers.progress import (
    CHECKING,
    COUNTING,
    PARSING,
    Job,
)
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from webcast_widget.heartbeats import CountedTimeline, Read

SUFFIX: Final = ".parquet"
"""What the name of the output ends in: it says the format to whoever reads it."""

KEY: Final = b"webcast_widget"
"""Where the schema's metadata say, as JSON, where the numbers come from."""

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


NEAR: Final = pd.Timedelta(days=1)
"""A slot outside the frame that is nearer than this is one of the event."""


SUMMING: Final = 0.2
TOTALLING: Final = 0.2
"""The shares of what is left that these take; the sessions take longest."""

MOMENTS: Final = {"spark__sql__parquet__outputTimestampType": "TIMESTAMP_MICROS"}
"""Otherwise Spark writes moments that do not say that they are UTC."""


class Exit(IntEnum):
    """What the command ends with, for scripts; 2 is a command that cannot be read."""

    DONE = 0
    FAILED = 1
    PARTIAL = 3


@dataclass(frozen=True)
class Order:
    """What is to be done.

    Parameters
    ----------
    inputs
        Files, folders and globs of raw heartbeats.
    output
        Parquet file for the slots.
    sessions
        Parquet file for the viewer sessions (a folder of them on Spark); None for
        none.
    engine, master
        "duckdb"; or "spark", and where it runs.
    memory
        How much DuckDB may hold, such as "8GB".
    rules, entry_id, max_refused
        As `webcast_widget.heartbeats.aggregate` takes them.
    """

    inputs: Sequence[str]
    output: Path
    sessions: Path | None = None
    engine: str = "duckdb"
    master: str | None = None
    memory: str = "1GB"
    rules: str = "kaltura-2015"
    entry_id: str | None = None
    max_refused: int | None = None


def run(order: Order, say: Callable[[str], None]) -> Exit:
    """Count raw heartbeats, write what comes out, and say what it amounts to.

    Parameters
    ----------
    order
        What is to be done.
    say
        Told the summary, line by line.

    Returns
    -------
    Exit
        `PARTIAL` if something of the input is missing from the files.

    Raises
    ------
    HeartbeatsError
        If nothing can be read, there is no heartbeat, or too much is unreadable.
    ConfigurationError
        If the output's name is not one of a Parquet file.
    ExportError
        If a file cannot be written.
    """
    if order.output.suffix.lower() != SUFFIX:
        raise ConfigurationError(
            f"The slots are written as Parquet: let the name {order.output.name!r} end"
            f" in {SUFFIX}."
        )
    for path in filter(None, (order.output, order.sessions)):
        if not path.absolute().parent.is_dir():
            raise ExportError(f"The folder of {path} does not exist: make it first.")
    with _ended_tidily(), _engine(order) as engine, bar(COUNTING) as show:
        job = Job(show)
        with job.step(PARSING) as report:
            taken = heartbeats.read(
                list(order.inputs),
                entry_id=order.entry_id,
                max_refused=order.max_refused,
                connection=engine,
                progress=report,
            )
        with job.step(CHECKING, engine):
            taken.refused.check(order.max_refused)
        with job.step(SUMMING) as report:
            timeline = heartbeats.aggregate(taken, rules=order.rules, progress=report)
        with job.step(TOTALLING, engine):
            totals = _totals(taken)
        _write(order.output, timeline, order)
        if order.sessions is not None:
            with job.step(1, engine):
                _write_sessions(taken, order.sessions)
    far = len(far_off(timeline))
    for line in summary(order, timeline, totals, far):
        say(line)
    return Exit.DONE if timeline.complete and not far else Exit.PARTIAL


def far_off(timeline: CountedTimeline) -> pd.Index[Any]:
    """Give the slots that clocks told which were years off: no frame holds them."""
    slots: pd.Index[Any] = timeline.counts.index
    frame = timeline.df.index
    if not len(frame):
        return slots
    far: pd.Index[Any] = slots[(slots < frame[0] - NEAR) | (slots > frame[-1] + NEAR)]
    return far


def summary(
    order: Order, timeline: CountedTimeline, totals: dict[str, int], far: int
) -> Iterator[str]:
    """Say what was counted, what was left out, and what it amounts to.

    Parameters
    ----------
    order, timeline
        What was asked for, and what came of it.
    totals
        Numbers of events, sessions and users.
    far
        Slots that are years from the others.
    """
    frame, peak = timeline.df, timeline.peak()
    entry = timeline.event.id or "several entries"
    yield f"{order.output}: {entry}, {len(frame):,} slots by the rules {order.rules}"
    if len(frame):
        yield f"time      {frame.index[0]:%Y-%m-%d %H:%M:%S} to {frame.index[-1]:%Y-%m-%d %H:%M:%S} UTC"
    yield f"events    {totals['events']:,} read"
    left_out = timeline.left_out
    if left_out is not None:
        refused = _listed(left_out.by_reason)
        yield f"refused   {left_out.total:,}{refused}"
        if left_out.ignored:
            yield f"ignored   {left_out.ignored.total():,}{_listed(left_out.ignored)}"
    users = f", {totals['users']:,} users" if "users" in totals else ""
    yield f"viewers   {totals['sessions']:,} sessions{users}"
    if peak is not None:
        at = frame.index[(peak.start - int(frame.index[0].timestamp())) // 10]
        yield f"peak      {peak.viewers:,} live viewers at {at:%Y-%m-%d %H:%M:%S} UTC"
    for trouble in left_out.troubles if left_out is not None else ():
        yield f"partial   {trouble}"
    if far:
        yield f"partial   {far:,} slots are more than 400 days from the others: left out."


def _listed(counts: dict[str, int]) -> str:
    named = "; ".join(f"{name}: {n:,}" for name, n in sorted(counts.items()))
    return f" ({named})" if named else ""


def _totals(taken: Read) -> dict[str, int]:
    table = taken.table
    asked = {"events": table.count(), "sessions": table.session_id.nunique()}
    if "user_id" in table.columns:
        asked["users"] = table.user_id.nunique()
    (found,) = collect(table.aggregate(**asked)).to_pylist()
    return {name: int(found[name]) for name in asked}


@contextmanager
def _ended_tidily() -> Iterator[None]:
    """Have SIGTERM end the process as Ctrl+C does: what is put aside goes with it."""

    def end(*_: object) -> NoReturn:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _engine(order: Order) -> Iterator[Any]:
    if order.engine == "spark":
        engine: Any = heartbeats.spark(order.master, **MOMENTS)
    else:
        engine = heartbeats.duckdb(order.memory)
    try:
        yield engine
    finally:
        engine.disconnect()


def to_table(timeline: CountedTimeline, order: Order) -> pa.Table:
    """Give the frame's columns and the sums, in one table with units and provenance."""
    frame = timeline.df
    sums = timeline.counts.drop(index=far_off(timeline)).astype(SUMS)
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
        "inputs": [Path(one).name for one in order.inputs],
        "rules": order.rules,
        "complete": timeline.complete,
        "troubles": [] if left_out is None else left_out.troubles,
        "refused": {} if left_out is None else dict(left_out.by_reason),
        "units": units() | UNITS,
    }
    return table.replace_schema_metadata(
        {**(table.schema.metadata or {}), KEY: json.dumps(about).encode()}
    )


def _write(path: Path, timeline: CountedTimeline, order: Order) -> None:
    with _into(path) as beside:
        pq.write_table(to_table(timeline, order), beside)


def _write_sessions(taken: Read, path: Path) -> None:
    rows = heartbeats.sessions(taken)
    backend = rows.get_backend()
    if backend.name == "duckdb":
        with _into(path) as beside, explained(backend.name):
            interruptible(backend.con, partial(rows.to_parquet, beside))
    else:
        with explained(backend.name):
            rows.to_parquet_dir(path)


@contextmanager
def _into(path: Path) -> Iterator[Path]:
    """Write beside a file first: it is there whole, or as it was."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}."
        ) from error
    finally:
        beside.unlink(missing_ok=True)
