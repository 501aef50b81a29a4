"""Where a recording is: a path that can be one."""

from __future__ import annotations

import os
from pathlib import Path

from webcast_widget.errors import RecordingError


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
    except (TypeError, ValueError, OSError, RuntimeError):
        raise RecordingError(
            f"{path!r} is no name of a file: give one such as 'town-hall.webcast'."
        ) from None
    if is_folder:
        raise RecordingError(
            f"{str(place)!r} is a folder: give the name of a file in it."
        )
    if not has_folder:
        raise RecordingError(
            f"The folder {str(place.parent)!r} does not exist: make it first."
        )
    return place
