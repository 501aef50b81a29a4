"""Opening a recording to look into it, also while somebody else writes it.

Nothing is changed, and nothing is left beside a file that nobody writes.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from webcast_widget.errors import RecordingError
from webcast_widget.recording.failure import explained
from webcast_widget.recording.place import place_of
from webcast_widget.recording.schema import VERSION, bring_up, version_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BUSY_S = 5.0
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
        file's absolute path. It may be called twice, and changes nothing.

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


def _look(
    place: Path, look: Callable[[sqlite3.Connection, Path], _Found], *, immutable: bool
) -> _Found:
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
            return look(current, place)


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
