"""Reading a recording, also while somebody else writes it, and changing nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.errors import RecordingError
from webcast_widget.recording.failure import explained
from webcast_widget.recording.place import place_of
from webcast_widget.recording.polls import Poll, after
from webcast_widget.recording.schema import VERSION, bring_up, damaged, version_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

NO_MOMENT_S = 7_258_118_400.0
"""The year 2200: what claims to be later is no time in epoch seconds."""

_BUSY_S = 5.0


@dataclass(frozen=True)
class Recorded:
    """What a recording holds.

    Parameters
    ----------
    event_id
        Id of the event it is of.
    source
        Where its figures come from, as of the last run.
    version
        Version of this package that recorded last.
    polls
        The answers, in their order.
    """

    event_id: str
    source: str
    version: str
    polls: list[Poll]


def read(path: str | os.PathLike[str], after_poll: int = 0) -> Recorded:
    """Read a recording as it is at this moment.

    Parameters
    ----------
    path
        The file.
    after_poll
        Number of an answer; only those after it are given.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    place = place_of(path)
    with explained(place):
        if not place.is_file():
            raise RecordingError(
                f"There is no recording {str(place)!r}: check its name and its folder."
            )
        before = _stamp(place)
        if not before.log:
            # Nobody writes it: read as it is, nothing is left beside it, and its folder
            # may be one that may only be read.
            try:
                recorded = _read(place, after_poll, immutable=True)
            except (sqlite3.Error, RecordingError):
                if _stamp(place) == before:
                    raise
            else:
                if _stamp(place) == before:
                    return recorded
            # Somebody began to write it meanwhile.
        return _read(place, after_poll, immutable=False)


@dataclass(frozen=True)
class _Stamp:
    """What tells that a file was written: its time, its size, that of its log."""

    time_ns: int
    size: int
    log: int


def _stamp(place: Path) -> _Stamp:
    file, log = place.stat(), place.with_name(place.name + "-wal")
    return _Stamp(
        file.st_mtime_ns, file.st_size, log.stat().st_size if log.exists() else 0
    )


def _read(place: Path, after_poll: int, *, immutable: bool) -> Recorded:
    # A URI escapes whatever a name may hold.
    address = f"{place.as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
    with contextlib.closing(
        sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)
    ) as connection:
        version = version_of(connection, place)
        if version == 0:
            raise RecordingError(
                f"The recording {str(place)!r} is empty: nothing was recorded yet."
            )
        with _of_this_version(connection, version) as current:
            # One transaction: what is written meanwhile is for the next time.
            current.execute("BEGIN")
            about = dict(current.execute("SELECT key, value FROM about").fetchall())
            run = current.execute(
                "SELECT source, version FROM run ORDER BY id DESC LIMIT 1"
            ).fetchone()
            source, made_by = run or ("", "")
            polls = after(current, after_poll)
            moments = [at for poll in polls for at in (poll.as_of, poll.received_at)]
            if not all(0 <= moment < NO_MOMENT_S for moment in moments):
                raise damaged(place)
            return Recorded(
                str(about.get("event_id", "")), str(source), str(made_by), polls
            )


@contextlib.contextmanager
def _of_this_version(
    connection: sqlite3.Connection, version: int
) -> Iterator[sqlite3.Connection]:
    """Give a file with the newest tables; an older one is copied into memory."""
    if version == VERSION:
        yield connection
        return
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        connection.backup(copy)
        bring_up(copy, version)
        yield copy
