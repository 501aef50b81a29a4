"""Recording without a notebook: a feed, a file, one line of progress."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING, Final, Self

import click

from webcast_widget.commands.alerting import alerting
from webcast_widget.commands.terminal import plain
from webcast_widget.errors import AuthenticationError, StorageError
from webcast_widget.feed import connect, open_recording
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from types import FrameType

    from webcast_widget.analysis.alerts import Alert
    from webcast_widget.feed import LiveFeed, Reading
    from webcast_widget.sources import Source
    from webcast_widget.timeline.clock import Clock

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

QUIET_S: Final = 300.0
"""After the end some stay for a while: all is over when nothing new came for this
many seconds of the event, and the last minute's quality is final by then."""

_PROGRESS_S = 60.0
"""Seconds between two lines in a log."""

_WAKE_S = 1.0
"""How often the wait looks up, seconds: some systems deliver no signal into it."""


def record(
    path: str | os.PathLike[str],
    source: Source,
    say: Callable[[str, bool], None],
    *,
    interval: float = 10.0,
    until_end: bool = False,
    alerts: Sequence[Alert] = (),
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
    alerts
        Rules that are watched meanwhile, and what is done when they fire or clear.
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

    def look(reading: Reading) -> None:
        nonlocal told
        status = reading.status
        if status.state == "signed_out" and reading.received_at is None:
            refused.append(status.sentence)
        else:
            say(line(reading), status.state != told)
        told = status.state
        if refused or (until_end and is_over(reading)):
            stop.set()

    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    previous = {number: signal.signal(number, heed) for number in STOP_SIGNALS}
    unsubscribe = feed.subscribe(look)
    try:
        with feed, alerting(feed, alerts, say):
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
    _check_file(path, feed)
    return _slots(feed.reading)


def is_over(reading: Reading) -> bool:
    """Tell whether an event is over, and all of it received."""
    status, age_s = reading.status, reading.latest.data_age_s
    if status.state != "ended" or status.progress is not None or age_s is None:
        return False
    return age_s >= QUIET_S


def line(reading: Reading) -> str:
    """Say how a feed is doing, in one line."""
    status, latest = reading.status, reading.latest
    parts = [status.state.replace("_", " ")]
    if reading.extent is not None:
        parts.append(f"{_slots(reading):,} slots")
    if latest.newest is not None:
        parts.append(f"to {latest.newest:%H:%M:%S} UTC")
    if latest.live_viewers is not None:
        parts.append(f"{latest.live_viewers:,} attendees")
    told = ", ".join(parts) + (f". {status.sentence}" if status.sentence else "")
    return plain(told)


def _slots(reading: Reading) -> int:
    """Give how many slots there are from the first to the newest."""
    extent = reading.extent
    return (
        0 if extent is None else (extent.last - extent.first) // reading.cadence_s + 1
    )


def _check(feed: LiveFeed) -> None:
    """Without a file there is nothing to run for."""
    if feed.status.recording is False:
        raise StorageError(feed.status.sentence)


def _check_file(path: str | os.PathLike[str], feed: LiveFeed) -> None:
    """See that all that was received is in the file of this name."""
    if not open_recording(path).df.equals(feed.df):
        raise StorageError(
            f"Not all that was received is in {str(path)!r}: {feed.status.sentence}"
        )


class Progress:
    """One line on a terminal; else one when the state changes or a minute has passed."""

    def __init__(self) -> None:
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._clock = SystemClock()
        self._due = 0.0
        self._said = False

    def __call__(self, line: str, changed: bool) -> None:  # noqa: FBT001 - as `record` tells it
        """Show how it goes, and whether that is new."""
        self._said = True
        if self._terminal:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        elif changed or self._clock.now() >= self._due:
            self._due = self._clock.now() + _PROGRESS_S
            click.echo(line, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line, whatever is said next."""
        if self._terminal and self._said:
            click.echo(err=True)
