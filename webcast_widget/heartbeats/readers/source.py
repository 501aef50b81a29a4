"""Raw heartbeats from wherever they are, as a table of canonical columns."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.arguments import check
from webcast_widget.heartbeats.engines.duckdb import duckdb
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.heartbeats.progress.job import (
    CHECKING,
    PARSING,
    READING,
    working,
)
from webcast_widget.heartbeats.readers.clocks import (
    BEYOND,
    COARSE,
    FAR,
    Seen,
    beyond,
    far,
    is_coarse,
)
from webcast_widget.heartbeats.readers.columns import known, together
from webcast_widget.heartbeats.readers.formats import Format, files
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED, LeftOut
from webcast_widget.heartbeats.readers.parts import Part, part
from webcast_widget.heartbeats.readers.tables import away, handed, opened, parquet
from webcast_widget.heartbeats.readers.texts import recognised_files, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis
    import ibis.expr.types as ir

    from webcast_widget.heartbeats.progress.job import Job

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
    left_out
        What is not in it.
    """

    table: ir.Table
    left_out: LeftOut
    _entry_id: str | None = field(default=None, repr=False)
    _all: ir.Table | None = field(default=None, repr=False)

    def nothing(self) -> HeartbeatsError:
        """Say why there are no heartbeats in the table; this runs a query."""
        reasons = [*self.left_out.by_reason, *self.left_out.ignored]
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
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
    connection: ibis.BaseBackend | None = None,
    progress: Callable[[float], None] | None = None,
) -> Read:
    """Read raw heartbeats.

    Text (access logs, JSON lines, CSV) is parsed once, now, and in bounded memory. A
    table is looked at once, with a query where it is, for what is no heartbeat; Parquet
    files whose footers tell are not.

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
    decimal
        The decimal point of figures in CSV, and of those that are text in a table:
        ``"."`` or ``","``. Left out, each CSV file tells it, and it is a point in tables.
    max_refused
        So many rows may be refused; None allows any number.
    connection
        Where files and tables in memory are opened; a DuckDB of its own by default.
    progress
        Told the share that has been read, 0 to 1. Left out, a bar shows it in a
        notebook when it takes longer than a second.

    Raises
    ------
    HeartbeatsError
        Nothing can be read, or more was refused than is allowed.
    ConfigurationError
        An argument cannot be used.
    """
    with working(READING, progress) as job:
        return read_in(
            job,
            source,
            entry_id=entry_id,
            columns=columns,
            decimal=decimal,
            max_refused=max_refused,
            connection=connection,
        )


def read_in(
    job: Job,
    source: Any,
    *,
    entry_id: str | None,
    columns: Mapping[str, str] | None,
    decimal: str | None,
    max_refused: int | None,
    connection: ibis.BaseBackend | None,
) -> Read:
    """Read raw heartbeats as steps of a job; see `read`."""
    check(entry_id, max_refused, decimal)
    names = known(columns)
    backend = connection or duckdb()
    left_out = LeftOut()
    if _is_files(source):
        opening = Opening(names, decimal, backend, left_out, max_refused, job)
        parts = opening.files(source)
    else:
        table = handed(source, backend)
        with job.step(CHECKING, table.get_backend()):
            parts = [part(table, names, left_out, decimal=decimal)]
    left_out.check(max_refused)
    table = together([_of_fine_moments(each, left_out) for each in parts])
    seen = sum((each.seen for each in parts), start=Seen())
    if seen.is_long:
        table = _of_right_clocks(table, left_out)
    if seen.is_beyond:
        wrong, number = beyond(table)
        left_out.refuse(BEYOND, number, [])
        table = table.filter(~wrong)
    left_out.check(max_refused)
    wanted = table if entry_id is None else table.filter(table["entry_id"] == entry_id)
    return Read(wanted, left_out, entry_id, table)


def _of_fine_moments(part: Part, left_out: LeftOut) -> ir.Table:
    """Leave out a table whose moments do not tell their slots."""
    table, seen = part.heartbeats, part.seen
    if not (seen.is_round and is_coarse(table, seen, of_numbers=part.of_numbers)):
        return table
    left_out.refuse(COARSE, seen.rows, [])
    return table.limit(0)


def _of_right_clocks(table: ir.Table, left_out: LeftOut) -> ir.Table:
    """Leave out what clocks told that were years off, and say so."""
    wrong, number = far(table)
    if wrong is None:
        return table
    left_out.refuse(FAR, number, [])
    are = "heartbeat is" if number == 1 else "heartbeats are"
    left_out.troubles.append(
        f"{number:,} {are} more than 400 days from most others of the entry, as of a"
        " clock that was wrong: left out."
    )
    return table.filter(~wrong)


def _is_files(source: Any) -> bool:
    if isinstance(source, str | Path):
        return True
    several = isinstance(source, list | tuple | set | frozenset)
    return several and all(isinstance(one, str | Path) for one in source)


@dataclass(frozen=True)
class Opening:
    """How files are opened: as the arguments of `read`."""

    names: Mapping[str, str]
    decimal: str | None
    backend: ibis.BaseBackend
    left_out: LeftOut
    most: int | None
    job: Job

    def files(self, source: Any) -> list[Part]:
        """Open files of any kind, and places that only the backend knows."""
        several = [source] if isinstance(source, str | Path) else list(source)
        # Object storage, a cluster's file system.
        places = [one for one in several if isinstance(one, str) and "://" in one]
        near = [one for one in several if one not in places]
        kinds = (
            recognised_files(files(near), self.left_out) if near or not places else {}
        )
        tables = parquet(
            kinds.pop(Format.PARQUET, []), self.names, self.backend, self.left_out
        )
        with self.job.step(PARSING) as report:
            parts = self._texts(kinds, report) if kinds else []
        with self.job.step(CHECKING, self.backend):
            for one in places:
                table = away(one, self.backend)
                parts.append(self._part(table, what=one))
            for table, seen in tables:
                parts.append(self._part(table, seen=seen))
        if not parts:
            left = "; ".join(self.left_out.by_reason)
            why = f"has no heartbeats (left out: {left})" if left else "is empty"
            raise HeartbeatsError(
                next(iter(self.left_out.troubles), f"{source} {why}.")
            )
        return parts

    def _part(self, table: ir.Table, **known: Any) -> Part:
        return part(table, self.names, self.left_out, decimal=self.decimal, **known)

    def _texts(
        self, kinds: Mapping[Format, list[Path]], report: Callable[[float], None]
    ) -> list[Part]:
        """Parse text, and open what comes of it."""
        folder = Path(tempfile.mkdtemp(prefix="heartbeats-"))
        # The parsed rows are needed as long as somebody holds a table of them.
        weakref.finalize(self.backend, shutil.rmtree, folder, ignore_errors=True)
        parsed = list(
            staged(
                kinds,
                self.names,
                folder,
                self.left_out,
                self.most,
                report,
                self.decimal,
            )
        )
        parts = []
        for paths, empty, seen in parsed:
            table = together(opened(paths, self.backend))
            good = table.filter(table["reason"].isnull())
            heartbeats = good.drop("reason", "sample", *empty)
            parts.append(Part(heartbeats, seen, of_numbers=True))
        return parts
