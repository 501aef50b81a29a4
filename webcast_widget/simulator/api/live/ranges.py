"""Which slots of which entries a live report is of, in both generations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.cache import Cache
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_text,
    as_time,
    next_slot,
)
from webcast_widget.timeline.slots import SLOT_S, slot_of

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.counting import SlotCounts
    from webcast_widget.simulator.simulation import Simulation

HOUR_S = 3600
KEPT_S = 36 * HOUR_S
"""So long the first store keeps slots; hours it keeps for ever."""


@dataclass(frozen=True, slots=True)
class Range:
    """First and last slot, both included, and the last second of the query."""

    first: int
    last: int

    @property
    def smoothing(self) -> int:
        """How many slots a peak is averaged over: more than one in long ranges."""
        return max(1, (self.last - self.first) // 10_000)


class Slots:
    """The counted slots, as the store behind the reports gives them."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._cache: Cache[list[tuple[int, SlotCounts]]] = Cache(account.now)

    def entries(self, query: Params) -> list[Simulation]:
        """Give the events that a filter is about."""
        ids = query.get("entryIds")
        found = self.account.named(None if ids is None else as_text(ids))
        live = as_bool(query.get("live"))
        if self.account.is_kava and live is not None:
            return [one for one in found if one.is_live() is live]
        if ids is None and live:
            return [one for one in found if one.is_live()]
        return found

    def recent(self) -> list[Simulation]:
        """Give the events of which the first store has slots, by name."""
        now = self.account.now()
        return [
            one
            for one in self.account.named(None)
            if one.start <= now and one.end > now - KEPT_S
        ]

    def range(self, query: Params) -> Range:
        """Read the range of a filter."""
        now = self.account.now()
        first = as_time(query.get("fromTime"), now)
        last = as_time(query.get("toTime"), now)
        if not self.account.is_kava:
            return Range(max(slot_of(first), slot_of(now - KEPT_S)), slot_of(last))
        first, last = min(first, int(now)), min(last, int(now))
        return Range(next_slot(first), next_slot(first) + next_slot(last - first))

    def timeline(
        self, simulation: Simulation, span: Range
    ) -> list[tuple[int, SlotCounts]]:
        """Give the slots of an event, not to be changed; the later store remembers."""
        if not self.account.is_kava:
            return simulation.served(span.first, span.last)
        return self._cache.get(
            (simulation.scenario.entry_id, span),
            lambda: simulation.served(span.first, span.last),
        )

    def reported(
        self, simulation: Simulation, query: Params
    ) -> list[tuple[int, SlotCounts]]:
        """Give the slots that a total is of: not live, the first store had hours."""
        hours = None if as_bool(query.get("live")) else self.hours(query)
        if hours is None:
            return self.timeline(simulation, self.range(query))
        return simulation.served(hours.first, hours.last)

    def hours(self, query: Params) -> Range | None:
        """Give the slots of the whole hours of the first store; None for the later one."""
        if self.account.is_kava:
            return None
        now = self.account.now()
        first = as_time(query.get("fromTime"), now)
        last = as_time(query.get("toTime"), now)
        # The hourly table has one row an hour, named by its start.
        return Range(first + -first % HOUR_S, last - last % HOUR_S + HOUR_S - SLOT_S)


def peak(series: dict[int, int], span: Range | None) -> int:
    """Give the highest number of heartbeats in a slot, or mean over some, rounded up.

    The first store, which knows no range, has that of single slots.
    """
    size = span.smoothing if span else 1
    buckets: dict[int, int] = {}
    for start, count in series.items():
        # The later store's periods lie on the epoch's grid.
        bucket = start // (size * SLOT_S)
        buckets[bucket] = buckets.get(bucket, 0) + count
    return max((-(-count // size) for count in buckets.values()), default=0)
