"""Files that are there whole, or as they were."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from webcast_widget.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a place beside a file, and move what is written there to it at the end.

    A file that was there before gives its rights to the new one, which nobody who may
    not read the old one can read at any time. A link of that name is replaced itself:
    it is not followed, and what it points to stays as it is.

    Raises
    ------
    ExportError
        If it cannot be written; a file that was there before is untouched.
    """
    if "\0" in str(target):
        raise ExportError(
            f"{str(target)!r} is no name of a file: leave out the character NUL."
        )
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        rights = _rights(target)
        # Made here alone, never through a link that somebody put there.
        os.close(os.open(beside, _NEW, 0o666 if rights is None else 0o600))
        yield beside
        _sync(beside)
        if rights is not None:
            beside.chmod(rights)
        beside.replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(
            f"The file {str(target)!r} could not be written ({reason}): choose a folder"
            " that exists, may be written to and has room."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def save(data: bytes, target: Path) -> Path:
    """Write bytes to a file, wholly or not at all.

    Raises
    ------
    ExportError
        If it cannot be written; a file that was there before is untouched.
    """
    with replacing(target) as beside:
        beside.write_bytes(data)
    return target


def _rights(target: Path) -> int | None:
    """Give the rights of the file that is replaced; None if there is none.

    Raises
    ------
    OSError
        If something else has that name, such as a device.
    """
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return None
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no file")
    return mode & 0o777


def _sync(path: Path) -> None:
    """Have the system write a file to its disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
