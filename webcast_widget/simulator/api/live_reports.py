"""`liveReports`: what the live analytics are read from, in both generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api import live_people
from webcast_widget.simulator.api.errors import (
    invalid_enum_value,
    live_reports_failure,
    unsupported_query,
)
from webcast_widget.simulator.api.live_ranges import Slots, peak
from webcast_widget.simulator.api.live_totals import totals
from webcast_widget.simulator.api.paging import page
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_int,
    as_object,
    as_text,
)

if TYPE_CHECKING:
    from webcast_widget.simulator.counting import Slot
    from webcast_widget.simulator.simulation import Simulation

REPORT_TYPES = {
    "PARTNER_TOTAL",
    "ENTRY_TOTAL",
    "ENTRY_TIME_LINE",
    "ENTRY_GEO_TIME_LINE",
    "ENTRY_SYNDICATION_TOTAL",
}
ORDERS = {"-eventTime", "-plays", "-audience", "+name"}
PRODUCER = "KWP:"
"""Begin of the client tag of the application that asks for quality alone."""


def get_events(slots: Slots, params: Params) -> Result:
    """Answer `liveReports.getEvents`: viewers by slot, `start,live,dvr;` each."""
    report, query = _checked(slots, params)
    if report != "ENTRY_TIME_LINE":
        raise unsupported_query()
    viewers = audience(slots, query)
    with_dvr = slots.account.scenario.sends_dvr
    data = "".join(
        f"{start},{live},{dvr};" if with_dvr else f"{start},{live};"
        for start, (live, dvr) in sorted(viewers.items())
    )
    return [api_object("KalturaReportGraph", {"id": "audience", "data": data})]


def audience(slots: Slots, query: Params) -> dict[int, tuple[int, int]]:
    """Give the live and the DVR viewers of each slot of a filter's range."""
    span = slots.range(query)
    is_kava = slots.account.is_kava
    viewers: dict[int, tuple[int, int]] = {}
    for simulation in slots.entries(query):
        for start, slot in slots.timeline(simulation, span):
            # The later store counts VIEW events only, and sums over entries; rows of
            # the first one were keyed by their time, so that the last entry won.
            live, dvr = viewers.get(start, (0, 0)) if is_kava else (0, 0)
            if not is_kava or slot.live + slot.dvr:
                viewers[start] = (live + slot.live, dvr + slot.dvr)
    return viewers


def get_report(crowds: live_people.Crowds, params: Params) -> Result:
    """Answer `liveReports.getReport`: sums and means over a range."""
    slots = crowds.slots
    report, query = _checked(slots, params)
    is_kava = slots.account.is_kava
    further = as_int(as_object(params.get("pager")).get("pageIndex")) > 1
    if is_kava and further and report != "ENTRY_TOTAL":
        raise unsupported_query()
    if report == "PARTNER_TOTAL":
        whole = _partner_total(slots, query)
        return _list(slots, whole, total=len(whole))
    if report == "ENTRY_TOTAL":
        reduced = is_kava and as_text(params.get("clientTag")).startswith(PRODUCER)
        order = as_text(query.get("orderBy"))
        found = _entry_totals(slots, query, order, reduced=reduced)
        return _list(slots, page(found, params), total=len(found))
    if report == "ENTRY_TIME_LINE":
        raise unsupported_query()
    make = live_people.REPORTS[report]
    found = make(crowds, query, as_text(query.get("orderBy")))
    return _list(slots, page(found, params), total=len(found))


def _partner_total(slots: Slots, query: Params) -> list[Result]:
    is_kava = slots.account.is_kava
    entries = slots.entries({**query, "entryIds": None})
    rows = [
        slot for simulation in entries for _, slot in slots.reported(simulation, query)
    ]
    # Of nothing there is no total, unless the first store finds nobody broadcasting.
    if not rows and (is_kava or entries or not as_bool(query.get("live"))):
        return []
    return [api_object("KalturaLiveStats", totals(rows, is_kava=is_kava))]


def _entry_totals(
    slots: Slots, query: Params, order: str, *, reduced: bool
) -> list[Result]:
    found: list[tuple[Simulation, list[tuple[int, Slot]]]] = [
        (simulation, slots.reported(simulation, query))
        for simulation in slots.entries(query)
    ]
    found = [one for one in found if one[1]]
    if order == "-plays":
        found.sort(key=lambda one: -sum(slot.plays for _, slot in one[1]))
    elif order == "-audience":
        found.sort(key=lambda one: -sum(slot.live for _, slot in one[1]))
    return [
        entry_stats(slots, simulation, rows, query, reduced=reduced)
        for simulation, rows in found
    ]


def entry_stats(
    slots: Slots,
    simulation: Simulation,
    rows: list[tuple[int, Slot]],
    query: Params,
    *,
    reduced: bool = False,
) -> dict[str, Result]:
    """Make the totals of one entry."""
    is_kava = slots.account.is_kava
    stats = totals([slot for _, slot in rows], is_kava=is_kava)
    live: Result
    dvr: Result
    if is_kava:
        span = slots.range(query)
        live = peak({start: slot.live for start, slot in rows}, span)
        dvr = peak({start: slot.dvr for start, slot in rows}, span)
    else:
        live = str(max((slot.live for _, slot in rows), default=0))
        dvr = str(max((slot.dvr for _, slot in rows), default=0))
    if reduced:
        live = dvr = None
        kept = ("avgBitrate", "bufferTime")
        stats = {
            name: value if name in kept or value is None else 0
            for name, value in stats.items()
        }
    head: dict[str, Result] = {
        "entryId": simulation.scenario.entry_id,
        "peakAudience": live,
        "peakDvrAudience": dvr,
    }
    return api_object("KalturaEntryLiveStats", head | stats)


def _checked(slots: Slots, params: Params) -> tuple[str, Params]:
    """Check the kind of report and the filter's order; give both."""
    report = as_text(params.get("reportType"))
    if report not in REPORT_TYPES:
        raise invalid_enum_value(report, "reportType", "KalturaLiveReportType")
    query = as_object(params.get("filter"))
    order = as_text(query.get("orderBy"))
    if order and order not in ORDERS:
        raise invalid_enum_value(order, "orderBy", "KalturaLiveReportOrderBy")
    missing = report != "PARTNER_TOTAL" and query.get("entryIds") is None
    if missing and not slots.account.is_kava:
        raise live_reports_failure()
    return report, query


def _list(slots: Slots, objects: list[Result], total: int) -> Result:
    return api_object(
        "KalturaLiveStatsListResponse",
        {
            "objects": objects,
            # Passed on without a type, as everything of the first generation is.
            "totalCount": total if slots.account.is_kava else str(total),
        },
    )
