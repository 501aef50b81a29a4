"""The live feed: a source, polled in the background into a timeline."""

from __future__ import annotations

from webcast_widget.feed.connecting import connect
from webcast_widget.feed.live import LiveFeed
from webcast_widget.feed.status import FeedStatus
from webcast_widget.feed.update import Update

__all__ = ["FeedStatus", "LiveFeed", "Update", "connect"]
