"""Connecting: a feed in one line, which replaces the one of the cell's last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.feed import rerun
from webcast_widget.feed.live import LiveFeed

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.sources.protocol import Source
    from webcast_widget.timeline.clock import Clock


def connect(
    source: Source,
    interval: str | float | pd.Timedelta = "10s",
    *,
    start: bool = True,
    clock: Clock | None = None,
) -> LiveFeed:
    """Connect to a live event and keep its figures up to date.

    Re-running the notebook cell that called this stops the feed of the earlier run.

    Parameters
    ----------
    source
        Where the figures come from, such as a `KalturaSource`.
    interval
        Time between polls, 5 s at the least: seconds, or text such as ``"10s"``.
    start
        Whether to start polling at once.
    clock
        As in `LiveFeed`.

    Raises
    ------
    ConfigurationError
        If the interval cannot be used.
    """
    feed = LiveFeed(source, interval, clock)
    rerun.register("feed", source.event_id, feed, LiveFeed.stop)
    return feed.start() if start else feed
