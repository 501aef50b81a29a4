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
    with explained(place), contextlib.closing(_opened(place)) as connection:
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


def _opened(place: Path) -> sqlite3.Connection:
    """Open a file for reading alone."""
    if not place.is_file():
        raise RecordingError(
            f"There is no recording {str(place)!r}: check its name and its folder."
        )
    # A URI escapes whatever a name may hold.
    address = f"{place.as_uri()}?mode=ro"
    connection = _connect(address)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        log = place.with_name(place.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        # In a folder that may only be read, a file that was closed is all there is.
        return _connect(f"{address}&immutable=1")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)


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
