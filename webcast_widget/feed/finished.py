"""FinishedEvent: a Timeline that is complete, as a feed whose time stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.feed.figures import Feed
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from webcast_widget.timeline.timeline import Timeline

_INTERVAL_S: Final = 10.0


class FinishedEvent(Feed):
    """What a live feed offers, of a Timeline that nothing is added to any more.

    `webcast_widget.WebcastPane` makes one of a Timeline, such as
    `webcast_widget.heartbeats.aggregate` gives.

    Parameters
    ----------
    timeline
        The figures; its attributes `event` and `origin`, where it has them, say
        which event they are of and where they come from.
    """

    def __init__(self, timeline: Timeline) -> None:
        event: Event = getattr(timeline, "event", Event(""))
        origin: str = getattr(timeline, "origin", "")
        as_of = timeline.as_of
        clock = ManualClock(SystemClock().now() if as_of is None else as_of)
        super().__init__(event, origin, clock, _INTERVAL_S, "")
        self._timeline = timeline
        if timeline.last is None:
            self._set_status("stopped", "There is nothing in it.")
        else:
            moment = pd.Timestamp(timeline.last, unit="s", tz="UTC")
            self._set_status("ended", f"After the event, to {moment:%H:%M:%S} UTC.")

    def __repr__(self) -> str:
        return f"<FinishedEvent {self._event.id}>"
