"""Recording without a notebook: a feed, a file, one line of progress."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import AuthenticationError, StorageError
from webcast_widget.feed import connect
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from types import FrameType

    from webcast_widget.feed import LiveFeed
    from webcast_widget.sources import Source
    from webcast_widget.timeline.clock import Clock

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

QUIET_S: Final = 300.0
"""After the end some stay for a while: all is over when nothing new came for this
many seconds of the event, and the last minute's quality is final by then."""

_WAKE_S = 1.0
"""How often the wait looks up, seconds: some systems deliver no signal into it."""


def record(
    path: str | os.PathLike[str],
    source: Source,
    say: Callable[[str, bool], None],
    *,
    interval: float = 10.0,
    until_end: bool = False,
    clock: Clock | None = None,
) -> int:
    """Record an event until SIGINT or SIGTERM.

    Parameters
    ----------
    path
        The recording; one of the same event is gone on with.
    source
        Where the figures come from.
    say
        Told how it goes after every poll: a line, and whether the state changed.
    interval
        Seconds between polls.
    until_end
        Whether to stop by itself when the event is over.
    clock
        As in `webcast_widget.connect`.

    Returns
    -------
    int
        How many slots are in the recording.

    Raises
    ------
    RecordingError
        If the recording cannot be used, or not everything could be written.
    AuthenticationError
        If the first answer is that the secret or the session is refused.
    ConfigurationError
        If the interval cannot be used.
    """
    stop = threading.Event()
    feed = connect(source, interval, recording=path, start=False, clock=clock)
    refused: list[str] = []
    told = ""

    def look(_: object) -> None:
        nonlocal told
        status = feed.status
        if status.state == "signed_out" and feed.received_at is None:
            refused.append(status.sentence)
        else:
            say(line(feed), status.state != told)
        told = status.state
        if refused or (until_end and is_over(feed)):
            stop.set()

    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    previous = {number: signal.signal(number, heed) for number in STOP_SIGNALS}
    unsubscribe = feed.subscribe(look)
    try:
        with feed:
            _check(feed)
            while not stop.wait(_WAKE_S):
                pass
            unsubscribe()
            _check(feed)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    if refused:
        raise AuthenticationError(refused[0])
    return _slots(feed)


def is_over(feed: LiveFeed) -> bool:
    """Tell whether an event is over, and all of it received."""
    extent, status = feed.extent(), feed.status
    if status.state != "ended" or status.progress is not None or extent is None:
        return False
    return feed.now() - extent[1] >= QUIET_S


def line(feed: LiveFeed) -> str:
    """Say how a feed is doing, in one line."""
    status, latest, extent = feed.status, feed.latest, feed.extent()
    parts = [status.state.replace("_", " ")]
    if extent is not None:
        parts.append(f"{_slots(feed):,} slots")
    if latest.newest is not None:
        parts.append(f"to {latest.newest:%H:%M:%S} UTC")
    if latest.live_viewers is not None:
        parts.append(f"{latest.live_viewers:,} attendees")
    return ", ".join(parts) + (f". {status.sentence}" if status.sentence else "")


def _slots(feed: LiveFeed) -> int:
    """Give how many slots there are from the first to the newest."""
    extent = feed.extent()
    return 0 if extent is None else (extent[1] - extent[0]) // SLOT_S + 1


def _check(feed: LiveFeed) -> None:
    """Without a file there is nothing to run for."""
    if feed.status.recording is False:
        raise StorageError(feed.status.sentence)
