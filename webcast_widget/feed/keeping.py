"""Keeping: what a feed writes down, and what it says when it cannot."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError, StorageError
from webcast_widget.recording import NO_MOMENT_S, Poll, Recorder, read
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.origin import without_secrets
from webcast_widget.timeline.slots import minute_of

if TYPE_CHECKING:
    import os

    from webcast_widget.feed.status import State
    from webcast_widget.sources.protocol import Source
    from webcast_widget.timeline.records import Batch

logger = logging.getLogger(__name__)

AGAIN_S: Final = 600.0
"""Whoever goes on asks again for this many seconds: what was provisional when the
recording ended, and the quality of minutes that were not complete by then. Generous,
as the source's clock may have been wrong by minutes when it told the end."""


class Keeping:
    """A feed's recording; a disk that takes nothing does not end the feed.

    Once the disk takes something again, all that was received meanwhile is written,
    whether the file could not be opened or nothing more could be added to it.

    Parameters
    ----------
    path
        The file.
    source
        Where the figures come from.

    Raises
    ------
    RecordingError
        If the path cannot be one of a recording.
    """

    def __init__(self, path: str | os.PathLike[str], source: Source) -> None:
        name = without_secrets(source.name)
        self._recorder = Recorder(
            path, source.event_id, name, version("webcast-widget")
        )
        self._open = False
        self._problem = ""
        self._missed: list[tuple[Batch, float, float]] = []

    @property
    def problem(self) -> str:
        """Why nothing is written now, and what to do; empty when all is."""
        return self._problem

    @property
    def since(self) -> float | None:
        """From where to ask the source: epoch seconds; None for everything."""
        complete = self._recorder.resume_from
        return None if complete is None else float(minute_of(complete - AGAIN_S))

    def begin(self) -> list[Poll]:
        """Open the file; give what is recorded and not known to the feed yet.

        A file that may be read and not written to is shown all the same.

        Raises
        ------
        RecordingError
            If the file is not one to go on with.
        """
        try:
            polls = self._recorder.open(SystemClock().now())
        except StorageError as error:
            self._failed(error)
            return self._readable()
        self._open, self._problem = True, ""
        return polls

    def keep(self, batch: Batch, now: float) -> None:
        """Write an answer down.

        Parameters
        ----------
        batch
            The answer.
        now
            Epoch seconds, in place of `Batch.as_of` where the source has no clock, or
            one that tells no time.
        """
        as_of = batch.as_of
        if as_of is None or not 0 <= as_of < NO_MOMENT_S:
            as_of = now
        answer = (batch, float(as_of), SystemClock().now())
        try:
            if not self._open:
                self._missed.append(answer)
                self._catch_up()
            else:
                self._recorder.write(*answer)
        except RecordingError as error:
            self._failed(error)
        else:
            self._problem = ""

    def note(self, state: State) -> None:
        """Write down how the feed is doing."""
        if not self._open:
            return
        try:
            self._recorder.note(state, SystemClock().now())
        except StorageError as error:
            self._failed(error)

    def end(self) -> None:
        """Close the file; `begin` goes on with it."""
        self._open = False
        self._recorder.close()

    def _catch_up(self) -> None:
        """Try to open the file that could not be, and write what it lacks."""
        # What it holds is older than what the feed has by now.
        self._recorder.open(SystemClock().now())
        self._open = True
        missed, self._missed = self._missed, []
        failure: RecordingError | None = None
        for answer in missed:
            try:
                self._recorder.write(*answer)
            except StorageError as error:
                # It is kept there, and written with the next one.
                failure = error
        if failure is not None:
            raise failure

    def _readable(self) -> list[Poll]:
        """Give what is in a file that cannot be written to; nothing if there is none.

        Raises
        ------
        RecordingError
            If it is of another event.
        """
        try:
            recorded = read(self._recorder.path)
        except RecordingError:
            return []
        self._recorder.check_event(recorded.event_id)
        return recorded.polls

    def _failed(self, error: RecordingError) -> None:
        if not self._problem:
            logger.warning("Not recording: %s", error)
        self._problem = f"Not recording: {error}"
