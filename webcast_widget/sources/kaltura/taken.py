"""What the answers of one poll say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import SessionRefusedError, SourceError
from webcast_widget.sources.kaltura import graphs, wire
from webcast_widget.sources.kaltura.api_errors import checked, code_of, error_of
from webcast_widget.sources.kaltura.report_plan import HOUR_S, NEVER, Range
from webcast_widget.sources.redaction import redacted
from webcast_widget.timeline.records import Event, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, is_provisional, minute_of

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.live_plan import Window
    from webcast_widget.sources.kaltura.state import State
    from webcast_widget.timeline.audience import Audience
    from webcast_widget.timeline.mark import Mark

_LONGEST_NAME: Final = 500
"""The longest name of an event, in characters."""


class ReportsLostError(SourceError):
    """The session may not ask the ``report`` service any more: ask without it."""


class Taken:
    """What the answers of one poll say, read one after the other.

    Parameters
    ----------
    state
        What is known of the event; it learns from the answers.
    start
        From where on the poll asks, epoch seconds; None for everything.
    is_long
        Whether it asks for more than the last hour.

    Attributes
    ----------
    slots, plays, minutes
        What is told of the event.
    broadcasting
        Whether it is on the air; None as long as that is not told.
    refused
        How many values are impossible and left out.
    trouble
        What could not be told, as a sentence; empty when all was.
    is_behind
        Whether the server's present is beyond what was asked for.
    is_resting
        Whether something impossible was told that is to be asked for again, later.
    audience
        Who is watching, where that was asked and told.
    marks
        The run sheet, likewise.
    """

    def __init__(self, state: State, start: int | None, *, is_long: bool) -> None:
        self._state = state
        self._start = start
        self._is_long = is_long
        self._told = 0.0
        self._latest = float("inf")
        self._totals: dict[Window, wire.Totals | None] = {}
        self.slots: list[Slot] = []
        self.plays: list[Slot] = []
        self.minutes: list[Minute] = []
        self.broadcasting: bool | None = None
        self.refused = 0
        self.trouble = ""
        self.is_behind = False
        self.is_resting = False
        self.audience: Audience | None = None
        self.marks: list[Mark] = []

    def at(self, told: float, latest: float | None) -> None:
        """Note when the answers are of.

        Parameters
        ----------
        told
            When they were asked for, epoch seconds of the server's clock; 0 when that
            is not known.
        latest
            When they were made at the latest; None when that is not known.
        """
        self._told = told
        if latest is not None:
            self._latest = latest

    def events(self, answer: Any) -> None:
        """Read attendance; what is far from the time that was asked for is none."""
        slots, refused = wire.events(checked(answer))
        newest = max((each.start for each in slots), default=0)
        first = min(newest, self._told or newest) - self._state.history_s
        if self._start is not None:
            first = self._start
        asked = [each for each in slots if each.start >= first - HOUR_S]
        self._keep(asked, refused + len(slots) - len(asked))

    def is_live(self, answer: Any) -> None:
        """Read isLive; a session that may not ask it leaves it unknown."""
        if isinstance(error := error_of(answer), SessionRefusedError):
            raise error
        if isinstance(answer, bool):
            self.broadcasting = answer
            self._state.live_only |= answer

    def cue_points(self, answer: Any) -> None:
        """Read the run sheet; an event without one still has figures."""
        self.marks, impossible = self._state.cues.answer(self._told, answer)
        self.refused += impossible

    def entry(self, answer: Any) -> None:
        """Name the event; a session that may not read entries still sees figures."""
        if error_of(answer) is None and isinstance(answer, dict):
            entry_id = self._state.entry_id
            name = str(answer.get("name") or "")[:_LONGEST_NAME]
            self._state.event = Event(entry_id, redacted(name))

    def recent(self, span: Range, views: Any, quality: Any) -> None:
        """Read attendance; find out whether the ``report`` service can be asked."""
        reports, was_allowed = self._state.reports, self._state.reports.allowed
        try:
            self._views(span, views)
        except SessionRefusedError:
            raise
        except SourceError as error:
            reports.refused(code_of(views))
            if not was_allowed:
                return
            if code_of(views) in NEVER:
                raise ReportsLostError(str(error)) from None
            # The next poll asks liveReports too.
            raise
        reports.granted()
        told_until = self._state.told_until
        self._state.told_until = min(self._told, float(span.end))
        self.is_behind = self._told >= span.end
        if self._is_long or not was_allowed:
            # All of it, or what was missed since the last answer.
            first = None if self._start is None else told_until
            if (first := first or self._state.oldest) is not None:
                reports.lay_out(first, self._told)
        self._quality(span, quality)

    def span(self, span: Range, views: Any, quality: Any) -> None:
        """Read attendance and quality of an earlier time."""
        try:
            self._views(span, views)
        except SourceError as error:
            self._failed(error)
            self._state.reports.failed(span, self._told)
        else:
            self._state.reports.answered(span)
            self._quality(span, quality)

    def _views(self, span: Range, answer: Any) -> None:
        self._keep(*graphs.slots(checked(answer), span.first, span.end))

    def _quality(self, span: Range, answer: Any) -> None:
        first = minute_of(span.first - MINUTE_S)
        try:
            minutes, refused = graphs.minutes(checked(answer), first, span.end)
        except SourceError as error:
            self._failed(error)
            self._state.reports.failed(span, self._told)
            return
        self.refused += refused
        self.minutes += [
            minute
            for minute in minutes
            if not is_provisional(minute.start + MINUTE_S - SLOT_S, self._told)
        ]

    def window(self, window: Window, answer: Any) -> None:
        """Read the sums of a window."""
        try:
            totals = wire.report(checked(answer), self._state.entry_id)
        except SourceError as error:
            # Without it there still is attendance; it is asked for again.
            self._failed(error)
            self._state.plan.failed(window)
            return
        if totals is not None and totals.refused:
            self.refused += totals.refused
            # Where it keeps saying so, what else it says is self.
            if self._state.plan.refused(window):
                self.is_resting = True
                return
        self._totals[window] = totals

    def settle(self) -> None:
        """Take the sums of the windows, once it is known what they are of."""
        state = self._state
        nothing = all(total is None for total in self._totals.values())
        if self._totals and nothing and self.broadcasting is False:
            # Servers of the later generation answer live=1 only while on the air;
            # those of 2015 have 10-second figures for live=1 alone. Which one this is
            # may have been a guess: what neither way tells is not told.
            state.live_only = not state.live_only
            if not state.live_only:
                return
        for window, total in self._totals.items():
            if total is not None and not self._is_plausible(window, total):
                self.refused += 1
                state.live_only = True
                continue
            minutes, plays = state.plan.answer(window, total, self._told)
            self.plays += plays
            if not state.reports.allowed:
                self.minutes += minutes

    def _is_plausible(self, window: Window, totals: wire.Totals) -> bool:
        """Tell whether a report is of its window alone.

        Without live=1 a server of 2015 answers with the whole hour that begins in
        the window.
        """
        if self._state.live_only or totals.live is None:
            return True
        return totals.live <= 2 * self._state.plan.heartbeats(window) + SLOT_S

    def _keep(self, slots: list[Slot], refused: int) -> None:
        """Take slots; none of them can be later than the answer."""
        sound = [slot for slot in slots if slot.start <= self._latest]
        self.refused += refused + len(slots) - len(sound)
        self.slots += sound
        self._state.saw(sound)

    def _failed(self, error: SourceError) -> None:
        """Note that something could not be told: a refused session fails all."""
        if isinstance(error, SessionRefusedError):
            raise error
        self.trouble = f"Bitrate and plays are incomplete. {error}"
