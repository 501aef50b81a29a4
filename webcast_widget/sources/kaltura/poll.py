"""One poll: what is asked in its one request, and what the answers say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import SessionRefusedError, SourceError
from webcast_widget.sources.kaltura import calls, graphs, wire
from webcast_widget.sources.kaltura.answers import checked, code_of, error_of
from webcast_widget.sources.kaltura.reports import CALLS, HOUR_S, NEVER, Range
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, is_provisional, minute_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.sources.kaltura.plan import Window
    from webcast_widget.sources.kaltura.state import State


class ReportsLostError(SourceError):
    """The session may not ask the ``report`` service any more: ask without it."""


@dataclass
class _Taken:
    """What the answers brought."""

    slots: list[Slot] = field(default_factory=list)
    plays: list[Slot] = field(default_factory=list)
    minutes: list[Minute] = field(default_factory=list)
    totals: dict[Window, wire.Totals | None] = field(default_factory=dict)
    broadcasting: bool | None = None
    refused: int = 0
    trouble: str = ""

    def failed(self, error: SourceError) -> None:
        """Note that something could not be told: a refused session fails all."""
        if isinstance(error, SessionRefusedError):
            raise error
        self.trouble = f"Bitrate and plays are incomplete. {error}"


class Poll:
    """One poll of an event.

    Parameters
    ----------
    state
        What is known of it.
    since
        From where on it is asked, epoch seconds; None for everything.
    now
        The server's present, epoch seconds; None as long as it is not known.
    """

    def __init__(self, state: State, since: float | None, now: float | None) -> None:
        self._state = state
        self._now = now
        self._told = 0.0
        self._latest = float("inf")
        self._taken = _Taken()
        self._is_behind = self._is_resting = False
        self._asked: list[tuple[list[dict[str, Any]], Callable[..., None]]] = []
        reports, entry_id = state.reports, state.entry_id
        recent = reports.recent(since, now)
        self._start = None if since is None or self._must_recheck() else int(since)
        self._is_long = self._start is None or (
            now is not None and now - self._start > HOUR_S
        )
        if since is not None and self._start is None:
            state.plan.reopen()
        if self._is_long or recent is None or not reports.allowed:
            start = -int(state.history_s) if self._start is None else self._start
            self._ask([calls.events(entry_id, start)], self._take_events)
        self._ask([calls.is_live(entry_id)], self._take_is_live)
        if state.event is None:
            self._ask([calls.entry(entry_id)], self._take_entry)
        if recent is not None:
            self._ask_pair(recent, self._take_recent)
        self._limit = state.budget.limit()
        self._optional = 0
        for span in reports.due(self._limit):
            self._ask_pair(span, self._take_span)
            self._optional += CALLS
        # A server that dates nothing is asked for what had settled before.
        asked_to = now or since
        left = max(0, self._limit - self._optional)
        windows = [] if asked_to is None else state.plan.due(asked_to, left)
        self._optional += len(windows)
        live_only = state.live_only and not reports.allowed
        for window in windows:
            self._ask(
                [calls.totals(entry_id, window, live_only=live_only)],
                lambda answer, window=window: self._take_totals(window, answer),
            )

    def calls(self) -> list[dict[str, Any]]:
        """Give the calls of the request."""
        return [call for group, _ in self._asked for call in group]

    def failed(self) -> None:
        """Note that there was no answer."""
        self._state.budget.failed(self._optional)

    def batch(self, answers: list[Any], told: float | None, took_s: float) -> Batch:
        """Read the answers.

        Parameters
        ----------
        answers
            As many as there were calls.
        told
            When they were asked for by the server's clock, epoch seconds.
        took_s
            How long they took.

        Raises
        ------
        SourceError
            If there is no attendance in them.
        """
        state, taken = self._state, self._taken
        self._told = told or self._now or 0.0
        if told is not None:
            self._latest = state.clock.latest(told, took_s)
        at = 0
        for group, take in self._asked:
            take(*answers[at : at + len(group)])
            at += len(group)
        if state.event is None and state.newest is None:
            raise wire.nothing_about(state.entry_id)
        self._settle_totals()
        if self._start is None and told is not None:
            state.whole_at = told
        if taken.trouble:
            state.budget.failed(self._optional)
        else:
            state.budget.answered(took_s, self._optional)
        if self._limit or taken.trouble:
            state.trouble = taken.trouble
        as_of, progress = self._vouched(told)
        state.complete = state.complete or progress is None
        final = self._is_final(progress)
        more = self._is_behind or (progress is not None and self._limit > 0)
        return Batch(
            slots=[*taken.slots, *taken.plays],
            minutes=taken.minutes,
            as_of=as_of,
            event=state.event,
            broadcasting=taken.broadcasting,
            progress=None if state.complete else progress,
            # What just failed is not asked for again at once.
            more=(more or self._must_recheck())
            and not (state.trouble or self._is_resting),
            refused=taken.refused,
            # While what failed is left alone, it still is missing.
            trouble=state.trouble,
            final=final,
        )

    def _vouched(self, told: float | None) -> tuple[float | None, float | None]:
        """Give the moment up to which all was asked for, and the progress to it.

        What settled between the expected and the true moment of the answer was not
        asked for yet: it stays provisional until the next poll, which follows at
        once if that is more than a slot.
        """
        if told is None:
            return None, None
        as_of = told if self._now is None else min(told, self._now)
        behind = told - as_of > SLOT_S
        shares = (
            self._state.plan.progress(told if behind else as_of),
            self._state.reports.progress(),
        )
        return as_of, min((each for each in shares if each is not None), default=None)

    def _is_final(self, progress: float | None) -> bool | None:
        """Tell whether the event is over and all of it told; None if not known."""
        state, on_air = self._state, self._taken.broadcasting
        if on_air is None or self._now is None:
            return None
        state.is_over = not on_air and state.is_quiet(self._told)
        return (
            state.is_over
            and state.is_rechecked
            and progress is None
            and state.plan.is_closed
            and not self._state.trouble
        )

    def _must_recheck(self) -> bool:
        """Tell whether all slots are to be asked for once more: the event is over.

        What came late or was corrected during the event is had now at the latest.
        """
        return self._state.is_over and not self._state.is_rechecked

    def _ask(self, group: list[dict[str, Any]], take: Callable[..., None]) -> None:
        self._asked.append((group, take))

    def _ask_pair(self, span: Range, take: Callable[[Range, Any, Any], None]) -> None:
        entry_id = self._state.entry_id
        self._ask(
            [calls.views(entry_id, span), calls.quality(entry_id, span)],
            lambda views, quality: take(span, views, quality),
        )

    def _take_events(self, answer: Any) -> None:
        self._keep(*wire.events(checked(answer)))

    def _take_is_live(self, answer: Any) -> None:
        """Read isLive; a session that may not ask it leaves it unknown."""
        if isinstance(error := error_of(answer), SessionRefusedError):
            raise error
        if isinstance(answer, bool):
            self._taken.broadcasting = answer
            self._state.live_only |= answer

    def _take_entry(self, answer: Any) -> None:
        """Name the event; a session that may not read entries still sees figures."""
        if error_of(answer) is None and isinstance(answer, dict):
            entry_id = self._state.entry_id
            self._state.event = Event(entry_id, str(answer.get("name") or ""))

    def _take_recent(self, span: Range, views: Any, quality: Any) -> None:
        """Read attendance; find out whether the ``report`` service can be asked."""
        reports, was_allowed = self._state.reports, self._state.reports.allowed
        try:
            self._take_views(span, views)
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
        self._is_behind = self._told >= span.end
        if self._is_long or not was_allowed:
            # All of it, or what was missed since the last answer.
            first = None if self._start is None else told_until
            if (first := first or self._state.oldest) is not None:
                reports.lay_out(first, self._told)
        self._take_quality(span, quality)

    def _take_span(self, span: Range, views: Any, quality: Any) -> None:
        try:
            self._take_views(span, views)
        except SourceError as error:
            self._taken.failed(error)
            self._state.reports.failed(span, self._told)
        else:
            self._state.reports.answered(span)
            self._take_quality(span, quality)

    def _take_views(self, span: Range, answer: Any) -> None:
        self._keep(*graphs.slots(checked(answer), span.first, span.end))

    def _take_quality(self, span: Range, answer: Any) -> None:
        first = minute_of(span.first - MINUTE_S)
        try:
            minutes, refused = graphs.minutes(checked(answer), first, span.end)
        except SourceError as error:
            self._taken.failed(error)
            self._state.reports.failed(span, self._told)
            return
        self._taken.refused += refused
        self._taken.minutes += [
            minute
            for minute in minutes
            if not is_provisional(minute.start + MINUTE_S - SLOT_S, self._told)
        ]

    def _take_totals(self, window: Window, answer: Any) -> None:
        try:
            totals = wire.report(checked(answer), self._state.entry_id)
        except SourceError as error:
            # Without it there still is attendance; it is asked for again.
            self._taken.failed(error)
            self._state.plan.failed(window)
            return
        if totals is not None and totals.refused:
            self._taken.refused += totals.refused
            # Where it keeps saying so, what else it says is taken.
            if self._state.plan.refused(window):
                self._is_resting = True
                return
        self._taken.totals[window] = totals

    def _settle_totals(self) -> None:
        state, taken = self._state, self._taken
        nothing = all(total is None for total in taken.totals.values())
        if taken.totals and nothing and taken.broadcasting is False:
            # Servers of the later generation answer live=1 only while on the air;
            # those of 2015 have 10-second figures for live=1 alone. Which one this is
            # may have been a guess: what neither way tells is not told.
            state.live_only = not state.live_only
            if not state.live_only:
                return
        for window, total in taken.totals.items():
            if total is not None and not self._is_plausible(window, total):
                taken.refused += 1
                state.live_only = True
                continue
            minutes, plays = state.plan.answer(window, total, self._told)
            taken.plays += plays
            if not state.reports.allowed:
                taken.minutes += minutes

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
        self._taken.refused += refused + len(slots) - len(sound)
        self._taken.slots += sound
        self._state.saw(sound)
