"""`liveReports` by place and by page: the two that need to know who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from webcast_widget.simulator.api.cache import Cache
from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.live.totals import totals
from webcast_widget.simulator.api.parts import parts
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.counting import SlotCounts
from webcast_widget.simulator.people import PLACES, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from webcast_widget.simulator.api.live.ranges import Range, Slots
    from webcast_widget.simulator.api.values import Params
    from webcast_widget.simulator.events import Events
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.simulation import Simulation


class Crowds:
    """The viewers of a filter's entries and range, by place and by page."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self._cache: Cache[dict[Any, SlotCounts]] = Cache(slots.account.now)

    def by_place(self, query: Params) -> dict[tuple[int, Place], SlotCounts]:
        """Give the counts of each slot and place."""

        def codes(entry: Simulation, events: Events) -> NDArray[np.int64]:
            place = entry.people.codes("place", events.number)
            return events.slot * len(PLACES) + place

        def named(_: Simulation, code: int) -> tuple[int, Place]:
            start, place = divmod(code, len(PLACES))
            return start, PLACES[place]

        return self._counted("place", query, self.slots.range(query), codes, named)

    def by_page(self, query: Params) -> dict[str, SlotCounts]:
        """Give the counts of each page that the player was on."""

        def codes(entry: Simulation, events: Events) -> NDArray[np.int64]:
            return entry.people.codes("referrer", events.number)

        def named(entry: Simulation, code: int) -> str:
            return entry.people.referrers[code]

        # The first store had pages by the hour alone.
        span = self.slots.hours(query) or self.slots.range(query)
        return self._counted("page", query, span, codes, named)

    def _counted(
        self,
        by: str,
        query: Params,
        span: Range,
        codes: Callable[[Simulation, Events], NDArray[np.int64]],
        named: Callable[[Simulation, int], Any],
    ) -> dict[Any, SlotCounts]:
        is_kava = self.slots.account.is_kava
        failure = "DRUID_QUERY_TIMED_OUT" if is_kava else "LIVE_REPORTS_WS_FAILURE"
        entries = self.slots.entries(query)

        def make() -> dict[Any, SlotCounts]:
            found: dict[Any, SlotCounts] = {}
            for entry, events in parts(
                entries, span.first, span.last + 1, ApiError(failure)
            ):
                for code, more in _counts(
                    events, codes(entry, events), is_kava=is_kava
                ):
                    known = found.setdefault(named(entry, code), SlotCounts())
                    for name in SlotCounts.__slots__:
                        setattr(known, name, getattr(known, name) + getattr(more, name))
            return found

        if not is_kava:
            return make()
        ids = tuple(one.scenario.entry_id for one in entries)
        return self._cache.get((by, ids, span), make)


def by_place(crowds: Crowds, query: Params, order: str) -> list[Result]:
    """Answer ENTRY_GEO_TIME_LINE: the viewers of each slot and city.

    It is of the 10-second table, live or not: live_analytics
    (webservice/reporters/EntryGeoTimeLineReporter.java) sorted all rows by plays or
    audience where it was told, the most first, and had them by time else. The later
    server (kKavaLiveReportsMgr.class.php, `entryGeoTimeline`) sorts within each
    moment: by plays where it is told, by audience else.
    """
    is_kava = crowds.slots.account.is_kava
    rows = sorted(
        crowds.by_place(query).items(),
        key=lambda one: (one[0][0], one[0][1].country, one[0][1].city),
        reverse=order == "-eventTime" and not is_kava,
    )
    if order == "-plays":
        rows.sort(key=lambda row: -row[1].plays)
    elif is_kava or order == "-audience":
        rows.sort(key=lambda row: -row[1].live)
    if is_kava:
        rows.sort(key=lambda row: row[0][0])
    return [
        api_object(
            "KalturaGeoTimeLiveStats",
            totals([slot], is_kava=is_kava)
            | {
                "timestamp": start if is_kava else str(start),
                "city": _coordinate(place.city, place),
                "country": _coordinate(place.country, place),
            },
        )
        for (start, place), slot in rows
    ]


def by_page(crowds: Crowds, query: Params, _: str) -> list[Result]:
    """Answer ENTRY_SYNDICATION_TOTAL: the plays that came from each page.

    Plays alone are told, the most first; all else is 0, as in live_analytics
    (webservice/reporters/EntrySyndicationTotalReporter.java) and in the later server
    (kKavaLiveReportsMgr.class.php, `entrySyndicationTotal`), whatever order is wanted.
    """
    is_kava = crowds.slots.account.is_kava
    plays = {page: slot.plays for page, slot in crowds.by_page(query).items()}
    return [
        api_object(
            "KalturaEntryReferrerLiveStats",
            {
                "referrer": page,
                **totals([SlotCounts(plays=plays[page])], is_kava=is_kava),
            },
        )
        for page in sorted(plays, key=lambda page: (-plays[page], page))
        # The later query was of PLAY events: no row for a page without one.
        if plays[page] or not is_kava
    ]


REPORTS = {"ENTRY_GEO_TIME_LINE": by_place, "ENTRY_SYNDICATION_TOTAL": by_page}


def _counts(
    events: Events, codes: NDArray[np.int64], *, is_kava: bool
) -> Iterator[tuple[int, SlotCounts]]:
    """Count events by a code, by the rules of the store's generation."""
    names, group = np.unique(codes, return_inverse=True)

    def sums(mask: NDArray[np.bool_], values: NDArray[np.int64] | None = None) -> Any:
        weights = None if values is None else values[mask]
        found = np.bincount(group[mask], weights=weights, minlength=len(names))
        return found.astype(np.int64).tolist()

    is_view, is_play = ~events.is_first & ~events.is_error, events.is_first
    # The first store took the quality of every heartbeat, and no DVR start for a
    # play; the later one took that of VIEW events alone.
    tells = is_view if is_kava else ~events.is_error
    known = tells & (events.bitrate >= 0)
    columns = (
        sums(is_view & ~events.is_dvr),
        sums(is_view & events.is_dvr),
        sums(is_play if is_kava else is_play & ~events.is_dvr),
        sums(known, events.bitrate),
        sums(known),
        sums(tells, events.buffer_cs),
    )
    for code, *counts in zip(names.tolist(), *columns, strict=True):
        yield code, SlotCounts(*counts)


def _coordinate(name: str, where: Place) -> Result:
    facts: dict[str, Result] = {
        "latitude": where.latitude,
        "longitude": where.longitude,
        "name": name.upper(),
    }
    return api_object("KalturaCoordinate", facts)
