"""Feeds: an event's figures, polled in the background or out of a recording."""

from __future__ import annotations

from webcast_widget.feed.connect import connect
from webcast_widget.feed.feed import Feed
from webcast_widget.feed.finished import FinishedEvent
from webcast_widget.feed.live import LiveFeed
from webcast_widget.feed.reading import Extent, Playback, Reading
from webcast_widget.feed.recorded import RecordedEvent, open_recording
from webcast_widget.feed.replay import Replay
from webcast_widget.feed.shelf import Shelf, shelf
from webcast_widget.feed.shown import report
from webcast_widget.feed.status import FeedStatus

__all__ = [
    "Extent",
    "Feed",
    "FeedStatus",
    "FinishedEvent",
    "LiveFeed",
    "Playback",
    "Reading",
    "RecordedEvent",
    "Replay",
    "Shelf",
    "connect",
    "open_recording",
    "report",
    "shelf",
]
