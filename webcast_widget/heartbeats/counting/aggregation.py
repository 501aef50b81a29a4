"""Raw heartbeats to the Timeline: of one event, or of each part of its audience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.heartbeats.counting.rules import (
    KALTURA_2015,
    check_rules,
)
from webcast_widget.heartbeats.counting.sums import slot_sums
from webcast_widget.heartbeats.counting.timeline import CountedTimeline
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.heartbeats.progress.job import COUNTING, Job, working
from webcast_widget.heartbeats.readers.columns import check_by
from webcast_widget.heartbeats.readers.heartbeats import heartbeats_of
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir
    from ibis import BaseBackend

    from webcast_widget.heartbeats.readers.source import Read

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
    decimal: str | None = None,
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
        followed. See `webcast_widget.heartbeats.counting.sums.slot_sums`.
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
    decimal
        The decimal point of figures in CSV, and of those that are text in a table:
        ``"."`` or ``","``. Left out, each CSV file tells it, and it is a point in tables.
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
            decimal=decimal,
            max_refused=max_refused,
            engine=engine,
            job=job,
        )
        sums, event = _counted(
            taken, slot_sums(taken.table, rules, deduplicate=deduplicate), entry_id, job
        )
    return CountedTimeline(sums, rules, event, taken.left_out)


def breakdown(
    source: Any,
    by: str,
    *,
    rules: str = KALTURA_2015,
    entry_id: str | None = None,
    deduplicate: bool = False,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> dict[Any, CountedTimeline]:
    """Count raw heartbeats by country, device, referrer, or any other column.

    Parameters
    ----------
    source, rules, entry_id, deduplicate, engine, columns, decimal, max_refused
        As `aggregate` takes them.
    by
        The column. The result is held in memory: slots times values.

    Returns
    -------
    dict
        For each value of the column the Timeline of those heartbeats, the most
        watched first (live and DVR); under None those that have no value. Their
        `counts` add up to those of `aggregate`, but for slots that it leaves out
        because they are more than 400 days from most others of all parts together.
        `left_out` is of the whole source in each.

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
            decimal=decimal,
            max_refused=max_refused,
            engine=engine,
            job=job,
        )
        table = taken.table
        check_by(table, by)
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
        parts[part] = CountedTimeline(rows, rules, of, taken.left_out)
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
