"""`liveReports`: what the live analytics are read from, in both generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.live.crowds import REPORTS, Crowds
from webcast_widget.simulator.api.live.ranges import Slots, peak
from webcast_widget.simulator.api.live.totals import totals
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_int,
    as_object,
    as_text,
    page,
    page_of,
)

if TYPE_CHECKING:
    from webcast_widget.simulator.result import Result

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
        raise ApiError("ANALYTICS_UNSUPPORTED_QUERY")
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


def get_report(crowds: Crowds, params: Params) -> Result:
    """Answer `liveReports.getReport`: sums and means over a range."""
    slots = crowds.slots
    report, query = _checked(slots, params)
    order = as_text(query.get("orderBy"))
    further = as_int(as_object(params.get("pager")).get("pageIndex")) > 1
    if report == "ENTRY_TIME_LINE" or (
        slots.account.is_kava and further and report != "ENTRY_TOTAL"
    ):
        raise ApiError("ANALYTICS_UNSUPPORTED_QUERY")
    if report == "PARTNER_TOTAL":
        whole = _partner_total(slots, query)
        return _list(slots, whole, total=len(whole))
    if report != "ENTRY_TOTAL":
        found = REPORTS[report](crowds, query, order)
    elif not _is_of_recent(slots, query):
        found = _entry_totals(slots, query, order, params)
    else:
        # Without entries, in 2015: the recent ones, by name. So does the vendor's server
        # (api_v3/services/LiveReportsService.php, `getLiveEntries`): the page is of all
        # of them, though some may have no rows.
        recent = slots.recent()
        ids = [one.scenario.entry_id for one in recent[page_of(params)]]
        query = {**query, "entryIds": ",".join(ids)}
        stats = _entry_totals(slots, query, "", params) if recent else None
        return _list(slots, stats, total=len(recent) or None)
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


def _is_of_recent(slots: Slots, query: Params) -> bool:
    is_named = as_text(query.get("entryIds")) or as_bool(query.get("live"))
    return not slots.account.is_kava and not is_named


def _entry_totals(
    slots: Slots, query: Params, order: str, params: Params
) -> list[Result]:
    is_kava = slots.account.is_kava
    found = [(one, slots.reported(one, query)) for one in slots.entries(query)]
    found = [one for one in found if one[1]]
    if order in {"-plays", "-audience"}:
        name = "plays" if order == "-plays" else "live"
        found.sort(key=lambda one: -sum(getattr(slot, name) for _, slot in one[1]))
    is_reduced = is_kava and as_text(params.get("clientTag")).startswith(PRODUCER)
    made: list[Result] = []
    for simulation, rows in found:
        stats = totals([slot for _, slot in rows], is_kava=is_kava)
        span = slots.range(query) if is_kava else None
        live, dvr = (
            peak({start: getattr(slot, kind) for start, slot in rows}, span)
            for kind in ("live", "dvr")
        )
        head: dict[str, Result] = {
            "entryId": simulation.scenario.entry_id,
            "peakAudience": live if is_kava else str(live),
            "peakDvrAudience": dvr if is_kava else str(dvr),
        }
        if is_reduced:
            head |= {"peakAudience": None, "peakDvrAudience": None}
            kept = ("avgBitrate", "bufferTime")
            stats = {
                name: value if name in kept or value is None else 0
                for name, value in stats.items()
            }
        made.append(api_object("KalturaEntryLiveStats", head | stats))
    return made


def _checked(slots: Slots, params: Params) -> tuple[str, Params]:
    """Check the kind of report and the filter's order; give both."""
    report = as_text(params.get("reportType"))
    if report not in REPORT_TYPES:
        raise ApiError(
            "INVALID_ENUM_VALUE", report, "reportType", "KalturaLiveReportType"
        )
    query = as_object(params.get("filter"))
    order = as_text(query.get("orderBy"))
    if order and order not in ORDERS:
        raise ApiError(
            "INVALID_ENUM_VALUE", order, "orderBy", "KalturaLiveReportOrderBy"
        )
    is_whole = report == "PARTNER_TOTAL" or (
        report == "ENTRY_TOTAL" and _is_of_recent(slots, query)
    )
    if query.get("entryIds") is None and not is_whole and not slots.account.is_kava:
        raise ApiError("LIVE_REPORTS_WS_FAILURE")
    return report, query


def _list(slots: Slots, objects: list[Result] | None, total: int | None) -> Result:
    return api_object(
        "KalturaLiveStatsListResponse",
        {
            "objects": objects,
            # Passed on without a type, as everything of the first generation is.
            "totalCount": total
            if slots.account.is_kava or total is None
            else str(total),
        },
    )
