"""Time in the `report` service: ranges, buckets, and how both are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.values import (
    Params,
    as_int,
    as_text,
    as_time,
    next_slot,
)
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S

DAY_S = 24 * 60 * MINUTE_S
INTERVALS = {
    "ten_seconds": SLOT_S,
    "minutes": MINUTE_S,
    "ten_minutes": 10 * MINUTE_S,
    "hours": 60 * MINUTE_S,
    "days": DAY_S,
    "months": 31 * DAY_S,
    "years": 366 * DAY_S,
}
FORMATS = {"days": "%Y%m%d", "months": "%Y%m", "years": "%Y"}
MOST_S = 400 * DAY_S
"""The longest range; the store keeps less."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time, half open, in buckets."""

    first: int  # epoch seconds, UTC
    end: int
    bucket_s: int
    interval: str  # the name of the buckets' kind
    zone_s: int  # what is taken from UTC for days and longer

    def bucket(self, moment: int) -> str:
        """Name the bucket of a moment, as the graph's x does."""
        if self.interval in FORMATS:
            local = datetime.fromtimestamp(moment - self.zone_s, UTC)
            return local.strftime(FORMATS[self.interval])
        # On the epoch's grid, wherever the range begins: so are a Druid's periods.
        return str(moment - moment % self.bucket_s)

    @property
    def slots(self) -> int:
        """How many slots a bucket has."""
        return self.bucket_s // SLOT_S

    def buckets(self) -> dict[str, int]:
        """Name and number every bucket of the range."""
        moments = range(self.first, self.end, min(self.bucket_s, DAY_S))
        names = dict.fromkeys(self.bucket(moment) for moment in moments)
        return {name: number for number, name in enumerate(names)}


def span_of(query: Params, now: float, created: int, *, is_dynamic: bool) -> Span:
    """Read the range of a report."""
    interval = as_text(query.get("interval")) or "days"
    if interval not in INTERVALS:
        raise ApiError(
            "INVALID_ENUM_VALUE", interval, "interval", "KalturaReportInterval"
        )
    zone = max(-DAY_S, min(DAY_S, as_int(query.get("timeZoneOffset")) * MINUTE_S))
    first = as_time(query.get("fromDate"), now) or _day(query.get("fromDay"), zone)
    end = as_time(query.get("toDate"), now)
    if not end and query.get("toDay") is not None:
        end = _day(query.get("toDay"), zone) + DAY_S
    oldest = created - 30 * DAY_S
    first = max(first, oldest)
    end = min(end, int(now) + DAY_S)
    if first >= end:
        # Silently the whole days of both.
        first = _midnight(min(first, int(now)), zone)
        end = max(_midnight(max(end, oldest), zone), first) + DAY_S
    elif is_dynamic or interval == "ten_seconds":
        first, end = next_slot(first), next_slot(end)
    if is_dynamic:
        size = SLOT_S * max(1, (end - first) // 10_000)
        return Span(first, end, size, "dynamic", zone)
    end = min(end, first + MOST_S)
    return Span(first, end, INTERVALS[interval], interval, zone)


def _midnight(moment: int, zone: int) -> int:
    return moment - (moment - zone) % DAY_S


def _day(value: object, zone: int) -> int:
    try:
        day = datetime.strptime(str(value), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return int(day.timestamp()) + zone
