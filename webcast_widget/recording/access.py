"""Opening a recording to look into it, also while somebody else writes it.

Nothing is changed, and nothing is left beside a file that nobody writes.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from webcast_widget.errors import RecordingError
from webcast_widget.recording import schema
from webcast_widget.recording.caution import beware
from webcast_widget.recording.failure import explained
from webcast_widget.recording.place import log_of, place_of
from webcast_widget.recording.salvage import salvaged
from webcast_widget.recording.schema import bring_up
from webcast_widget.recording.version import are_sound, tables_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

BUSY_S: Final = 5.0
"""Somebody else's lock is waited for this long, seconds."""

_Found = TypeVar("_Found")


def look_into(
    path: str | os.PathLike[str], look: Callable[[sqlite3.Connection, Path], _Found]
) -> _Found:
    """Give what a function finds in a recording, as it is at this moment.

    Parameters
    ----------
    path
        The file.
    look
        Takes a connection that has the newest tables, in one transaction, and the
        file's absolute path. It may be called twice, and changes nothing. Where pages
        of the file are damaged, it is a `webcast_widget.recording.salvage.Salvaged`.

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
                found = _look(place, look, immutable=True)
            except (sqlite3.Error, RecordingError):
                if _stamp(place) == before:
                    raise
            else:
                if _stamp(place) == before:
                    return found
            # Somebody began to write it meanwhile.
        return _look(place, look, immutable=False)


def write_safely(connection: sqlite3.Connection) -> None:
    """Let nothing that was acknowledged be lost, and no reader wait."""
    # Readers go on reading while we write, and we need not wait for them.
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL would do for a killed process, and for a file that is whole after a
    # power cut, also one during a checkpoint. But such a cut could then take
    # back the answers since the last checkpoint. FULL syncs each answer to the
    # disk: once in ten seconds that costs nothing that anybody would notice.
    connection.execute("PRAGMA synchronous = FULL")
    # Adding to the end needs few pages at hand; KiB, where SQLite keeps 2 MB.
    connection.execute("PRAGMA cache_size = -256")


@dataclass(frozen=True)
class _Stamp:
    """What tells that a file was written: its time, its size, that of its log."""

    time_ns: int
    size: int
    log: int


def _stamp(place: Path) -> _Stamp:
    file, log = place.stat(), log_of(place)
    return _Stamp(
        file.st_mtime_ns, file.st_size, log.stat().st_size if log.exists() else 0
    )


def _look(
    place: Path, look: Callable[[sqlite3.Connection, Path], _Found], *, immutable: bool
) -> _Found:
    # A URI escapes whatever a name may hold.
    address = f"{place.as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
    with contextlib.closing(
        sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None)
    ) as connection:
        beware(connection)
        version = tables_of(connection, place)
        if version == 0:
            raise _empty(place)
        with _readable(connection, version, place) as current:
            # One transaction: what is written meanwhile is for the next time.
            current.execute("BEGIN")
            return look(current, place)


@contextlib.contextmanager
def _readable(
    connection: sqlite3.Connection, version: int, place: Path
) -> Iterator[sqlite3.Connection]:
    """Give a file with the newest tables, and sound pages.

    Of an older one it is a copy that passes, and of one with damaged pages a copy of
    what can be read, a `webcast_widget.recording.salvage.Salvaged`.
    """
    if not are_sound(connection):
        with contextlib.closing(salvaged(connection, version, place)) as copy:
            yield copy
        return
    if version == schema.VERSION:
        yield connection
        return
    # In memory as long as it is small, then in a file that SQLite makes and removes.
    with contextlib.closing(sqlite3.connect("", isolation_level=None)) as copy:
        connection.backup(copy)
        beware(copy)
        bring_up(copy, version)
        yield copy


def _empty(place: Path) -> RecordingError:
    """Say that nothing is in a file; before it is told apart, all may be in its log."""
    if place.stat().st_size == 0:
        return RecordingError(
            f"The recording {str(place)!r} is empty: nothing was recorded yet."
        )
    return RecordingError(
        f"Nothing is in the recording {str(place)!r} itself: if it is a copy, what was"
        f" recorded stands in {log_of(place).name!r} beside the file that it is a copy"
        " of. Copy both, or stop the recording first."
    )
