"""Raw heartbeats to the Timeline: of one event, or of each part of its audience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.collecting import collect
from webcast_widget.heartbeats.counted import CountedTimeline
from webcast_widget.heartbeats.counting import (
    KALTURA_2015,
    check_rules,
    slot_sums,
)
from webcast_widget.heartbeats.opening import heartbeats_of
from webcast_widget.heartbeats.readers import MAX_REFUSED, Read
from webcast_widget.heartbeats.readers.progress import COUNTING, Job, working
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir
    from ibis import BaseBackend

SUMMING: Final = 0.9
"""The share of what is left, once all is read, that the sums over slots take."""


def aggregate(
    source: Any,
    *,
    rules: str = KALTURA_2015,
    entry_id: str | None = None,
    deduplicate: bool = False,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    max_refused: int | None = MAX_REFUSED,
    progress: Callable[[float], None] | None = None,
) -> CountedTimeline:
    """Count raw heartbeats: the Timeline that the analytics API served, or would have.

    >>> aggregate("logs/*.gz").df  # doctest: +SKIP
    >>> aggregate(spark_session.table("events.heartbeats"))  # doctest: +SKIP

    Parameters
    ----------
    source
        Paths, globs or folders of access logs, beacons, CSV or Parquet; a pandas,
        Polars or Arrow table; an Ibis table or a Spark frame, which are counted
        where they are; or what `webcast_widget.heartbeats.read` gave.
    rules
        Whose counting: ``"kaltura-2015"``, or ``"kava"`` for the backend that
        followed. See `webcast_widget.heartbeats.counting.slot_sums`.
    entry_id
        Which entry; of all entries together when left out.
    deduplicate
        Count a heartbeat once that was delivered several times: those of one
        session with one index in one slot.
    engine
        Where files and tables in memory are counted: ``"duckdb"``, in this process
        and out of core; ``"spark"``; or what `webcast_widget.heartbeats.duckdb` or
        `webcast_widget.heartbeats.spark` opened.
    columns
        The source's name of a canonical column, where it is another.
    max_refused
        So many rows may be unreadable; None allows any number.
    progress
        Told the share of the job that is done, 0 to 1. Left out, a bar shows it in a
        notebook when it takes longer than a second.

    Raises
    ------
    HeartbeatsError
        If nothing can be read, there is no heartbeat, or too much is unreadable.
    ConfigurationError
        If an argument cannot be used.
    """
    check_rules(rules)
    with working(COUNTING, progress) as job:
        taken = heartbeats_of(
            source,
            entry_id=entry_id,
            columns=columns,
            max_refused=max_refused,
            engine=engine,
            job=job,
        )
        sums, event = _counted(
            taken, slot_sums(taken.table, rules, deduplicate=deduplicate), entry_id, job
        )
    return CountedTimeline(sums, rules, event, taken.refused)


def breakdown(
    source: Any,
    by: str,
    *,
    rules: str = KALTURA_2015,
    entry_id: str | None = None,
    deduplicate: bool = False,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> dict[Any, CountedTimeline]:
    """Count raw heartbeats by country, device, referrer, or any other column.

    Parameters
    ----------
    source, rules, entry_id, deduplicate, engine, columns, max_refused
        As `aggregate` takes them.
    by
        The column. The result is held in memory: slots times values.

    Returns
    -------
    dict
        For each value of the column the Timeline of those heartbeats, the most
        watched first; under None those that have no value. Their counts add up to
        those of `aggregate`.

    Raises
    ------
    HeartbeatsError, ConfigurationError
        As `aggregate`; and if there is no such column.
    """
    check_rules(rules)
    with working(COUNTING) as job:
        taken = heartbeats_of(
            source,
            entry_id=entry_id,
            columns=columns,
            max_refused=max_refused,
            engine=engine,
            job=job,
        )
        table = taken.table
        if by not in table.columns:
            there = ", ".join(table.columns)
            raise ConfigurationError(
                f"There is no column {by!r}: choose one of {there}."
            )
        if table[by].type().is_nested():
            raise ConfigurationError(
                f"The column {by!r} holds lists or records: choose one of single values."
            )
        # The column may have the name of a sum, or of one that the counting needs.
        sums, event = _counted(
            taken,
            slot_sums(
                table.mutate(_part=table[by]),
                rules,
                by=["_part"],
                deduplicate=deduplicate,
            ),
            entry_id,
            job,
        )
    parts: dict[Any, CountedTimeline] = {}
    for value, rows in sums.groupby("_part", dropna=False):
        part: Any = value
        part = None if pd.isna(part) else part
        of = Event(str(value)) if by == "entry_id" else event
        parts[part] = CountedTimeline(rows, rules, of, taken.refused)
    return dict(sorted(parts.items(), key=lambda part: -_watched(part[1])))


def _watched(timeline: CountedTimeline) -> int:
    counts = timeline.counts
    return int(counts["live"].sum() + counts["dvr"].sum())


def _counted(
    taken: Read, sums: ir.Table, entry_id: str | None, job: Job
) -> tuple[pd.DataFrame, Event]:
    """Run the queries: give the sums, and the event that they are of."""
    engine = sums.get_backend()
    with job.step(SUMMING, engine):
        frame: pd.DataFrame = collect(sums).to_pandas()
    if not len(frame):
        raise taken.nothing()
    with job.step(1, engine):
        return frame, Event(entry_id or _only_entry(taken.table))


def _only_entry(table: ir.Table) -> str:
    """Give the entry that all heartbeats are of; nothing when there are several."""
    named = table.aggregate(first=table.entry_id.min(), last=table.entry_id.max())
    (ends,) = collect(named).to_pylist()
    return str(ends["first"]) if ends["first"] == ends["last"] else ""
