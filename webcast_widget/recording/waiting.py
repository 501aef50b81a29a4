"""What waits to be written: kept in its order until the file takes it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webcast_widget.recording.opened import write_together

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class Waiting:
    """What waits to be written.

    Attributes
    ----------
    unwritten
        Why answers are shown that could not be written down, though the file took
        others; empty when all could.
    """

    def __init__(self) -> None:
        self.unwritten = ""
        self._writes: list[Callable[[sqlite3.Connection], object]] = []

    @property
    def is_empty(self) -> bool:
        """Whether all was written that there was."""
        return not (self._writes or self.unwritten)

    def add(self, write: Callable[[sqlite3.Connection], object]) -> None:
        """Let something wait behind all else."""
        self._writes.append(write)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write all that waits, or nothing of it.

        Raises
        ------
        sqlite3.Error
            If the file takes nothing: all of it waits on.
        """
        unwritable = write_together(connection, self._writes)
        self._writes.clear()
        for error in unwritable:
            logger.error("An answer cannot be written down.", exc_info=error)
            self.unwritten = (
                f"An answer could not be written down ({type(error).__name__}; the log"
                " tells more): what it said is shown, and is asked for again when the"
                " recording is gone on with."
            )

    def clear(self) -> None:
        """Forget all that waits: it is written elsewhere."""
        self.unwritten = ""
        self._writes.clear()
