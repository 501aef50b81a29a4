"""`liveReports` by place and by page: the two that need to know who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.people import person
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.api.live_ranges import Slots
    from webcast_widget.simulator.api.values import Params
    from webcast_widget.simulator.kava import View
    from webcast_widget.simulator.people import Person

CS_PER_MINUTE = 6 / 100


def watching(slots: Slots, query: Params) -> list[tuple[int, View, Person]]:
    """Give the VIEW events of a filter's entries and range, and who sent each."""
    span = slots.range(query)
    return [
        (start, view, person(simulation.scenario.seed, view.person))
        for simulation in slots.entries(query)
        for start, view in simulation.views(span.first, span.last + SLOT_S)
    ]


def by_place(slots: Slots, query: Params, order: str) -> list[Result]:
    """Answer ENTRY_GEO_TIME_LINE: the viewers of each slot and city."""
    groups: dict[tuple[int, str, str], list[tuple[View, Person]]] = {}
    for start, view, who in watching(slots, query):
        groups.setdefault((start, who.country, who.city), []).append((view, who))
    found: list[tuple[tuple[int, str, str], dict[str, Result]]] = []
    for (start, country, city), group in groups.items():
        where = group[0][1]
        stats = _stats([view for view, _ in group]) | {
            "timestamp": start,
            "city": _coordinate(city, where),
            "country": _coordinate(country, where),
        }
        key = (-start if order == "-eventTime" else start, country, city)
        found.append((key, api_object("KalturaGeoTimeLiveStats", stats)))
    return [stats for _, stats in sorted(found, key=lambda one: one[0])]


def by_page(slots: Slots, query: Params, _: str) -> list[Result]:
    """Answer ENTRY_SYNDICATION_TOTAL: the viewers that came from each page."""
    groups: dict[str, list[View]] = {}
    for _start, view, who in watching(slots, query):
        groups.setdefault(who.referrer, []).append(view)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        api_object("KalturaEntryReferrerLiveStats", {"referrer": page, **_stats(views)})
        for page, views in ordered
    ]


REPORTS: dict[str, Callable[[Slots, Params, str], list[Result]]] = {
    "ENTRY_GEO_TIME_LINE": by_place,
    "ENTRY_SYNDICATION_TOTAL": by_page,
}


def _stats(views: list[View]) -> dict[str, Result]:
    dvr = sum(view.is_dvr for view in views)
    bitrates = [view.bitrate for view in views if view.bitrate >= 0]
    return {
        "audience": len(views) - dvr,
        "dvrAudience": dvr,
        "avgBitrate": sum(bitrates) / len(bitrates) if bitrates else 0.0,
        "bufferTime": CS_PER_MINUTE
        * sum(view.buffer_cs for view in views)
        / len(views),
        "plays": 0,
        "secondsViewed": SLOT_S * len(views),
        "startEvent": None,
        "timestamp": None,
    }


def _coordinate(name: str, where: Person) -> Result:
    return api_object(
        "KalturaCoordinate",
        {
            "latitude": where.latitude,
            "longitude": where.longitude,
            "name": name.upper(),
        },
    )
