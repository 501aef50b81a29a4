"""What can be shown: a feed, or what one is made of."""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import Feed, FinishedEvent
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.timeline import Timeline

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
            f"A pane shows a feed, and no {type(event).__name__}: give what connect(),"
            " open() or heartbeats.aggregate() gave."
        )
    return event
