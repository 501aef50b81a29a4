"""What can be shown, and reported: a feed, or what one is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed.feed import Feed
from webcast_widget.feed.finished import FinishedEvent
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

Shown: TypeAlias = Feed | Timeline | pd.DataFrame


def feed_of(event: Shown) -> Feed:
    """Give the feed of what is to be shown.

    Raises
    ------
    ConfigurationError
        If it is none, nor a Timeline or a Timeline's frame.
    """
    if isinstance(event, pd.DataFrame):
        event = timeline_of(event)
    if isinstance(event, Timeline):
        event = FinishedEvent(event)
    if not isinstance(event, Feed):
        raise ConfigurationError(
            f"A {type(event).__name__} is no event: give what connect(), open() or"
            " heartbeats.aggregate() gave, or a frame of it."
        )
    return event


def report(event: Shown, path: str | Path, **more: Any) -> Path:
    """Write the document of an event: what happened, in words and pictures.

    Parameters
    ----------
    event
        A feed, an opened recording or a replay, a Timeline, or a Timeline's frame.
    path
        The file, which ends in ``.html``; or in ``.ipynb``, where there is a recording.
    more
        What else the document may tell of, as `webcast_widget.Feed.report` takes it.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ConfigurationError
        If it is no event, or something given cannot be used.
    ExportError
        If the file cannot be written.
    """
    return feed_of(event).report(path, **more)
