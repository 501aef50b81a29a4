"""What a source knows between two polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.sources.kaltura.audience import AudiencePlan
from webcast_widget.sources.kaltura.cues import CuePlan
from webcast_widget.sources.kaltura.live_plan import LivePlan
from webcast_widget.sources.kaltura.pace import ReportBudget, ServerClock
from webcast_widget.sources.kaltura.report_plan import ReportPlan
from webcast_widget.timeline.slots import PROVISIONAL_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.timeline.records import Event, Slot

QUIET_S = 2 * PROVISIONAL_S
"""An event that is off the air is over when nothing younger than this came."""


class State:
    """What a source knows between two polls.

    Parameters
    ----------
    entry_id
        The event.
    history_s
        How far back its history is asked for, seconds.

    Attributes
    ----------
    plan, reports, audience, cues
        What is to be asked of ``liveReports`` and of ``report``, about who watches, and
        about the run sheet.
    clock, budget
        The server's time, and how much it answers at once.
    event
        The event, once the server named it.
    oldest, newest
        First and last slot that the server told of.
    live_only
        Whether reports are asked for events on the air alone.
    is_over
        Whether the event is off the air and nothing new came for a while.
    trouble
        What could not be told when it was asked for last, as a sentence.
    complete
        Whether the history has been received.
    told_until
        Moment of the last answer of ``report``, epoch seconds.
    whole_at
        When all slots were asked for last, epoch seconds by the server's clock.
    """

    def __init__(self, entry_id: str, history_s: float) -> None:
        self.entry_id = entry_id
        self.history_s = history_s
        self.clock = ServerClock()
        self.budget = ReportBudget()
        self.event: Event | None = None
        self.live_only = True
        self.reports = ReportPlan()
        self.forget()

    def forget(self) -> None:
        """Forget what was told, and keep what was learnt about the server."""
        self.plan = LivePlan()
        self.audience = AudiencePlan()
        self.cues = CuePlan()
        self.reports = ReportPlan(self.reports.allowed)
        self.oldest: int | None = None
        self.newest: int | None = None
        self.complete = False
        self.is_over = False
        self.trouble = ""
        self.told_until: float | None = None
        self.whole_at: float | None = None

    def saw(self, slots: Sequence[Slot]) -> None:
        """Note the slots that the server told of."""
        self.plan.saw(slots)
        for slot in slots:
            if self.oldest is None or slot.start < self.oldest:
                self.oldest = slot.start
            if self.newest is None or slot.start > self.newest:
                self.newest = slot.start

    def is_quiet(self, now: float) -> bool:
        """Tell whether no slot is so young that another may follow it."""
        return self.newest is not None and now - self.newest > QUIET_S

    @property
    def is_rechecked(self) -> bool:
        """Whether all slots were asked for since the last of them came."""
        if self.newest is None or self.whole_at is None:
            return False
        return self.whole_at - self.newest > QUIET_S
