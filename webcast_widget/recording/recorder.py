"""Recorder: writes down each answer before anybody sees it."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from webcast_widget.recording import anew, entries
from webcast_widget.recording.access import write_safely
from webcast_widget.recording.caution import beware
from webcast_widget.recording.digest import sealing
from webcast_widget.recording.failure import closed, explained
from webcast_widget.recording.insertion import insert, taken_in
from webcast_widget.recording.lock import WriterLock
from webcast_widget.recording.notes import Notes
from webcast_widget.recording.opened import connect, end
from webcast_widget.recording.place import place_of
from webcast_widget.recording.recorded import answers, complete_until, told
from webcast_widget.recording.said import alerts_in, insert_marks, marks_in
from webcast_widget.recording.schema import bring_up
from webcast_widget.recording.standing import Standing
from webcast_widget.recording.subject import Subject
from webcast_widget.recording.version import version_of
from webcast_widget.recording.waiting import Waiting
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from webcast_widget.recording.digest import Digest
    from webcast_widget.recording.entries import Entry
    from webcast_widget.recording.opened import Seal
    from webcast_widget.timeline.change import Change
    from webcast_widget.timeline.timeline import Timeline


class Recorder(Notes):
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
    cadence_s
        How often the source counts, seconds.

    Attributes
    ----------
    path
        The file.
    subject
        What it is of, and who records it.
    resume_from
        Up to here the file has all that the source had, epoch seconds of the
        source's clock; None before that was ever so.
    trouble
        A sentence that says what of the file is damaged; empty when nothing is.
    waiting
        What could not be written yet.
    is_other
        Whether the file that was opened last is not the one that was written before.

    Raises
    ------
    RecordingError
        If the path cannot be one of a recording.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        event_id: str,
        source: str,
        version: str,
        cadence_s: int = SLOT_S,
    ) -> None:
        # Not the link that it may be: who writes it, whatever its name, is one alone.
        self.path = place_of(path).resolve()
        self.resume_from: float | None = None
        self.trouble, self.is_other = "", False
        self.subject = Subject(self.path, event_id, source, version, cadence_s)
        self._guard = threading.Lock()
        self._lock: WriterLock | None = None
        self._connection: sqlite3.Connection | None = None
        self.waiting = Waiting()
        self._damaged, self._taken = list[range](), set[int]()
        self._as_of: float | None = None
        self._last = self._run = 0
        self._state = "away"
        self._standing: Standing | None = None

    def open(self, at: float) -> list[Entry]:
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
                self._connection = connect(self.path)
                return self._begin(self._connection, at)
            except BaseException:
                self._let_go()
                raise

    def write(self, change: Change, received_at: float) -> None:
        """Write down what an answer brings; it is safe when this returns.

        Parameters
        ----------
        change
            What it brings to the timeline that has all that was written so far.
        received_at
            Epoch seconds of the machine's clock.

        Raises
        ------
        RecordingError
            If the disk (a `StorageError`) or the file does not take it now: it waits.
        """
        with self._guard:
            reason = self._state

            def put(connection: sqlite3.Connection) -> None:
                gap = self.subject.gap(self._as_of, change.as_of, reason)
                # What could not be written is asked for by whoever goes on.
                told = replace(change, more=change.more or bool(self.waiting.unwritten))
                where = (connection, self._run)
                self._last = insert(*where, told, received_at, gap, self._taken)
                self._as_of = change.as_of
                insert_marks(connection, change.marks)

            self._put(put)
            if change.is_complete and not self.waiting.unwritten:
                self.resume_from = change.as_of

    def is_in_place(self) -> bool:
        """Tell whether the file of this name is the one that is being written."""
        with self._guard:
            standing, known = self._standing, (self._last, self._damaged)
            return standing is None or standing.is_in_place(
                lambda: anew.is_there(self.path, *known)
            )

    def write_anew(self, line: Timeline, at: float) -> Path | None:
        """Write all of it to a new file of its name, and go on there.

        Parameters
        ----------
        line
            All answers so far, should its file not be readable any more as it was.
        at
            Now, epoch seconds of the machine's clock.

        Returns
        -------
        pathlib.Path or None
            Where what stood in its place meanwhile is by now.

        Raises
        ------
        RecordingError
            If it cannot be written; what is open stays open.
        """
        with self._guard, explained(self.path), anew.beside(self.path) as new:
            connection, standing = self._connection, self._standing
            if connection is None or standing is None:
                return None
            if self._lock is not None:
                self._lock.release()
            self._lock = WriterLock(self.path)
            is_copy = anew.copy(connection, new, self._last, self._damaged)
            if not is_copy:
                of = self.subject
                other = Recorder(new, of.event_id, of.source, of.version, of.cadence_s)
                with closing(other):
                    other.write(anew.lacking(other.open(at), line, at), at)
                    other.alert(self.alerts)
            is_elsewhere = not standing.is_ours(self.path)
            aside = anew.put_in_place(new, self.path, standing, is_copy=is_copy)
            if not is_copy:
                # All that they say is in it.
                self.waiting.clear()
                self._last, self._damaged = 0, []
            self._close(whole=is_elsewhere)
            anew.sweep(self.path, standing)
            try:
                self._connection = connect(self.path)
                self._begin(self._connection, at)
            except BaseException:
                self._let_go()
                raise
            return aside

    @property
    def is_open(self) -> bool:
        """Whether it has its file."""
        return self._connection is not None

    def close(self, told: Digest | None = None) -> None:
        """Stop recording and give the file back; may be repeated.

        Parameters
        ----------
        told
            What it came to, if all that was received is in it.
        """
        with self._guard:
            is_whole = self.waiting.is_empty and not self.trouble
            self._let_go(sealing(self.path, told if is_whole else None))

    def _put(self, put: Callable[[sqlite3.Connection], object]) -> None:
        """Write this, and before it what could not be written earlier."""
        self.waiting.add(put)
        connection = self._connection
        if connection is None:
            raise closed(self.path)
        last, as_of = self._last, self._as_of
        with explained(self.path):
            try:
                self.waiting.write(connection)
            except BaseException:
                self._last, self._as_of = last, as_of
                raise
        if self._standing is not None:
            self._standing.note()

    def _begin(self, connection: sqlite3.Connection, at: float) -> list[Entry]:
        # Looked at before anything in it is changed: it may be somebody else's.
        beware(connection)
        version = version_of(connection, self.path)
        is_new = not self.subject.is_in(connection, version)
        # Before there is a log: a copy without it is still known to be a recording.
        bring_up(connection, version)
        write_safely(connection)
        connection.execute("BEGIN IMMEDIATE")
        self._run = self.subject.begin(connection, at, is_new=is_new)
        newest = (self._last, self._as_of or 0.0)
        self.is_other = self._last > 0 and not entries.is_in(connection, *newest)
        if self.is_other:
            self._last, self._damaged = 0, []
        found = entries.after(connection, self._last)
        self._taken = taken_in(connection)
        self.marks, _ = marks_in(connection)
        self.alerts, _ = alerts_in(connection)
        connection.execute("COMMIT")
        self._standing = Standing(self.path)
        self._damaged = [*self._damaged, *found.damaged]
        self.trouble = told([*answers(self._damaged), *self.subject.lost(connection)])
        if found.entries:
            self._last, self._as_of = found.entries[-1].id, found.entries[-1].as_of
        if not self.is_other:
            self.resume_from = complete_until(found) or self.resume_from
        return found.entries

    def _let_go(self, seal: Seal | None = None) -> None:
        lock, self._lock = self._lock, None
        try:
            self._close(whole=True, seal=seal)
        finally:
            self._standing = None
            if lock is not None:
                lock.release()

    def _close(self, *, whole: bool, seal: Seal | None = None) -> None:
        """Close the file, with all that it has in this one if that is wanted."""
        connection, self._connection = self._connection, None
        run, self._run = self._run, 0
        if connection is not None:
            end(connection, run if whole else 0, seal)
