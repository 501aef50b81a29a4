"""What goes wrong with a file, as one sentence of ours."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from webcast_widget.errors import RecordingError, StorageError
from webcast_widget.recording.version import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_PERM: "it may not be written to",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into errors of ours.

    Raises
    ------
    StorageError
        If the disk or the folder is the reason.
    RecordingError
        If the file is.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        # SQLite quotes what it cannot read.
        raise damaged(path) from error
    except sqlite3.Error as error:
        raise _error_of(error, path) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _storage(path, reason) from error


def closed(path: Path) -> StorageError:
    """Say that a file is not open to be written to."""
    return StorageError(
        f"Nothing is written to {str(path)!r} any more: start the feed again."
    )


def _error_of(error: sqlite3.Error, path: Path) -> RecordingError:
    # The extended codes have the plain one in their lowest byte.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _REASONS:
        return _storage(path, _REASONS[code])
    return damaged(path)


def _storage(path: Path, reason: str) -> StorageError:
    return StorageError(
        f"The recording {str(path)!r} cannot be used ({reason}): choose a folder that"
        " may be written to and has room."
    )
