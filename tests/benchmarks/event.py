"""A made-up event of any length: the source of the benchmarks."""

from __future__ import annotations

import asyncio
import math

from webcast_widget import Batch, Event, Minute, Slot
from webcast_widget.poller.decisions import CATCH_UP_S
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, minute_of, slot_of

START = 1_767_261_600
"""A whole hour in the past, so that all lengths begin alike."""
UNSETTLED = 7
"""Slots that a poll changes: the new one, and six that fill up."""
MOST = 400_000
"""Slots of an answer at the most, as a feed takes no more at once with their minutes."""
LENGTHS = {180: "30 min", 8_640: "24 h", 60_480: "7 days"}


def viewers(start: int) -> int:
    """Give about 1,200 viewers: a course over the day, with unrest."""
    unrest = (start * 2_654_435_761 >> 7) % 61 - 30
    return round(1200 + 300 * math.sin(start / 5000) + unrest)


class MadeUp:
    """A source that knows an event of `slots` slots; each answer is one slot on.

    As with a real one, a slot fills up for a minute before it is settled, so that
    every answer changes the newest seven.
    """

    def __init__(self, slots: int) -> None:
        self.event_id = f"1_m4de{slots}"
        self.name = "https://analytics.example"
        self.moment = float(START + slots * SLOT_S)
        """The present of the event, epoch seconds."""
        self._next: int | None = START

    async def fetch(self, since: float | None) -> Batch:
        """Answer at once; a long history in parts."""
        if self._next is None:
            return self.answer(since)
        begin, end = self._next, self._next + MOST * SLOT_S
        self._next = end if end < self.moment else None
        if self._next is None:
            return self.answer(begin)
        return self._batch(begin, float(end), more=True)

    def answer(self, since: float | None) -> Batch:
        """Give the slots and minutes from `since`, and let ten seconds pass."""
        begin = START if since is None else slot_of(since)
        end, self.moment = self.moment, self.moment + SLOT_S
        return self._batch(begin, end)

    def _batch(self, begin: int, end: float, *, more: bool = False) -> Batch:
        newest = slot_of(end) - SLOT_S
        return Batch(
            slots=[
                self._slot(start, (newest - start) // SLOT_S)
                for start in range(begin, newest + SLOT_S, SLOT_S)
            ],
            minutes=[
                Minute(start, 2_000 * _share(start), _share(start))
                for start in range(minute_of(begin), minute_of(end), MINUTE_S)
            ],
            as_of=end,
            event=Event(self.event_id, "All hands, winter"),
            broadcasting=True,
            more=more,
        )

    async def close(self) -> None:
        """Have nothing to close."""

    def _slot(self, start: int, age: int) -> Slot:
        full = min(1.0, 0.4 + 0.1 * age)
        live = round(viewers(start) * full)
        return Slot(start, live, round(live * 0.07), live // 50)


class OnCommand:
    """A clock that never comes to the end of a wait: the feed polls when told to.

    The rest of a history is asked for without being told.
    """

    speed = 1.0

    def __init__(self, source: MadeUp) -> None:
        self._source = source
        self._moment = source.moment

    def now(self) -> float:
        """Give the present of the event; it stands still during a poll."""
        return self._moment

    def advance(self) -> None:
        """Go on to the moment of the next answer."""
        self._moment = self._source.moment

    async def sleep(self, seconds: float) -> None:
        """Wait until cancelled, unless more of the history is due at once."""
        if seconds > CATCH_UP_S:
            await asyncio.Event().wait()


def _share(start: int) -> float:
    """Give a figure with all its decimals, as an average has them."""
    return (viewers(start) - 700) / 1301
