"""Keeping: what a feed writes down, and what it says when it cannot."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import StorageError
from webcast_widget.recording import Poll, Recorder
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
    """A feed's recording; a disk that takes nothing more does not end the feed.

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

        Raises
        ------
        RecordingError
            If the file is not one to go on with.
        """
        try:
            polls = self._recorder.open(SystemClock().now())
        except StorageError as error:
            self._failed(error)
            return []
        self._open, self._problem = True, ""
        return polls

    def keep(self, batch: Batch, now: float) -> None:
        """Write an answer down.

        Parameters
        ----------
        batch
            The answer.
        now
            Epoch seconds, in place of `Batch.as_of` where the source has no clock.
        """
        if not self._open:
            return
        as_of = now if batch.as_of is None else float(batch.as_of)
        try:
            self._recorder.write(batch, as_of, SystemClock().now())
        except StorageError as error:
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

    def _failed(self, error: StorageError) -> None:
        if not self._problem:
            logger.warning("Not recording: %s", error)
        self._problem = f"Not recording: {error}"
