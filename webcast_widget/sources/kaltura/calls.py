"""The calls of a poll, as they stand in its one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from webcast_widget.sources.kaltura.graphs import DELIMITER
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, minute_of

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.live_plan import Window
    from webcast_widget.sources.kaltura.report_plan import Range

VIEWS: Final = 10013
"""Type of the report with viewers and quality by slot (DISCOVERY_VIEW_REALTIME)."""

QUALITY: Final = 10006
"""Type of the report with quality by minute (QOS_OVERVIEW_REALTIME)."""

COUNTRIES: Final = 10001
"""Type of the report with viewers by country (MAP_OVERLAY_COUNTRY_REALTIME)."""

DEVICES: Final = 10004
"""Type of the report with the time watched by device (PLATFORMS_REALTIME)."""

USERS: Final = 10005
"""Type of the report with viewers in all (USERS_OVERVIEW_REALTIME)."""

MOST_ROWS: Final = 300
"""Rows of a table, and pages that plays began on, at the most."""

_NOW = -2
"""The server's "now": 0 and -1 mean other things to its readers of times."""


def events(entry_id: str, start: int) -> dict[str, Any]:
    """Ask for the viewers of each slot.

    Parameters
    ----------
    entry_id
        The event.
    start
        From here to the present: epoch seconds, or seconds from now if negative.
    """
    return {
        "service": "liveReports",
        "action": "getEvents",
        "reportType": "ENTRY_TIME_LINE",
        "filter": {
            "objectType": "KalturaLiveReportInputFilter",
            "entryIds": entry_id,
            "fromTime": start,
            "toTime": _NOW,
        },
    }


def totals(entry_id: str, window: Window, *, live_only: bool) -> dict[str, Any]:
    """Ask for sums and means over a window.

    Parameters
    ----------
    entry_id
        The event.
    window
        Its slots.
    live_only
        Whether only events on the air are meant.
    """
    asked: dict[str, Any] = {
        "objectType": "KalturaLiveReportInputFilter",
        "entryIds": entry_id,
        "fromTime": window.first,
        "toTime": window.last,
    }
    if live_only:
        asked["live"] = 1
    return {
        "service": "liveReports",
        "action": "getReport",
        "reportType": "ENTRY_TOTAL",
        "filter": asked,
    }


def views(entry_id: str, span: Range) -> dict[str, Any]:
    """Ask for viewers and quality by slot."""
    return _graphs(entry_id, VIEWS, "ten_seconds", span.first, span.end)


def quality(entry_id: str, span: Range) -> dict[str, Any]:
    """Ask for quality by minute: whole minutes, and one before."""
    return _graphs(
        entry_id, QUALITY, "minutes", minute_of(span.first - MINUTE_S), span.end
    )


def by_country(entry_id: str, slot: int) -> dict[str, Any]:
    """Ask for the live viewers of one slot by country."""
    return _audience("getTable", COUNTRIES, entry_id, slot)


def by_device(entry_id: str, slot: int) -> dict[str, Any]:
    """Ask for the live viewers of one slot by device."""
    return _audience("getTable", DEVICES, entry_id, slot)


def viewers(
    entry_id: str, slot: int, *, platform: str = "", host: str = ""
) -> dict[str, Any]:
    """Ask how many live viewers of one slot are on a platform, or on a host's pages."""
    some = {"operatingSystemFamilyIn": platform, "domainIn": host}
    return _audience(
        "getTotal", USERS, entry_id, slot, **{name: v for name, v in some.items() if v}
    )


def plays_by_page(entry_id: str, since: int, until: int) -> dict[str, Any]:
    """Ask on which pages plays began, from one slot to another (epoch seconds)."""
    return {
        "service": "liveReports",
        "action": "getReport",
        "reportType": "ENTRY_SYNDICATION_TOTAL",
        "filter": {
            "objectType": "KalturaLiveReportInputFilter",
            "entryIds": entry_id,
            "fromTime": since,
            "toTime": until,
        },
        "pager": {"objectType": "KalturaFilterPager", "pageSize": MOST_ROWS},
    }


def is_live(entry_id: str) -> dict[str, Any]:
    """Ask whether the event is on the air."""
    return {
        "service": "liveStream",
        "action": "isLive",
        "id": entry_id,
        "protocol": "hls",
    }


def entry(entry_id: str) -> dict[str, Any]:
    """Ask what the event is called."""
    return {"service": "liveStream", "action": "get", "entryId": entry_id}


def cue_points(entry_id: str, since: int) -> dict[str, Any]:
    """Ask for the code cue points of the event that were made since a moment."""
    return {
        "service": "cuePoint_cuePoint",
        "action": "list",
        "filter": {
            "objectType": "KalturaCuePointFilter",
            "entryIdEqual": entry_id,
            "cuePointTypeEqual": "codeCuePoint.Code",
            "createdAtGreaterThanOrEqual": since,
            "orderBy": "+createdAt",
        },
        "pager": {"objectType": "KalturaFilterPager", "pageSize": MOST_ROWS},
    }


def session() -> dict[str, Any]:
    """Ask when the session ends."""
    return {"service": "session", "action": "get"}


def _graphs(
    entry_id: str, report: int, interval: str, first: int, end: int
) -> dict[str, Any]:
    return _report("getGraphs", report, entry_id, first, end, interval=interval)


def _audience(
    action: str, report: int, entry_id: str, slot: int, **some: str
) -> dict[str, Any]:
    """Ask for the live viewers of one slot, or some of them."""
    asked = _report(
        action,
        report,
        entry_id,
        slot,
        slot + SLOT_S,
        interval="ten_seconds",
        playbackTypeIn="live",
        **some,
    )
    asked["pager"] = {"objectType": "KalturaFilterPager", "pageSize": MOST_ROWS}
    return asked


def _report(
    action: str, report: int, entry_id: str, first: int, end: int, **narrow: str
) -> dict[str, Any]:
    return {
        "service": "report",
        "action": action,
        "reportType": report,
        "reportInputFilter": {
            "objectType": "KalturaEndUserReportInputFilter",
            "entryIdIn": entry_id,
            # Never the same or the other way round: that would mean whole days.
            "fromDate": first,
            "toDate": end,
            "timeZoneOffset": 0,
            **narrow,
        },
        "responseOptions": {
            "objectType": "KalturaReportResponseOptions",
            "delimiter": DELIMITER,
            # A slot that nobody reported stays absent, and does not become 0.
            "skipEmptyDates": True,
        },
    }
