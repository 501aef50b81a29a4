"""What the browser asks for, answered: a message, and the bytes that go with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import WebcastWidgetError
from webcast_widget.export import FORMATS, File, file_name
from webcast_widget.feed import Replay
from webcast_widget.pane import view
from webcast_widget.pane.messages import PAGE
from webcast_widget.pane.synced import part_of_bundle
from webcast_widget.pane.validation import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from webcast_widget.feed import Feed
    from webcast_widget.pane import messages, structs
    from webcast_widget.pane.validation import PlayCommand
    from webcast_widget.timeline.clock import Clock

logger = logging.getLogger(__name__)

APART_S: Final = 2.0
"""Seconds between two files of the same format, from the making of one to the next."""

MOST_SENT: Final = 4
"""How many files of a format are sent meanwhile, be they the same or not."""


def snapshot(
    request: messages.SnapshotRequest | messages.NewsRequest, series: structs.Series
) -> tuple[messages.SnapshotReply, list[Any]]:
    """Give the whole series."""
    return (
        {"type": "snapshot", "id": request["id"], "seq": series["seq"]},
        [series["rows"]],
    )


def news(
    request: messages.NewsRequest, seq: int, series: NDArray[np.float64]
) -> tuple[messages.NewsReply, list[Any]]:
    """Give the slots that changed, up to a change of that number."""
    return {"type": "news", "id": request["id"], "seq": seq}, [view.rows(series)]


def part(
    request: messages.PartRequest,
) -> tuple[messages.PartReply | messages.ErrorReply, list[Any]]:
    """Give a part of the browser's script; or a sentence, where it was not built."""
    try:
        module = part_of_bundle(f"{request['part']}.js")
    except WebcastWidgetError as error:
        return _sorry(request, str(error))
    return {"type": "part", "id": request["id"]}, [module.encode()]


class Exports:
    """Makes the files that the browser asks for, no more than a few in a while.

    A page may ask a thousand times at once, and each file is all of the event. Whoever
    clicks twice, or in two tabs, gets the same file; whoever asks for another window, in
    another zone, or once more has come, never does.

    Parameters
    ----------
    clock
        What tells how long ago a file was made.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, _Made] = {}

    def answer(
        self,
        request: messages.ExportRequest,
        feed: Feed,
        time_zone: str,
        page: Callable[[], bytes],
    ) -> tuple[messages.FileReply | messages.ErrorReply, list[Any]]:
        """Give the frame as a file; or a sentence, as the browser waits for one.

        Parameters
        ----------
        request
            What the browser asks for.
        feed
            What is written.
        time_zone
            IANA name of the zone of its moments.
        page
            Writes the pane as a page of its own.
        """
        self.let_go()
        name = request["format"]
        made = self._made.setdefault(name, _Made(self._clock.now()))
        # Another file of the format is no way around the brake.
        if made.sent >= MOST_SENT:
            return _sorry(request, "This file was sent a moment ago: ask again later.")
        made.sent += 1
        window = None
        if request["window"] is not None:
            first, last = request["window"]
            window = first, last
        key = (time_zone, window, _state(feed))
        # A page shows more than there is a key for: what is chosen in the pane.
        if name == PAGE or key not in made.files:
            try:
                file = (
                    _page(feed, page())
                    if name == PAGE
                    else feed.file(name, time_zone=time_zone, window=window)
                )
            except WebcastWidgetError as error:
                return _sorry(request, str(error))
            except Exception:
                logger.exception("A file could not be made.")
                return _sorry(request, "The file could not be made: see the log.")
            made.files[key] = file
            # A large one takes longer to make than the time between two.
            made.at = self._clock.now()
        file = made.files[key]
        reply: messages.FileReply = {
            "type": "file",
            "id": request["id"],
            "name": file.name,
            "mime": file.mime,
        }
        return reply, [file.data]

    def let_go(self) -> None:
        """Forget the files that are not sent again: each is as large as the event."""
        now = self._clock.now()
        self._made = {
            name: made
            for name, made in self._made.items()
            if abs(now - made.at) < APART_S
        }


@dataclass
class _Made:
    """Files of a format that were made, the newest when, and how often they were sent."""

    at: float
    files: dict[tuple[Any, ...], File] = field(default_factory=dict)
    sent: int = 0


def _page(feed: Feed, written: bytes) -> File:
    name = file_name(feed.event, feed.df, "html", part=PAGE)
    return File(name, FORMATS["html"].mime, written)


def _state(feed: Feed) -> tuple[int, int | None]:
    """Tell what is known by numbers that change with it, and with what has settled."""
    reading = feed.reading
    return reading.seq, None if reading.extent is None else reading.extent.settled


def play(request: PlayCommand, feed: Feed) -> None:
    """Move a replay.

    Raises
    ------
    NotAllowed
        If it is none.
    """
    if not isinstance(feed, Replay):
        raise NotAllowed("This is no replay.")
    if request["type"] == "seek":
        feed.seek(datetime.fromtimestamp(request["moment"], UTC))
    elif request["type"] == "speed":
        feed.speed = request["speed"]
    elif request["type"] == "play":
        feed.play()
    else:
        feed.pause()


def _sorry(
    request: messages.ExportRequest | messages.PartRequest, sentence: str
) -> tuple[messages.ErrorReply, list[Any]]:
    return {"type": "error", "id": request["id"], "sentence": sentence}, []
