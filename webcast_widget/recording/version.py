"""Of which version a file is: one that is not a recording to the letter is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError
from webcast_widget.recording import schema
from webcast_widget.recording.caution import few_steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LETTER: Final = "SELECT type, name, tbl_name, sql FROM sqlite_schema"


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Give the version of a file's tables, all of whose pages are sound; 0 for none yet.

    Raises
    ------
    RecordingError
        If it is not a recording, is damaged, or is newer than this package.
    sqlite3.Error
        If it is no database, or one that takes long to look at.
    """
    version = tables_of(connection, path)
    if version and not are_sound(connection):
        raise damaged(path)
    return version


def are_sound(connection: sqlite3.Connection) -> bool:
    """Tell whether all pages of a file can be read.

    A row that breaks a rule is found by its checksum.
    """
    connection.execute("PRAGMA ignore_check_constraints = ON")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    connection.execute("PRAGMA ignore_check_constraints = OFF")
    return bool(found == "ok")


def tables_of(connection: sqlite3.Connection, path: Path) -> int:
    """Give the version of a file's tables, whatever is in them; 0 if it has none yet.

    Raises
    ------
    RecordingError
        If it is not a recording, or is newer than this package.
    sqlite3.Error
        If it is no database, or one that takes long to look at.
    """
    with few_steps(connection):
        mark, version = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("application_id", "user_version")
        )
        if mark == schema.APPLICATION_ID and version > schema.VERSION:
            raise RecordingError(
                f"The recording {str(path)!r} was made by a newer version of this"
                f" package (tables of version {version}, and {schema.VERSION} is the"
                " newest known here): update webcast-widget."
            )
        tables = _plain(connection.execute(_LETTER))
    if (mark, version, len(tables)) == (0, 0, 0):
        return 0
    if mark != schema.APPLICATION_ID or version < 1:
        raise RecordingError(
            f"The file {str(path)!r} is not a recording: choose another name."
        )
    if tables != _tables(tuple(schema.steps(version))):
        raise damaged(path)
    return version


def damaged(path: Path) -> RecordingError:
    """Say that a file cannot be read as a recording any more."""
    return RecordingError(
        f"The file {str(path)!r} is damaged, or no recording at all: choose another"
        " name, or a copy of it that is whole."
    )


@cache
def _tables(steps: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Give the tables that some steps lead to."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("".join(steps))
        return _plain(connection.execute(_LETTER))


def _plain(told: Iterable[tuple[object, ...]]) -> set[tuple[str, ...]]:
    """Give tables as SQLite tells them, without spaces and quotes.

    It keeps the words in which a table was made, and where a column is renamed the
    versions of SQLite quote and space them in ways of their own.
    """
    return {
        tuple("".join(str(each).replace('"', "").split()) for each in row)
        for row in told
    }
