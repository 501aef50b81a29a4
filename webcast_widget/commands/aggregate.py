"""The `aggregate` command: raw heartbeats to files, and what they amount to."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pandas as pd
import pyarrow.parquet as pq

from webcast_widget import heartbeats
from webcast_widget.commands.counted_table import to_table
from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.export.atomic import replacing
from webcast_widget.heartbeats.engines.interrupts import interruptible
from webcast_widget.heartbeats.engines.results import collect, explained
from webcast_widget.heartbeats.progress.bar import bar
from webcast_widget.heartbeats.progress.job import COUNTING, Job
from webcast_widget.heartbeats.readers.heartbeats import heartbeats_of
from webcast_widget.recording import no_recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from webcast_widget.heartbeats import CountedTimeline, Read

SUFFIX: Final = ".parquet"
"""What the name of the output ends in: it says the format to whoever reads it."""

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
    rules, entry_id, decimal, max_refused
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
    decimal: str | None = None
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
        if not no_recording(path).absolute().parent.is_dir():
            raise ExportError(f"The folder of {path} does not exist: make it first.")
    with _ended_tidily(), _engine(order) as engine, bar(COUNTING) as show:
        job = Job(show)
        taken = heartbeats_of(
            list(order.inputs),
            entry_id=order.entry_id,
            decimal=order.decimal,
            max_refused=order.max_refused,
            engine=engine,
            job=job,
        )
        with job.step(SUMMING) as report:
            timeline = heartbeats.aggregate(taken, rules=order.rules, progress=report)
        with job.step(TOTALLING, engine):
            totals = _totals(taken)
        _write(order.output, timeline, order.inputs)
        if order.sessions is not None:
            with job.step(1, engine):
                _write_sessions(taken, order.sessions)
    for line in summary(order, timeline, totals):
        say(line)
    return Exit.DONE if timeline.complete else Exit.PARTIAL


def summary(
    order: Order, timeline: CountedTimeline, totals: dict[str, int]
) -> Iterator[str]:
    """Say what was counted, what was left out, and what it amounts to.

    Parameters
    ----------
    order, timeline
        What was asked for, and what came of it.
    totals
        Numbers of events, sessions and users.
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
        at = pd.Timestamp(peak.start, unit="s", tz="UTC")
        yield f"peak      {peak.viewers:,} live viewers at {at:%Y-%m-%d %H:%M:%S} UTC"
    for trouble in left_out.troubles if left_out is not None else ():
        yield f"partial   {trouble}"


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


def _write(path: Path, timeline: CountedTimeline, inputs: Sequence[str]) -> None:
    with replacing(path) as beside:
        pq.write_table(to_table(timeline, inputs), beside)


def _write_sessions(taken: Read, path: Path) -> None:
    rows = heartbeats.sessions(taken)
    backend = rows.get_backend()
    if backend.name == "duckdb":
        with replacing(path) as beside, explained(backend.name):
            interruptible(backend.con, partial(rows.to_parquet, beside))
    else:
        with explained(backend.name):
            rows.to_parquet_dir(path)
