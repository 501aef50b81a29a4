"""TolerantRecorder: a recorder that a full disk, or a missing folder, does not end."""

from __future__ import annotations

import contextlib
import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import summary
from webcast_widget.errors import RecordingError, StorageError, WebcastWidgetError
from webcast_widget.recording.anew import lacking
from webcast_widget.recording.digest import digest
from webcast_widget.recording.recorded import read
from webcast_widget.recording.recorder import Recorder
from webcast_widget.timeline.cadence import by_cadence
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.origin import without_secrets
from webcast_widget.timeline.slots import minute_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from webcast_widget.analysis.alerts.told import Told
    from webcast_widget.recording.digest import Digest
    from webcast_widget.recording.entries import Entry
    from webcast_widget.timeline.change import Change
    from webcast_widget.timeline.mark import Mark
    from webcast_widget.timeline.timeline import Timeline

logger = logging.getLogger(__name__)

AGAIN_S: Final = 600.0
"""Whoever goes on asks again for this many seconds: what was provisional when the
recording ended, and the quality of minutes that were not complete by then. Generous,
as the source's clock may have been wrong by minutes when it told the end."""


class TolerantRecorder:
    """Records an event; a disk that takes nothing does not end it.

    Once the disk takes something again, all that was received meanwhile is written,
    whether the file could not be opened or nothing more could be added to it.

    Parameters
    ----------
    path
        The file.
    event_id
        Id of the event.
    source
        Where the figures come from, for people.
    line
        What is recorded, as the feed has it.

    Attributes
    ----------
    marks, alerts
        What the file said of the run sheet when it was opened, and what alerts had told.

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
        line: Timeline,
    ) -> None:
        self._recorder = Recorder(
            path,
            event_id,
            without_secrets(source),
            version("webcast-widget"),
            line.cadence_s,
        )
        self._line = line
        self._again_s = by_cadence(AGAIN_S, line.cadence_s)
        self._broken = False
        self._problem = ""
        self._notice = ""
        self.marks: tuple[Mark, ...] = ()
        self.alerts: tuple[Told, ...] = ()

    @property
    def path(self) -> Path:
        """The file."""
        return self._recorder.path

    @property
    def problem(self) -> str:
        """Why nothing is written now, and what to do; empty when all is."""
        return self._problem

    @property
    def notice(self) -> str:
        """What happened to the file while it was written; empty when nothing did."""
        return f"{self._notice} {self._recorder.waiting.unwritten}".strip()

    @property
    def trouble(self) -> str:
        """What of the file was damaged when it was opened; empty when nothing was."""
        return self._recorder.trouble

    @property
    def since(self) -> float | None:
        """From where to ask the source: epoch seconds; None for everything."""
        complete, newest = self._recorder.resume_from, self._line.last
        if complete is None:
            return None
        if newest is not None:
            # The last answer may have been of a clock that was ahead.
            complete = min(complete, newest + self._again_s / 2)
        return float(minute_of(complete - self._again_s))

    def begin(self) -> list[Entry]:
        """Open the file; give what is recorded and not known to the feed yet.

        A file that may be read and not written to is shown all the same.

        Raises
        ------
        RecordingError
            If the file is not one to go on with.
        """
        try:
            return self._begun()
        except BaseException:
            # Who could not begin does not end it.
            self._recorder.close()
            raise

    def write(self, change: Change) -> None:
        """Write down what an answer brings, and what could not be written before it."""
        at = SystemClock().now()
        problem, self._problem = self._problem, ""
        with self._tolerated(problem):
            if not self._recorder.is_open:
                # What it holds is older than what the feed has by now.
                _, self._notice = self._opened(at)
            self._see_to_it(at)
        with self._tolerated(problem):
            # Where it cannot be written it is kept, and written with the next one.
            self._recorder.write(change, at)

    def note(self, state: str) -> None:
        """Write down how the feed is doing."""
        if not self._recorder.is_open:
            return
        with self._tolerated(self._problem):
            self._recorder.note(state, SystemClock().now())

    def mark(self, marks: Iterable[Mark]) -> None:
        """Write down what was said of the run sheet, now or with the next answer."""
        with self._tolerated(self._problem):
            self._recorder.mark(marks)

    def alert(self, told: Iterable[Told]) -> None:
        """Write down what alerts told, now or with the next answer."""
        with self._tolerated(self._problem):
            self._recorder.alert(told)

    def end(self) -> None:
        """Close the file; `begin` goes on with it."""
        with self._tolerated(self._problem):
            if self._recorder.is_open:
                self._see_to_it(SystemClock().now())
        told = self._told()
        with self._tolerated(self._problem):
            self._recorder.close(told)

    def _begun(self) -> list[Entry]:
        try:
            entries, notice = self._opened(SystemClock().now())
        except StorageError as error:
            self._problem = ""
            self._failed(error)
            return self._readable()
        self._broken, self._problem, self._notice = False, "", notice
        self.marks, self.alerts = self._recorder.marks, self._recorder.alerts
        return entries

    @contextlib.contextmanager
    def _tolerated(self, before: str) -> Iterator[None]:
        """Let the feed live on, whatever happens to its recording, and say what did.

        Parameters
        ----------
        before
            What was said until now: it is logged once.
        """
        try:
            yield
        except StorageError as error:
            self._failed(error, before)
        except RecordingError as error:
            # It is the file, and not the disk: all of it goes to another.
            self._broken = self._recorder.is_open
            self._failed(error, before)
        except Exception as error:
            logger.exception(
                "Recording failed with an error that is no RecordingError."
            )
            self._failed(
                RecordingError(f"{type(error).__name__}, the log tells where."), before
            )

    def _told(self) -> Digest | None:
        """Say what it came to; None where nothing can be said."""
        try:
            return digest(summary(self._line))
        except WebcastWidgetError:
            return None
        except Exception:
            # Whatever a source told, its file is closed.
            logger.exception("What the recording came to cannot be said.")
            return None

    def _opened(self, at: float) -> tuple[list[Entry], str]:
        """Open the file; give what is recorded and not known yet, and what happened to it.

        Raises
        ------
        RecordingError
            If the file is not one to go on with.
        """
        entries = self._recorder.open(at)
        if not self._recorder.is_other:
            return entries, ""
        # What it has is another's, or older than what is known.
        self._recorder.write(lacking(entries, self._line, at), at)
        return [], (
            f"The recording {self._recorder.path.name!r} was removed or replaced since it"
            " was written: what it lacks was written to it again."
        )

    def _see_to_it(self, at: float) -> None:
        """See that the file of this name is the one that is written, and can be.

        Raises
        ------
        RecordingError
            If it is not, and cannot be written anew.
        """
        if not self._broken and self._recorder.is_in_place():
            return
        path = self._recorder.path
        aside = self._recorder.write_anew(self._line, at)
        what = "could not be written to any more"
        if not self._broken:
            what = "was moved, removed or replaced while it was written"
        self._broken = False
        self._notice = (
            f"The recording {path.name!r} {what}: all of it was written anew, and goes on"
            " there."
        )
        if aside is not None:
            self._notice += f" What stood there is {aside.name!r} now."
        logger.warning("%s", self._notice)

    def _readable(self) -> list[Entry]:
        """Give what is in a file that cannot be written to; nothing if there is none.

        Raises
        ------
        RecordingError
            If it is of another event, or of another cadence.
        """
        try:
            recorded = read(self._recorder.path)
        except RecordingError:
            return []
        self._recorder.subject.check(recorded.event_id, recorded.cadence_s)
        self.marks, self.alerts = recorded.marks, recorded.alerts
        return recorded.entries

    def _failed(self, error: RecordingError, before: str = "") -> None:
        if not (before or self._problem):
            logger.warning("Not recording: %s", error)
        self._problem = self._problem or f"Not recording: {error}"
