"""Raw heartbeats from wherever they are, as a table of canonical columns."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.collecting import collect
from webcast_widget.heartbeats.readers.arguments import check
from webcast_widget.heartbeats.readers.columns import (
    canonical,
    counted,
    known,
    together,
)
from webcast_widget.heartbeats.readers.connection import connect
from webcast_widget.heartbeats.readers.formats import Format, files
from webcast_widget.heartbeats.readers.progress import READING, working
from webcast_widget.heartbeats.readers.refused import MAX_REFUSED, Refused
from webcast_widget.heartbeats.readers.tables import far, handed, opened, parquet
from webcast_widget.heartbeats.readers.texts import recognised_files, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis
    import ibis.expr.types as ir

__all__ = ["MAX_REFUSED", "Read", "Refused", "connect", "read"]

MOST = 5
"""So many entries are named where the one that was asked for is not there."""


@dataclass(frozen=True)
class Read:
    """What reading a source gave.

    Parameters
    ----------
    table
        The heartbeats, lazily: `ts` (timestamp, UTC), `entry_id`, `session_id`
        (string), `event_type` (1 live, 2 DVR), `event_index`, `bitrate` (kbps; null or
        negative unknown), `buffer_time` (s in the last 10 s), where present
        `start_phase` (s), `user_id`, `country`, `city`, `device`, `referrer`, and for
        beacons `kind` ("heartbeat" or "play").
    refused
        What is not in it.
    """

    table: ir.Table
    refused: Refused
    _entry_id: str | None = field(default=None, repr=False)
    _all: ir.Table | None = field(default=None, repr=False)

    def nothing(self) -> HeartbeatsError:
        """Say why there are no heartbeats in the table; this runs a query."""
        self.refused.settle()
        reasons = [*self.refused.by_reason, *self.refused.ignored]
        because = f" (left out: {'; '.join(reasons)})" if reasons else ""
        if self._entry_id is None or self._all is None:
            return HeartbeatsError(
                f"There are no heartbeats in the input{because}: check that it is what "
                "it should be."
            )
        ids = self._all.select("entry_id").distinct().order_by("entry_id").limit(MOST)
        others = (
            ", ".join(row["entry_id"] for row in collect(ids).to_pylist()) or "none"
        )
        return HeartbeatsError(
            f"There are no heartbeats of the entry {self._entry_id}{because}: those in "
            f"the input are of {others}."
        )


def read(
    source: Any,
    *,
    entry_id: str | None = None,
    columns: Mapping[str, str] | None = None,
    max_refused: int | None = MAX_REFUSED,
    connection: ibis.BaseBackend | None = None,
    progress: Callable[[float], None] | None = None,
) -> Read:
    """Read raw heartbeats.

    Text (access logs, JSON lines, CSV) is parsed once, now, and in bounded memory; a
    table is not touched before something is asked of it.

    Parameters
    ----------
    source
        A path, a glob, a folder, or several of them, of access logs of
        `liveStats.collect`, KAVA beacons as JSON lines, CSV (gzipped or not) and
        Parquet, told apart by content; a pandas, Polars or Arrow table; a Spark frame
        or an Ibis table, which stays where it is.
    entry_id
        The entry; None for all.
    columns
        The source's name of a canonical column, where it is another.
    max_refused
        So many rows may be refused; None allows any number. For a table that is
        handed over this is checked with `Refused.check`, as counting runs a query.
    connection
        Where files and tables in memory are opened; a DuckDB of its own by default.
    progress
        Told the share of the text that has been read, 0 to 1. Left out, a bar shows
        it in a notebook when it takes longer than a second.

    Raises
    ------
    HeartbeatsError
        Nothing can be read, or more was refused than is allowed.
    ConfigurationError
        An argument cannot be used.
    """
    check(entry_id, max_refused)
    names = known(columns)
    backend = connection or connect()
    refused = Refused()
    if _is_files(source):
        tables = _from_files(source, names, backend, refused, max_refused, progress)
    else:
        tables = [_split(handed(source, backend), names, "The table", refused)]
    table = together(tables)
    wanted = table if entry_id is None else table.filter(table["entry_id"] == entry_id)
    return Read(wanted, refused, entry_id, table)


def _is_files(source: Any) -> bool:
    if isinstance(source, str | Path):
        return True
    several = isinstance(source, list | tuple | set | frozenset)
    return several and all(isinstance(one, str | Path) for one in source)


def _from_files(
    source: Any,
    names: Mapping[str, str],
    backend: ibis.BaseBackend,
    refused: Refused,
    most: int | None,
    progress: Callable[[float], None] | None,
) -> list[ir.Table]:
    several = [source] if isinstance(source, str | Path) else list(source)
    # Places that only the backend knows: object storage, a cluster's file system.
    away = [one for one in several if isinstance(one, str) and "://" in one]
    tables = [_split(far(one, backend), names, one, refused) for one in away]
    near = [one for one in several if one not in away]
    kinds = recognised_files(files(near), refused) if near or not away else {}
    tables += [
        _split(table, names, "The table", refused)
        for table in parquet(kinds.pop(Format.PARQUET, []), names, backend, refused)
    ]
    if kinds:
        folder = Path(tempfile.mkdtemp(prefix="heartbeats-"))
        # The parsed rows are needed as long as somebody holds a table of them.
        weakref.finalize(backend, shutil.rmtree, folder, ignore_errors=True)
        with working(READING, progress) as job:
            parsed = list(staged(kinds, names, folder, refused, most, job.tell))
        for parts, empty in parsed:
            for table in opened(parts, backend):
                good = table.filter(table["reason"].isnull())
                tables.append(good.drop("reason", "sample", *empty))
    if not tables:
        left = "; ".join(refused.by_reason)
        why = f"has no heartbeats (left out: {left})" if left else "is empty"
        raise HeartbeatsError(next(iter(refused.troubles), f"{source} {why}."))
    return tables


def _split(
    table: ir.Table, names: Mapping[str, str], what: str, refused: Refused
) -> ir.Table:
    good, bad = canonical(table, names, what)
    refused.later(partial(counted, bad))
    return good
