"""A file that is open to be written: how it is opened, written to, and let go of."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Final

from webcast_widget.recording.access import BUSY_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Seal = Callable[[sqlite3.Connection], object] | None

_NOT_THE_FILE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
)
"""What is raised for a text that is none, a number too large, a value too long."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for whichever thread writes next; transactions are begun by hand."""
    return sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )


def write_together(
    connection: sqlite3.Connection,
    writes: Sequence[Callable[[sqlite3.Connection], object]],
) -> list[Exception]:
    """Write all of something, in one transaction.

    Returns
    -------
    list of Exception
        Why single writes cannot be written, whatever the file does: they are left out,
        and hold up no other.

    Raises
    ------
    sqlite3.Error
        If the file takes nothing: then nothing was written.
    """
    unwritable: list[Exception] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for each in writes:
            connection.execute("SAVEPOINT one")
            try:
                each(connection)
            except _NOT_THE_FILE as error:
                connection.execute("ROLLBACK TO one")
                unwritable.append(error)
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return unwritable


def end(
    connection: sqlite3.Connection,
    run: int,
    seal: Seal = None,
) -> None:
    """Close a file.

    Parameters
    ----------
    connection
        It.
    run
        Number of the run that ends with all of it in this file; 0 for none.
    seal
        Writes the last word into a file that has all else; left out where there is none.
    """
    try:
        with contextlib.suppress(sqlite3.Error, OSError):
            if run:
                connection.execute("INSERT INTO ended VALUES (?)", (run,))
            if run or seal is not None:
                # SQLite does so itself, but for a file that has another name by now.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if seal is not None:
                seal(connection)
    finally:
        _closed(connection)


def _closed(connection: sqlite3.Connection) -> None:
    # The last to close moves everything into the one file; where that fails, all of it
    # is in the log beside it.
    with contextlib.suppress(sqlite3.Error):
        connection.close()
