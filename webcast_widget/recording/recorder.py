"""Recorder: writes down each answer before anybody sees it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError, StorageError
from webcast_widget.recording.failure import explained
from webcast_widget.recording.lock import WriterLock
from webcast_widget.recording.place import place_of
from webcast_widget.recording.polls import Poll, Said, after, insert
from webcast_widget.recording.schema import bring_up, version_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from webcast_widget.timeline.records import Batch

GAP_S: Final = 60.0
"""Nobody listened when two answers are further apart than this, seconds: a slot
would have settled unseen."""

_BUSY_S = 5.0


class Recorder:
    """Writes what a source says to a file; one at a time, from any thread.

    Parameters
    ----------
    path
        The file; a new one is made, one of the same event is continued.
    event_id
        Id of the event.
    source
        Where the figures come from, for people; never a secret.
    version
        Version of this package.

    Attributes
    ----------
    path
        The file.
    resume_from
        Up to here the file has all that the source had, epoch seconds of the
        source's clock; None before that was ever so.

    Raises
    ------
    RecordingError
        If the path cannot be one of a recording.
    """

    def __init__(
        self, path: str | os.PathLike[str], event_id: str, source: str, version: str
    ) -> None:
        self.path = place_of(path)
        self.resume_from: float | None = None
        self._event_id = event_id
        self._source = source
        self._version = version
        self._guard = threading.Lock()
        self._lock: WriterLock | None = None
        self._connection: sqlite3.Connection | None = None
        self._said = Said()
        self._waiting: list[Callable[[sqlite3.Connection], None]] = []
        self._last = 0
        self._as_of: float | None = None
        self._run = 0
        self._state = "away"

    def open(self, at: float) -> list[Poll]:
        """Begin to record; give the answers in the file that this has not seen yet.

        Parameters
        ----------
        at
            Now, epoch seconds of the machine's clock.

        Raises
        ------
        RecordingError
            If somebody else writes it, it is of another event, or cannot be used.
        StorageError
            If the disk or the folder does not take it.
        """
        with self._guard, explained(self.path):
            self._lock = WriterLock(self.path)
            try:
                self._connection = self._connect()
                return self._begin(self._connection, at)
            except BaseException:
                self._let_go()
                raise

    def write(self, batch: Batch, as_of: float, received_at: float) -> None:
        """Write an answer down; it is safe when this returns.

        Parameters
        ----------
        batch
            The answer.
        as_of
            Epoch seconds of the source's clock; ours where it has none.
        received_at
            Epoch seconds of the machine's clock.

        Raises
        ------
        StorageError
            If it cannot be written now; it will be with the next one.
        """
        with self._guard:
            complete = not batch.more and batch.progress is None and not batch.trouble
            news = self._said.news(batch)
            poll = Poll(received_at, as_of, news, complete=complete)
            since, self._as_of = self._as_of, as_of
            reason = self._state

            def put(connection: sqlite3.Connection) -> None:
                self._last = insert(connection, self._run, poll)
                if since is not None and as_of - since > GAP_S:
                    connection.execute(
                        "INSERT INTO gap VALUES (?, ?, ?, ?)",
                        (self._last, since, as_of, reason),
                    )

            self._put(put)
            if complete:
                self.resume_from = as_of

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
            self._put(
                lambda connection: connection.execute(
                    "INSERT INTO status VALUES (?, ?, ?)", (self._run, at, state)
                )
            )

    def close(self) -> None:
        """Stop recording and give the file back; may be repeated."""
        with self._guard:
            self._let_go()

    def _put(self, put: Callable[[sqlite3.Connection], object]) -> None:
        """Write this, and before it what could not be written earlier."""
        self._waiting.append(put)  # type: ignore[arg-type]
        connection = self._connection
        if connection is None:
            raise StorageError(
                f"Nothing is written to {str(self.path)!r} any more: start the feed"
                " again."
            )
        last = self._last
        with explained(self.path):
            try:
                connection.execute("BEGIN IMMEDIATE")
                for each in self._waiting:
                    each(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._last = last
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        self._waiting.clear()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )

    def _begin(self, connection: sqlite3.Connection, at: float) -> list[Poll]:
        # Looked at before anything in it is changed: it may be somebody else's.
        version = version_of(connection, self.path)
        if version:
            of = "SELECT value FROM about WHERE key = 'event_id'"
            for (event_id,) in connection.execute(of).fetchall():
                self.check_event(event_id)
        # Readers go on reading while we write, and we need not wait for them.
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL would do for a killed process, and for a file that is whole after a
        # power cut, also one during a checkpoint. But such a cut could then take
        # back the answers since the last checkpoint. FULL syncs each answer to the
        # disk: once in ten seconds that costs nothing that anybody would notice.
        connection.execute("PRAGMA synchronous = FULL")
        # Adding to the end needs few pages at hand; KiB, where SQLite keeps 2 MB.
        connection.execute("PRAGMA cache_size = -256")
        bring_up(connection, version)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT OR IGNORE INTO about VALUES ('event_id', ?)", (self._event_id,)
        )
        self._run = int(
            connection.execute(
                "INSERT INTO run (started_at, source, version) VALUES (?, ?, ?)",
                (at, self._source, self._version),
            ).lastrowid
            or 0
        )
        polls = after(connection, self._last)
        connection.execute("COMMIT")
        for poll in polls:
            self._said.take(poll.batch)
            self._last, self._as_of = poll.id, poll.as_of
            if poll.complete:
                self.resume_from = poll.as_of
        return polls

    def check_event(self, event_id: str) -> None:
        """Let a file of this event pass.

        Raises
        ------
        RecordingError
            If it is of another one.
        """
        if event_id != self._event_id:
            raise RecordingError(
                f"The recording {str(self.path)!r} is of the event {event_id!r} and not"
                f" of {self._event_id!r}: choose another name."
            )

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        lock, self._lock = self._lock, None
        try:
            if connection is not None:
                # The last to close moves everything into the one file; where that
                # fails, all of it is in the log beside it.
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
        finally:
            if lock is not None:
                lock.release()
