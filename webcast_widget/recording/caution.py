"""Caution: a file may be anybody's, and SQLite does what a file says.

A view in place of a table may compute for ever, a trigger writes, a text of a gigabyte
is read into memory. So the tables have to be ours to the letter before anything is
asked of them, and no value is longer than any that we write.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TEXT: Final = 2**20
"""The longest text in a file, bytes: no name of an event is longer."""

_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_TEXT,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 32,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 1,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}

_FEW_STEPS: Final = 20_000
"""Steps of SQLite's machine in which the tables of a file are known; ours take about
a hundredth of that. Steps and not seconds, so that a slow disk is not blamed."""


def beware(connection: sqlite3.Connection) -> None:
    """Let SQLite do no more with a file than reading and writing a recording needs."""
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # What is no text any more is still to be compared with its checksum.
    connection.text_factory = _text


@contextlib.contextmanager
def few_steps(connection: sqlite3.Connection) -> Iterator[None]:
    """End what takes longer than it takes to know the tables of a file.

    Raises
    ------
    sqlite3.OperationalError
        If something does.
    """
    connection.set_progress_handler(lambda: True, _FEW_STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _text(told: bytes) -> str:
    return told.decode("utf-8", "replace")
