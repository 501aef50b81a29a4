"""Feeds: an event's figures, polled in the background or out of a recording."""

from __future__ import annotations

from webcast_widget.feed.connecting import connect
from webcast_widget.feed.figures import Feed
from webcast_widget.feed.finished import FinishedEvent
from webcast_widget.feed.live import LiveFeed
from webcast_widget.feed.recorded import RecordedEvent, open_recording
from webcast_widget.feed.replay import Replay
from webcast_widget.feed.status import FeedStatus
from webcast_widget.feed.update import Update

__all__ = [
    "Feed",
    "FeedStatus",
    "FinishedEvent",
    "LiveFeed",
    "RecordedEvent",
    "Replay",
    "Update",
    "connect",
    "open_recording",
]
