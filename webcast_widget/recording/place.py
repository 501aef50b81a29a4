"""Where a recording is: a path that can be one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.recording.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\0"
_MARK = slice(68, 72)
"""Where a database says what it is of: https://sqlite.org/fileformat2.html, 1.3."""

SUFFIX = ".webcast"
"""What recordings are usually called."""


def place_of(path: str | os.PathLike[str]) -> Path:
    """Give the absolute path of a recording, which need not exist yet.

    Raises
    ------
    RecordingError
        If no file can be there, or its folder does not exist.
    """
    try:
        if "\0" in os.fspath(path):
            raise ValueError  # noqa: TRY301 - as later Pythons do by themselves
        # Absolute, so that a name is never one that SQLite has a meaning for.
        place = Path(path).expanduser().absolute()
        is_folder, has_folder = place.is_dir(), place.parent.is_dir()
        is_other = place.exists() and not place.is_file()
    except (TypeError, ValueError, OSError, RuntimeError):
        raise RecordingError(
            f"{path!r} is no name of a file: give one such as 'town-hall.webcast'."
        ) from None
    if is_folder:
        raise RecordingError(
            f"{str(place)!r} is a folder: give the name of a file in it."
        )
    if is_other:
        raise RecordingError(
            f"{str(place)!r} is no file: give the name of a file, or of a new one."
        )
    if not has_folder:
        raise RecordingError(
            f"The folder {str(place.parent)!r} does not exist: make it first."
        )
    return place


def log_of(place: Path) -> Path:
    """Give where SQLite keeps what is not in a recording itself yet."""
    return place.with_name(place.name + "-wal")


def is_recording(path: Path) -> bool:
    """Tell whether a file says that it is a recording, or is called like one."""
    if not path.is_file():
        return False
    if path.suffix == SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_MARK.stop)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[_MARK] == APPLICATION_ID.to_bytes(4, "big")


def no_recording(path: str | os.PathLike[str]) -> Path:
    """Give the path of a file that may be replaced by what can be made again.

    Raises
    ------
    ConfigurationError
        If it is a recording, which cannot.
    """
    target, is_one = Path(path), False
    # What cannot be looked at cannot be written either, and says so then.
    with contextlib.suppress(OSError):
        is_one = is_recording(target)
    if is_one:
        raise ConfigurationError(
            f"{target.name!r} is a recording, which would be lost: give another name."
        )
    return target
