"""FinishedEvent: a Timeline that is complete, as a feed whose time stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.feed.feed import INTERVAL_S, Feed
from webcast_widget.feed.status import moment
from webcast_widget.timeline.clock import ManualClock, SystemClock

if TYPE_CHECKING:
    from webcast_widget.timeline.timeline import Timeline


class FinishedEvent(Feed):
    """What a live feed offers, of a Timeline that nothing is added to any more.

    `webcast_widget.WebcastPane` makes one of a Timeline, such as
    `webcast_widget.heartbeats.aggregate` gives.

    Parameters
    ----------
    timeline
        The figures; it says which event they are of and where they come from.
    """

    def __init__(self, timeline: Timeline) -> None:
        as_of = timeline.as_of
        clock = ManualClock(SystemClock().now() if as_of is None else as_of)
        super().__init__(timeline.event, timeline.origin, clock, INTERVAL_S, "")
        self._timeline = timeline
        if timeline.last is None:
            self._set_status("stopped", "There is nothing in it.")
        else:
            last = moment(timeline.last, SystemClock().now())
            self._set_status("ended", f"After the event, to {last}.")

    def __repr__(self) -> str:
        return f"<FinishedEvent {self.event.id}>"
