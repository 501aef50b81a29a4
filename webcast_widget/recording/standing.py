"""Where a recording stands: whether its path still is the file that is being written.

A file that is renamed, deleted or replaced stays open, and what is written to it goes
where nobody will look for it. The system tells files apart by device and number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.recording.place import log_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_File = tuple[int, int]


class Standing:
    """Where a recording stands; made when it is open, and has its log.

    Parameters
    ----------
    path
        Its path.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _file(path)
        self._log = _file(log_of(path))
        self._stamp = _stamp(path)

    def note(self) -> None:
        """Note that we have written to it ourselves."""
        if _file(self._path) == self._file:
            self._stamp = _stamp(self._path)

    def is_in_place(self, is_whole: Callable[[], bool]) -> bool:
        """Tell whether its path still is the file that is being written.

        Parameters
        ----------
        is_whole
            Tells whether all that was written is there, where somebody else wrote into
            the file.
        """
        log = log_of(self._path)
        if _file(self._path) != self._file or _file(log) != self._log:
            return False
        if not self.is_touched():
            return True
        if not is_whole():
            return False
        self.note()
        return True

    def is_touched(self) -> bool:
        """Tell whether somebody wrote into what stands there since we did."""
        return _stamp(self._path) != self._stamp

    def is_ours(self, path: Path) -> bool:
        """Tell whether a file is the one that was open here, or its log."""
        return _file(path) in {self._file, self._log} - {None}


def _file(path: Path) -> _File | None:
    """Give which file it is; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Give what tells that it was written to, or its log; None if either is gone."""
    try:
        both = path.stat(), log_of(path).stat()
    except OSError:
        return None
    return tuple(at for each in both for at in (each.st_size, each.st_mtime_ns))
