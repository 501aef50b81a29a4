"""One poll: what is asked in its one request, and what the answers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.sources.kaltura import calls, wire
from webcast_widget.sources.kaltura.report_plan import CALLS, HOUR_S, Range
from webcast_widget.sources.kaltura.taken import Taken
from webcast_widget.timeline.records import Batch
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.sources.kaltura.state import State


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
        self._asked: list[tuple[list[dict[str, Any]], Callable[..., None]]] = []
        reports, entry_id = state.reports, state.entry_id
        recent = reports.recent(since, now)
        self._start = None if since is None or self._must_recheck() else int(since)
        is_long = self._start is None or (
            now is not None and now - self._start > HOUR_S
        )
        self._taken = taken = Taken(state, self._start, is_long=is_long)
        if since is not None and self._start is None:
            state.plan.reopen()
        if is_long or recent is None or not reports.allowed:
            start = -int(state.history_s) if self._start is None else self._start
            self._ask([calls.events(entry_id, start)], taken.events)
        self._ask([calls.is_live(entry_id)], taken.is_live)
        if state.event is None:
            self._ask([calls.entry(entry_id)], taken.entry)
        if recent is not None:
            self._ask_pair(recent, taken.recent)
        self._limit = state.budget.limit()
        self._optional = 0
        for span in reports.due(self._limit):
            self._ask_pair(span, taken.span)
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
                lambda answer, window=window: taken.window(window, answer),
            )
        if reports.allowed and not state.is_over:
            self._ask_audience(self._limit - self._optional)
        if self._optional < self._limit and not state.is_over:
            self._ask_cues()

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
        latest = None if told is None else state.clock.latest(told, took_s)
        taken.at(self._told, latest)
        at = 0
        for group, take in self._asked:
            take(*answers[at : at + len(group)])
            at += len(group)
        if state.event is None and state.newest is None:
            raise wire.nothing_about(state.entry_id)
        taken.settle()
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
        more = taken.is_behind or (progress is not None and self._limit > 0)
        return Batch(
            slots=[*taken.slots, *taken.plays],
            minutes=taken.minutes,
            as_of=as_of,
            event=state.event,
            broadcasting=taken.broadcasting,
            progress=None if state.complete else progress,
            # What just failed is not asked for again at once.
            more=(more or self._must_recheck())
            and not (state.trouble or taken.is_resting),
            refused=taken.refused,
            # While what failed is left alone, it still is missing.
            trouble=state.trouble,
            final=final,
            audience=taken.audience,
            marks=taken.marks,
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

    def _ask_audience(self, limit: int) -> None:
        """Ask who is watching, once a minute and where there is room for it."""
        plan, oldest = self._state.audience, self._state.oldest
        slot = plan.due(self._now, oldest)
        if slot is None or oldest is None:
            return
        asked = plan.questions(self._state.entry_id, slot, oldest, limit)
        self._optional += len(asked)

        def take(*answers: Any) -> None:
            self._taken.audience = plan.answer(slot, asked, answers)

        if asked:
            self._ask([each.call for each in asked], take)

    def _ask_cues(self) -> None:
        """Ask for the run sheet, where that is due."""
        state = self._state
        call = state.cues.call(state.entry_id, self._now, state.oldest)
        if call is not None:
            self._optional += 1
            self._ask([call], self._taken.cue_points)

    def _ask(self, group: list[dict[str, Any]], take: Callable[..., None]) -> None:
        self._asked.append((group, take))

    def _ask_pair(self, span: Range, take: Callable[[Range, Any, Any], None]) -> None:
        entry_id = self._state.entry_id
        self._ask(
            [calls.views(entry_id, span), calls.quality(entry_id, span)],
            lambda views, quality: take(span, views, quality),
        )
