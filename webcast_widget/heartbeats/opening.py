"""A source as everything here takes it: read, or to be read, on an engine."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from webcast_widget.heartbeats.engines import opened
from webcast_widget.heartbeats.readers import MAX_REFUSED, Read, read
from webcast_widget.heartbeats.readers.arguments import check
from webcast_widget.heartbeats.readers.progress import (
    CHECKING,
    PARSING,
    READING,
    working,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis import BaseBackend

    from webcast_widget.heartbeats.readers.progress import Job


def heartbeats_of(
    source: Any,
    *,
    entry_id: str | None = None,
    columns: Mapping[str, str] | None = None,
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
    entry_id, columns, max_refused
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
        check(entry_id, max_refused)
        if entry_id is None:
            return source
        table = source.table.filter(source.table.entry_id == entry_id)
        return Read(table, source.refused, entry_id, source.table)
    with nullcontext(job) if job else working(READING) as one:
        with one.step(PARSING) as report:
            taken = read(
                source,
                entry_id=entry_id,
                columns=columns,
                max_refused=max_refused,
                connection=opened(engine),
                progress=report,
            )
        with one.step(CHECKING, taken.table.get_backend()):
            taken.refused.check(max_refused)
    return taken
