"""The live feed: a source, polled in the background into a timeline."""

from __future__ import annotations

from webcast_widget.feed.live import LiveFeed, Update, connect
from webcast_widget.feed.status import FeedStatus

__all__ = ["FeedStatus", "LiveFeed", "Update", "connect"]
