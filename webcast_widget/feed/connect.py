"""Connecting: a feed in one line, which replaces the one of the cell's last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.feed import rerun
from webcast_widget.feed.live import LiveFeed

if TYPE_CHECKING:
    import os

    import pandas as pd

    from webcast_widget.sources.protocol import Source
    from webcast_widget.timeline.clock import Clock


def connect(
    source: Source,
    interval: str | float | pd.Timedelta = "10s",
    *,
    recording: str | os.PathLike[str] | None = None,
    start: bool = True,
    clock: Clock | None = None,
) -> LiveFeed:
    """Connect to a live event and keep its figures up to date.

    Re-running the notebook cell that called this stops the feed of the earlier run. So
    does dropping it: keep the feed, or a pane that shows it.

    Parameters
    ----------
    source
        Where the figures come from, such as a `KalturaSource`.
    interval
        Time between polls, 5 s at the least: seconds, or text such as ``"10s"``.
    recording
        File that every answer is written to before it is shown, such as
        ``"town-hall.webcast"``; `webcast_widget.open` opens it. One of the same event
        is gone on with: its figures are there at once, and the source is asked for
        what was missed.
    start
        Whether to start polling at once.
    clock
        As in `LiveFeed`.

    Raises
    ------
    ConfigurationError
        If the interval cannot be used, or the source is none.
    RecordingError
        If the recording is of another event, is written by somebody else, or is not
        one. A disk that takes nothing is no error: the feed says so and goes on.
    """
    feed = LiveFeed(source, interval, clock, recording)
    rerun.register("feed", source.event_id, feed, LiveFeed.stop)
    return feed.start() if start else feed
