"""`liveReports`: the two actions that the live analytics are read from."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.action import Action, Service
from webcast_widget.simulator.api.errors import (
    invalid_enum_value,
    live_reports_failure,
    unsupported_query,
)
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_int,
    as_object,
    as_text,
    as_time,
)
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, slot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.simulator.account import Account
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
HOUR_S = 3600
HUNDREDTHS = 100
PAGE_SIZE = 30
MAX_PAGE_SIZE = 500


def services(account: Account) -> dict[str, Service]:
    """Give the service of the live analytics."""
    simulation = account.main
    return {
        "livereports": {
            "getevents": Action(
                lambda call: get_events(simulation, call.params), ("reportType",)
            ),
            "getreport": Action(
                lambda call: get_report(simulation, call.params), ("reportType",)
            ),
        },
    }


def get_events(simulation: Simulation, params: Params) -> Result:
    """Answer `liveReports.getEvents`: viewers by slot, `start,live,dvr;` each."""
    now = simulation.now()
    report, query = _checked(params)
    if report != "ENTRY_TIME_LINE":
        raise unsupported_query()
    slots: Sequence[tuple[int, Slot]] = ()
    if simulation.scenario.entry_id in _entry_ids(query):
        first, last = _range(query, now)
        slots = simulation.served(slot_of(first), slot_of(last))
    data = "".join(f"{start},{slot.live},{slot.dvr};" for start, slot in slots)
    return [api_object("KalturaReportGraph", {"id": "audience", "data": data})]


def get_report(simulation: Simulation, params: Params) -> Result:
    """Answer `liveReports.getReport`: sums and means over a range."""
    now = simulation.now()
    report, query = _checked(params)
    if report not in {"ENTRY_TOTAL", "PARTNER_TOTAL"}:
        raise unsupported_query()
    entry_id = simulation.scenario.entry_id
    slots = _slots(simulation, query, now)
    if report == "PARTNER_TOTAL":
        return _list([api_object("KalturaLiveStats", _totals(slots))])
    if not slots:
        return _list([])
    stats: dict[str, Result] = {
        "entryId": entry_id,
        "peakAudience": str(max(slot.live for slot in slots)),
        "peakDvrAudience": str(max(slot.dvr for slot in slots)),
        **_totals(slots),
    }
    return _list(_page([api_object("KalturaEntryLiveStats", stats)], params), total=1)


def buffer_time(buffer_cs: int, heartbeats: int) -> float:
    """Give seconds of buffering per minute of viewing, rounded to 2 decimals.

    Parameters
    ----------
    buffer_cs
        Buffering in hundredths of a second.
    heartbeats
        Plays, live and DVR heartbeats together; each stands for 10 s.

    >>> buffer_time(3000, 73)
    2.47
    """
    if not heartbeats:
        return 0.0
    per_minute = MINUTE_S // SLOT_S
    exact = Fraction(per_minute * buffer_cs, HUNDREDTHS * heartbeats)
    return float(round(exact, 2))


def average_bitrate(bitrate_sum: int, bitrate_count: int) -> float:
    """Give the mean of the bitrates that were sent, kbps, rounded to 2 decimals.

    Without any it is 0, as in the vendor's reports.
    """
    if not bitrate_count:
        return 0.0
    return float(round(Fraction(bitrate_sum, bitrate_count), 2))


def _checked(params: Params) -> tuple[str, Params]:
    """Check the kind of report and the filter's order; give both."""
    report = as_text(params.get("reportType"))
    if report not in REPORT_TYPES:
        raise invalid_enum_value(report, "reportType", "KalturaLiveReportType")
    query = as_object(params.get("filter"))
    order = as_text(query.get("orderBy"))
    if order and order not in ORDERS:
        raise invalid_enum_value(order, "orderBy", "KalturaLiveReportOrderBy")
    if report != "PARTNER_TOTAL" and query.get("entryIds") is None:
        raise live_reports_failure()
    return report, query


def _entry_ids(query: Params) -> list[str]:
    return [part.strip() for part in as_text(query.get("entryIds")).split(",")]


def _range(query: Params, now: float) -> tuple[int, int]:
    return as_time(query.get("fromTime"), now), as_time(query.get("toTime"), now)


def _slots(simulation: Simulation, query: Params, now: float) -> list[Slot]:
    """Give the slots of the range: all of them when live, else whole hours only."""
    live = as_bool(query.get("live"))
    if query.get("entryIds") is None:
        # All entries; but when live, all those that are broadcasting.
        if live and not simulation.is_live():
            return []
    elif simulation.scenario.entry_id not in _entry_ids(query):
        return []
    first, last = _range(query, now)
    if live:
        return [slot for _, slot in simulation.served(slot_of(first), slot_of(last))]
    # The hourly table has one row an hour, named by its start.
    return [
        slot
        for start, slot in simulation.served(first, last + HOUR_S)
        if first <= start - start % HOUR_S <= last
    ]


def _totals(slots: list[Slot]) -> dict[str, Result]:
    live = sum(slot.live for slot in slots)
    dvr = sum(slot.dvr for slot in slots)
    plays = sum(slot.plays for slot in slots)
    bitrate = average_bitrate(
        sum(slot.bitrate_sum for slot in slots),
        sum(slot.bitrate_count for slot in slots),
    )
    buffering = buffer_time(sum(slot.buffer_cs for slot in slots), plays + live + dvr)
    # Strings: the reporting backend's answers are passed on without a type.
    return {
        "audience": str(live),
        "dvrAudience": str(dvr),
        "avgBitrate": str(bitrate),
        "bufferTime": str(buffering),
        "plays": str(plays),
        "secondsViewed": str(SLOT_S * (live + dvr)),
    }


def _page(objects: list[Result], params: Params) -> list[Result]:
    pager = as_object(params.get("pager"))
    size = as_int(pager.get("pageSize")) or PAGE_SIZE
    size = max(1, min(MAX_PAGE_SIZE, size))
    begin = (max(1, as_int(pager.get("pageIndex"))) - 1) * size
    return objects[begin : begin + size]


def _list(objects: list[Result], total: int | None = None) -> Result:
    count = len(objects) if total is None else total
    return api_object(
        "KalturaLiveStatsListResponse", {"objects": objects, "totalCount": count}
    )
