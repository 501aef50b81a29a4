"""Notes: what a recorder writes down beside the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.recording.insertion import insert_alone
from webcast_widget.recording.said import insert_alerts, insert_marks

if TYPE_CHECKING:
    import sqlite3
    import threading
    from collections.abc import Callable, Iterable

    from webcast_widget.analysis.alerts.told import Told
    from webcast_widget.timeline.mark import Mark


class Notes:
    """What is written beside the answers.

    Attributes
    ----------
    marks
        What the file said of the run sheet when it was opened.
    alerts
        All that alerts told.
    """

    marks: tuple[Mark, ...] = ()
    alerts: tuple[Told, ...] = ()

    _guard: threading.Lock
    _run: int
    _state: str

    def note(self, state: str, at: float) -> None:
        """Write down how the feed is doing, if that is new.

        Parameters
        ----------
        state
            In one word.
        at
            Since when, epoch seconds of the machine's clock.

        Raises
        ------
        StorageError
            If it cannot be written now; it will be with the next one.
        """
        with self._guard:
            if state == self._state:
                return
            self._state = state
            row = self._run, float(at), state
            self._put(lambda connection: insert_alone(connection, "status", *row))

    def mark(self, marks: Iterable[Mark]) -> None:
        """Write down what was said of the run sheet.

        Raises
        ------
        StorageError
            If it cannot be written now; it will be with the next one.
        """
        chosen = list(marks)
        with self._guard:
            self._put(lambda connection: insert_marks(connection, chosen))

    def alert(self, told: Iterable[Told]) -> None:
        """Write down what alerts told, as `mark` does."""
        chosen = tuple(told)
        with self._guard:
            self.alerts += chosen
            self._put(lambda connection: insert_alerts(connection, chosen))

    def _put(self, put: Callable[[sqlite3.Connection], object]) -> None:
        """Write this, and before it what could not be written earlier."""
        raise NotImplementedError
