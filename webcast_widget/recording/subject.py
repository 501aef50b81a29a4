"""What a recording is of, and who records it: what its file says before any answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.errors import RecordingError
from webcast_widget.recording.about import about, cadence_in, lost_of
from webcast_widget.recording.digest import forget_digest
from webcast_widget.recording.entries import MOST_ANSWERS
from webcast_widget.recording.insertion import insert_alone, newest_of
from webcast_widget.recording.schema import CHECKSUM
from webcast_widget.recording.version import damaged
from webcast_widget.timeline.cadence import provisional_s
from webcast_widget.timeline.slots import REACH_S, SLOT_S

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


@dataclass(frozen=True)
class Subject:
    """What a recording is of, and who records it.

    Parameters
    ----------
    path
        The file.
    event_id, source, version, cadence_s
        As a `webcast_widget.recording.recorder.Recorder` takes them.
    """

    path: Path
    event_id: str
    source: str
    version: str
    cadence_s: int

    def is_in(self, connection: sqlite3.Connection, version: int) -> bool:
        """Tell whether a file is of this event, or of none yet.

        Parameters
        ----------
        connection
            The file.
        version
            Of its tables.

        Raises
        ------
        RecordingError
            If it is of another event or cadence, or damaged so that nobody knows.
        """
        if not version:
            return False
        rows = connection.execute("SELECT * FROM about").fetchall()
        if newest_of(connection) > MOST_ANSWERS:
            raise damaged(self.path)
        is_told = version >= CHECKSUM
        said = (
            about(connection) if is_told else {"cadence_s": str(SLOT_S), **dict(rows)}
        )
        if not rows:
            return False
        if "event_id" not in said:
            raise damaged(self.path)
        self.check(said["event_id"], cadence_in(connection, said, self.path))
        return True

    def lost(self, connection: sqlite3.Connection) -> list[str]:
        """Name what a file should say of it, and does not any more."""
        return lost_of(about(connection), self.cadence_s)

    def check(self, event_id: str, cadence_s: int) -> None:
        """Let a file pass that is of this event, and whose source counts as often.

        Raises
        ------
        RecordingError
            If it is of another one, or counts at another cadence.
        """
        if event_id != self.event_id:
            raise RecordingError(
                f"The recording {str(self.path)!r} is of the event {event_id!r:.200} and not"
                f" of {self.event_id!r}: choose another name."
            )
        if cadence_s != self.cadence_s:
            raise RecordingError(
                f"The recording {str(self.path)!r} has a value for every {cadence_s} s,"
                f" and the source tells one for every {self.cadence_s} s: choose"
                " another name."
            )

    def gap(
        self, since: float | None, until: float, reason: str
    ) -> tuple[float, float, str] | None:
        """Give the time in which nobody listened, if a slot would have settled unseen.

        Parameters
        ----------
        since, until
            The moments of an answer and of the next, epoch seconds of the source's
            clock; None where there was none before.
        reason
            Why nobody did.
        """
        away_s = 0.0 if since is None else until - since
        # Longer than an event goes on, it was a clock that was wrong.
        is_gap = provisional_s(self.cadence_s) < away_s <= REACH_S
        return (since, until, reason) if is_gap and since is not None else None

    def begin(self, connection: sqlite3.Connection, at: float, *, is_new: bool) -> int:
        """Write down who begins to record; give the number of the run.

        Parameters
        ----------
        connection
            The file, in a transaction.
        at
            Now, epoch seconds of the machine's clock.
        is_new
            Whether the file does not say yet what it is of.
        """
        if is_new:
            insert_alone(connection, "about", "event_id", self.event_id)
            insert_alone(connection, "about", "cadence_s", str(self.cadence_s))
        forget_digest(connection)
        question = "SELECT ifnull(max(id), 0) + 1 FROM run"
        run = int(connection.execute(question).fetchone()[0])
        insert_alone(connection, "run", run, float(at), self.source, self.version)
        return run
