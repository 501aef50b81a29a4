"""A source as everything here takes it: read, or to be read, on an engine."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from webcast_widget.heartbeats.arguments import check
from webcast_widget.heartbeats.engines.backend import backend
from webcast_widget.heartbeats.progress.job import READING, working
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.heartbeats.readers.source import Read, read_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis import BaseBackend

    from webcast_widget.heartbeats.progress.job import Job


def heartbeats_of(
    source: Any,
    *,
    entry_id: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
    engine: str | BaseBackend = "duckdb",
    job: Job | None = None,
) -> Read:
    """Read a source, unless it was read before.

    What it holds that is no heartbeat is counted, and compared with the limit.

    Parameters
    ----------
    source
        Anything that `webcast_widget.heartbeats.read` takes, or what it gave.
    entry_id, columns, decimal, max_refused
        As there.
    engine
        Where files and tables in memory are opened.
    job
        The job that this begins; a job of its own, with a bar in a notebook, by
        default.

    Raises
    ------
    HeartbeatsError
        If nothing can be read, or more is no heartbeat than is allowed.
    ConfigurationError
        If an argument cannot be used.
    """
    if isinstance(source, Read):
        check(entry_id, max_refused, decimal)
        if entry_id is None:
            return source
        table = source.table.filter(source.table.entry_id == entry_id)
        return Read(table, source.left_out, entry_id, source.table)
    with nullcontext(job) if job else working(READING) as one:
        return read_in(
            one,
            source,
            entry_id=entry_id,
            columns=columns,
            decimal=decimal,
            max_refused=max_refused,
            connection=backend(engine),
        )


def viewers_of(source: Any, **how: Any) -> Read:
    """Read a source, as `heartbeats_of` does, for a table that cannot say what it lacks.

    What is missing is warned of, of a source that was read before too: what
    `webcast_widget.heartbeats.read` gives can say so, and says it to nobody unasked.
    """
    taken = heartbeats_of(source, **how)
    taken.left_out.warn()
    return taken
