"""`liveReports` by place and by page: the two that need to know who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.api.cache import Cache
from webcast_widget.simulator.api.errors import (
    druid_query_timed_out,
    live_reports_failure,
)
from webcast_widget.simulator.api.live_ranges import HOUR_S, Slots
from webcast_widget.simulator.api.live_totals import totals
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.counting import Slot
from webcast_widget.simulator.people import PLACES, Place
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from webcast_widget.simulator.api.values import Params
    from webcast_widget.simulator.events import Events
    from webcast_widget.simulator.simulation import Simulation

CHUNK = 1 << 19
"""So many events are looked at in one go."""

MOST_EVENTS = 24_000_000
"""A query of more events fails, as it would in the vendor's stores."""


class Crowds:
    """The viewers of a filter's entries and range, by place and by page.

    Parameters
    ----------
    slots
        What they are counted in.
    """

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self._places: Cache[dict[tuple[int, Place], Slot]] = Cache(slots.account.now)
        self._pages: Cache[dict[str, Slot]] = Cache(slots.account.now)

    def by_place(self, query: Params) -> dict[tuple[int, Place], Slot]:
        """Give the counts of each slot (in the first store's hours, hour) and place."""
        if self.slots.account.is_kava:
            return self._places.get(self._key(query), lambda: self._by_place(query))
        return self._by_place(query)

    def by_page(self, query: Params) -> dict[str, Slot]:
        """Give the counts of each page that the player was on."""
        if self.slots.account.is_kava:
            return self._pages.get(self._key(query), lambda: self._by_page(query))
        return self._by_page(query)

    def _by_place(self, query: Params) -> dict[tuple[int, Place], Slot]:
        found: dict[tuple[int, Place], Slot] = {}
        size = SLOT_S if self.slots.hours(query) is None else HOUR_S
        for simulation, events in self._events(query):
            start = events.slot - events.slot % size
            place = simulation.people.codes("place", events.number)
            for key, slot in self._counted(events, start * len(PLACES) + place):
                moment, where = divmod(key, len(PLACES))
                _add(found.setdefault((moment, PLACES[where]), Slot()), slot)
        return found

    def _by_page(self, query: Params) -> dict[str, Slot]:
        found: dict[str, Slot] = {}
        for simulation, events in self._events(query):
            pages = simulation.people.referrers
            place = simulation.people.codes("referrer", events.number)
            for key, slot in self._counted(events, place):
                _add(found.setdefault(pages[key], Slot()), slot)
        return found

    def _events(self, query: Params) -> Iterator[tuple[Simulation, Events]]:
        span = self.slots.hours(query) or self.slots.range(query)
        parts = [
            (simulation, part)
            for simulation in self.slots.entries(query)
            for part in simulation.chunks(span.first, span.last + 1, CHUNK)
        ]
        if sum(size for _, (_, _, size) in parts) > MOST_EVENTS:
            is_kava = self.slots.account.is_kava
            raise druid_query_timed_out() if is_kava else live_reports_failure()
        for simulation, (first, end, _) in parts:
            yield simulation, simulation.events(first, end)

    def _key(self, query: Params) -> object:
        ids = tuple(one.scenario.entry_id for one in self.slots.entries(query))
        return ids, self.slots.range(query)

    def _counted(
        self, events: Events, keys: NDArray[np.int64]
    ) -> Iterator[tuple[int, Slot]]:
        """Count events by a key, by the rules of the store's generation."""
        is_kava = self.slots.account.is_kava
        names, group = np.unique(keys, return_inverse=True)
        is_view, is_play = ~events.is_first & ~events.is_error, events.is_first
        # The first store took the quality of every heartbeat, and no DVR start for a
        # play; the later one took that of VIEW events alone.
        tells = is_view if is_kava else ~events.is_error
        known = tells & (events.bitrate >= 0)
        masks = (
            is_view & ~events.is_dvr,
            is_view & events.is_dvr,
            is_play if is_kava else is_play & ~events.is_dvr,
        )
        live, dvr, plays = (_sums(group[mask], len(names)) for mask in masks)
        bitrate = _sums(group[known], len(names), events.bitrate[known])
        count = _sums(group[known], len(names))
        buffering = _sums(group[tells], len(names), events.buffer_cs[tells])
        columns = (names.tolist(), live, dvr, plays, bitrate, count, buffering)
        for key, *counts in zip(*columns, strict=True):
            yield key, Slot(*counts)


def by_place(crowds: Crowds, query: Params, order: str) -> list[Result]:
    """Answer ENTRY_GEO_TIME_LINE: the viewers of each slot and city."""
    sign = -1 if order == "-eventTime" else 1
    found = sorted(
        crowds.by_place(query).items(),
        key=lambda one: (sign * one[0][0], one[0][1].country, one[0][1].city),
    )
    return [
        api_object(
            "KalturaGeoTimeLiveStats",
            _stats(crowds, slot)
            | {
                "timestamp": start if crowds.slots.account.is_kava else str(start),
                "city": _coordinate(place.city, place),
                "country": _coordinate(place.country, place),
            },
        )
        for (start, place), slot in found
    ]


def by_page(crowds: Crowds, query: Params, _: str) -> list[Result]:
    """Answer ENTRY_SYNDICATION_TOTAL: the viewers that came from each page."""
    ordered = sorted(
        crowds.by_page(query).items(), key=lambda one: (-one[1].live, one[0])
    )
    return [
        api_object(
            "KalturaEntryReferrerLiveStats", {"referrer": page, **_stats(crowds, slot)}
        )
        for page, slot in ordered
    ]


REPORTS = {"ENTRY_GEO_TIME_LINE": by_place, "ENTRY_SYNDICATION_TOTAL": by_page}


def _stats(crowds: Crowds, slot: Slot) -> dict[str, Result]:
    return totals([slot], is_kava=crowds.slots.account.is_kava)


def _sums(
    group: NDArray[np.int64], groups: int, values: NDArray[np.int64] | None = None
) -> list[int]:
    sums = np.bincount(group, weights=values, minlength=groups)
    return list(sums.astype(np.int64).tolist())


def _add(to: Slot, slot: Slot) -> None:
    for name in Slot.__slots__:
        setattr(to, name, getattr(to, name) + getattr(slot, name))


def _coordinate(name: str, where: Place) -> Result:
    return api_object(
        "KalturaCoordinate",
        {
            "latitude": where.latitude,
            "longitude": where.longitude,
            "name": name.upper(),
        },
    )
