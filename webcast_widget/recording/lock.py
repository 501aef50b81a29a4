"""One writer per recording, for as long as its process lives.

The lock is the system's, on a file beside the recording: it ends with the process,
however that ends. It is not on the recording itself, as closing a file that SQLite
has open would take SQLite's own locks away.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError

if TYPE_CHECKING:
    from pathlib import Path

_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
"""Never through a link: somebody else may have put it there."""

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """Held from its making until `release`.

    Parameters
    ----------
    recording
        The recording.

    Raises
    ------
    RecordingError
        If somebody else holds it.
    OSError
        If the file beside it cannot be made.
    """

    def __init__(self, recording: Path) -> None:
        self._path = recording.with_name(recording.name + "-lock")
        self._descriptor: int | None = None
        while self._descriptor is None:
            self._descriptor = self._attempt(recording)

    def release(self) -> None:
        """Let others write; may be repeated."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        # While it is still ours: nobody's lock is taken away.
        with contextlib.suppress(OSError):
            # Its folder may have gone, and another may have come in its place.
            if os.path.samestat(os.fstat(descriptor), self._path.lstat()):
                self._path.unlink()
        os.close(descriptor)

    def _attempt(self, recording: Path) -> int | None:
        """Open and lock the file; None if it was removed in between."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o644)
        try:
            try:
                _take(descriptor)
            except (BlockingIOError, PermissionError):
                raise RecordingError(
                    f"Something else records to {str(recording)!r}: stop that first,"
                    " or choose another name."
                ) from None
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), self._path.stat()):
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None
