"""Which windows to ask getReport for: the history's quality and plays.

getEvents gives viewers per slot for any range in one call. Bitrate, buffering
and plays come from getReport alone, as figures over a window. So

- each clock minute that has data is asked for once it has settled (its bitrate
  and buffering are the frame's), and once more when it is two minutes old;
- each slot is asked for its plays: as soon as it has settled while its minute is
  still going on, and else only where the minute's plays do not add up.

Pure: it waits for nothing and asks nobody. The newest minutes come first. Of a minute
that is complete little is kept: its viewers, which a later answer may change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webcast_widget.timeline.ledger import Ledger
from webcast_widget.timeline.records import Minute, Slot
from webcast_widget.timeline.slots import (
    MINUTE_S,
    PROVISIONAL_S,
    SLOT_S,
    is_provisional,
    minute_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webcast_widget.sources.kaltura.wire import Totals

_SETTLED_S = MINUTE_S - SLOT_S + PROVISIONAL_S
_FINAL_S = MINUTE_S - SLOT_S + 2 * PROVISIONAL_S
_MAX_TRIES = 3


@dataclass(frozen=True, slots=True)
class Window:
    """A range of whole slots, both ends included (epoch seconds, slot starts)."""

    first: int
    last: int

    @property
    def is_slot(self) -> bool:
        """Whether it is a single slot, and not a minute."""
        return self.first == self.last


@dataclass
class _MinuteState:
    slots: dict[int, tuple[int, ...]] = field(default_factory=dict)
    plays: dict[int, int | None] = field(default_factory=dict)
    total_plays: int | None = None
    answered_at: float | None = None
    tries: int = 0
    failures: int = 0
    slot_tries: dict[int, int] = field(default_factory=dict)
    refused: dict[Window, int] = field(default_factory=dict)

    @property
    def watched(self) -> bool:
        return any(live or dvr for live, dvr in self.slots.values())

    @property
    def is_lacking(self) -> bool:
        """Whether the server did not tell what it should have."""
        unknown = any(
            self.plays.get(start) is None
            for start, viewers in self.slots.items()
            if any(viewers)
        )
        return self.watched and (self.total_plays is None or unknown)

    @property
    def adds_up(self) -> bool:
        known = [plays for plays in self.plays.values() if plays is not None]
        return len(known) == len(self.slots) and sum(known) == self.total_plays


class LivePlan:
    """What has been asked and answered, and what is to be asked next."""

    def __init__(self) -> None:
        self._told = Ledger(SLOT_S, 2)
        self._open: dict[int, _MinuteState] = {}
        self._lacking = Ledger(MINUTE_S, 0)
        self._known = 0

    def saw(self, slots: Iterable[Slot]) -> None:
        """Note the slots that getEvents told of; a change opens their minute again."""
        for slot in slots:
            figures = (slot.live_viewers or 0, slot.dvr_viewers or 0)
            if self._told.get(slot.start) != figures:
                state = self._state(minute_of(slot.start))
                self._told.put(slot.start, figures)
                state.slots[slot.start] = figures
                state.answered_at, state.tries = None, 0
                state.slot_tries.pop(slot.start, None)
                state.plays.pop(slot.start, None)

    def due(self, as_of: float, limit: int) -> list[Window]:
        """Give the windows to ask for now, newest first.

        Parameters
        ----------
        as_of
            The server's time, epoch seconds.
        limit
            How many at most.
        """
        windows: list[Window] = []
        # What keeps failing goes last, and keeps nothing else from being asked.
        for minute in sorted(
            self._open, key=lambda each: (self._open[each].failures, -each)
        ):
            windows += self._windows(minute, as_of)
            if len(windows) >= limit:
                break
        return windows[:limit]

    def progress(self, as_of: float) -> float | None:
        """Give the share of settled minutes that are complete; None if all are."""
        waiting = sum(1 for minute in self._open if self._windows(minute, as_of))
        return 1 - waiting / self._known if waiting else None

    @property
    def is_closed(self) -> bool:
        """Whether all minutes are told, and old enough for that to be final."""
        return not self._open

    def reopen(self) -> None:
        """Ask again for what the server did not tell when it was asked."""
        for minute in list(self._lacking):
            self._state(minute)
        for state in self._open.values():
            if state.is_lacking:
                state.answered_at, state.tries = None, 0
                state.plays.clear()
                state.slot_tries.clear()
                state.refused.clear()

    def failed(self, window: Window) -> None:
        """Note that the server could not answer for a window."""
        self._state(minute_of(window.first)).failures += 1

    def refused(self, window: Window) -> bool:
        """Note an answer with an impossible value; tell whether to ask again."""
        self.failed(window)
        state = self._state(minute_of(window.first))
        state.refused[window] = state.refused.get(window, 0) + 1
        return state.refused[window] < _MAX_TRIES

    def heartbeats(self, window: Window) -> int:
        """Give the live heartbeats in a window, as getEvents told them."""
        starts = range(window.first, window.last + SLOT_S, SLOT_S)
        told = (self._told.get(start) or (0,) for start in starts)
        return sum(int(live or 0) for live, *_ in told)

    def answer(
        self, window: Window, totals: Totals | None, as_of: float
    ) -> tuple[list[Minute], list[Slot]]:
        """Take the answer for a window; give what it says for the timeline.

        What was asked for too early (the server's time is known only from its
        answer) is not taken, and is due again later.
        """
        minute = minute_of(window.first)
        state = self._state(minute)
        if is_provisional(window.last, as_of):
            return [], []
        if window.is_slot:
            plays = None if totals is None else totals.plays
            tries = state.slot_tries[window.first] = (
                state.slot_tries.get(window.first, 0) + 1
            )
            if plays is None and any(state.slots[window.first]) and tries < _MAX_TRIES:
                return [], []
            state.plays[window.first] = plays
            self._close(minute, as_of)
            return [], [Slot(window.first, plays=plays)]
        state.tries += 1
        if totals is None and state.watched and state.tries < _MAX_TRIES:
            return [], []
        state.answered_at = as_of
        state.total_plays = None if totals is None else totals.plays
        slots: list[Slot] = []
        if state.total_plays == 0:
            state.plays = dict.fromkeys(state.slots, 0)
            slots = [Slot(start, plays=0) for start in state.slots]
        elif not state.adds_up:
            state.plays.clear()
            state.slot_tries.clear()
        self._close(minute, as_of)
        return ([] if totals is None else [_minute(minute, totals)]), slots

    def _state(self, minute: int) -> _MinuteState:
        """Give what is known of a minute; open it if it is not."""
        if minute not in self._open:
            starts = range(minute, minute + MINUTE_S, SLOT_S)
            told = {start: self._told.get(start) for start in starts}
            slots = {
                start: tuple(int(each or 0) for each in figures)
                for start, figures in told.items()
                if figures is not None
            }
            self._known += not slots
            self._lacking.drop(minute)
            self._open[minute] = _MinuteState(slots)
        return self._open[minute]

    def _windows(self, minute: int, as_of: float) -> list[Window]:
        state, age = self._open[minute], as_of - minute
        slots = [
            Window(start, start)
            for start in sorted(state.slots)
            if start not in state.plays and not is_provisional(start, as_of)
        ]
        if age < _SETTLED_S:
            return slots
        if state.answered_at is None or (
            age >= _FINAL_S and state.answered_at < minute + _FINAL_S
        ):
            return [Window(minute, minute + MINUTE_S - SLOT_S)]
        return [] if state.total_plays is None else slots

    def _close(self, minute: int, as_of: float) -> None:
        if as_of < minute + _FINAL_S or self._windows(minute, as_of):
            return
        if self._open.pop(minute).is_lacking:
            self._lacking.put(minute, ())


def _minute(start: int, totals: Totals) -> Minute:
    return Minute(start, totals.avg_bitrate_kbps, totals.avg_buffering_s_per_min)
