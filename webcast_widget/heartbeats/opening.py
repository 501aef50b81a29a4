"""A source as everything here takes it: read, or to be read, on an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.heartbeats.engines import opened
from webcast_widget.heartbeats.readers import MAX_REFUSED, Read, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ibis import BaseBackend


def heartbeats_of(
    source: Any,
    *,
    entry_id: str | None = None,
    columns: Mapping[str, str] | None = None,
    max_refused: int | None = MAX_REFUSED,
    engine: str | BaseBackend = "duckdb",
    progress: Callable[[float], None] | None = None,
) -> Read:
    """Read a source, unless it was read before.

    What it holds that is no heartbeat is counted, and compared with the limit.

    Parameters
    ----------
    source
        Anything that `webcast_widget.heartbeats.read` takes, or what it gave.
    entry_id, columns, max_refused, progress
        As there.
    engine
        Where files and tables in memory are opened.

    Raises
    ------
    HeartbeatsError
        If nothing can be read, or more is no heartbeat than is allowed.
    ConfigurationError
        If an argument cannot be used.
    """
    if isinstance(source, Read):
        if entry_id is None:
            return source
        table = source.table.filter(source.table.entry_id == entry_id)
        return Read(table, source.refused, entry_id, source.table)
    taken = read(
        source,
        entry_id=entry_id,
        columns=columns,
        max_refused=max_refused,
        connection=opened(engine),
        progress=progress,
    )
    taken.refused.check(max_refused)
    return taken
