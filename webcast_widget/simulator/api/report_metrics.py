"""What the `report` service measures: sums over VIEW events, and what is made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.kava import View
    from webcast_widget.simulator.people import Person

HUNDREDTHS = 100


@dataclass(slots=True)
class Sums:
    """Sums over the VIEW events of a bucket or of a row.

    Attributes
    ----------
    views, dvr, buffering, engaged
        How many there are, and how many of each kind.
    bitrate_sum, bitrate_count, buffer_cs, bandwidth_sum, latency_sum
        In kbps, number, hundredths of a second, kbps, and seconds.
    users, dvr_users, buffering_users, engaged_users
        Who sent them.
    by_slot
        How many there are in each slot.
    """

    views: int = 0
    dvr: int = 0
    buffering: int = 0
    engaged: int = 0
    bitrate_sum: int = 0
    bitrate_count: int = 0
    buffer_cs: int = 0
    bandwidth_sum: int = 0
    latency_sum: float = 0.0
    users: set[str] = field(default_factory=set)
    dvr_users: set[str] = field(default_factory=set)
    buffering_users: set[str] = field(default_factory=set)
    engaged_users: set[str] = field(default_factory=set)
    by_slot: dict[int, int] = field(default_factory=dict)

    def add(self, start: int, view: View, who: Person, *, is_engaged: bool) -> None:
        """Count one VIEW event of the slot that begins at `start`."""
        self.views += 1
        self.by_slot[start] = self.by_slot.get(start, 0) + 1
        self.users.add(who.user_id)
        self.bandwidth_sum += who.bandwidth_kbps
        self.buffer_cs += view.buffer_cs
        if view.bitrate >= 0:
            self.bitrate_sum += view.bitrate
            self.bitrate_count += 1
        if view.is_dvr:
            self.dvr += 1
            self.dvr_users.add(who.user_id)
        else:
            self.latency_sum += who.latency_s
        if view.buffer_cs:
            self.buffering += 1
            self.buffering_users.add(who.user_id)
        if is_engaged:
            self.engaged += 1
            self.engaged_users.add(who.user_id)


def ratio(above: float, below: float) -> float:
    """Divide; by nothing it is 0, as the store has it."""
    return above / below if below else 0.0


METRICS: dict[str, Callable[[Sums, int], float]] = {
    "views": lambda s, _: s.views,
    "view_event_combined": lambda s, _: s.views,
    # Without a length it is of a whole event: the most in one slot.
    "viewers": lambda s, slots: (
        math.ceil(s.views / slots) if slots else max(s.by_slot.values(), default=0)
    ),
    "viewers_dvr": lambda s, slots: s.dvr / slots,
    "viewers_buffering": lambda s, slots: s.buffering / slots,
    "viewers_engagement": lambda s, slots: s.engaged / slots,
    "view_unique_audience": lambda s, _: len(s.users),
    "view_unique_audience_dvr": lambda s, _: len(s.dvr_users),
    "view_unique_buffering_users": lambda s, _: len(s.buffering_users),
    "view_unique_engaged_users": lambda s, _: len(s.engaged_users),
    "view_unique_combined_live_audience": lambda s, _: len(s.users),
    "view_unique_combined_live_engaged_users": lambda s, _: len(s.engaged_users),
    "avg_view_bitrate": lambda s, _: ratio(s.bitrate_sum, s.bitrate_count),
    "avg_view_downstream_bandwidth": lambda s, _: ratio(s.bandwidth_sum, s.views),
    "view_buffer_time_ratio": lambda s, _: ratio(
        s.buffer_cs, HUNDREDTHS * SLOT_S * s.views
    ),
    "avg_view_buffering": lambda s, _: ratio(s.buffering, s.views),
    "avg_view_engagement": lambda s, _: ratio(s.engaged, s.views),
    "combined_live_avg_view_engagement": lambda s, _: ratio(s.engaged, s.views),
    "avg_view_dvr": lambda s, _: ratio(s.dvr, s.views),
    "avg_view_live_latency": lambda s, _: ratio(s.latency_sum, s.views - s.dvr),
    "sum_view_time": lambda s, _: SLOT_S * s.views,
    "sum_view_time_live": lambda s, _: SLOT_S * (s.views - s.dvr),
    "sum_view_time_dvr": lambda s, _: SLOT_S * s.dvr,
    "known_flavor_params_view_count": lambda s, _: s.bitrate_count,
    # The simulated players drop no frame, fail never, and do not time their downloads.
    "avg_view_dropped_frames_ratio": lambda _, __: 0,
    "avg_view_segment_download_time_sec": lambda _, __: 0,
    "avg_view_manifest_download_time_sec": lambda _, __: 0,
    "error": lambda _, __: 0,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of report.

    Attributes
    ----------
    dimensions
        Columns that tell the rows of its table apart.
    table
        Metrics of its table.
    graphs
        Metrics of its graphs; none when it has only a table.
    totals
        Metrics of its total; none when it has only a table.
    is_dynamic
        Whether the buckets follow from the length of the range.
    live
        Whether it is of events that are going on, or over; None for all.
    """

    dimensions: tuple[str, ...]
    table: tuple[str, ...]
    graphs: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    is_dynamic: bool = False
    live: bool | None = None


def _series(*metrics: str, is_dynamic: bool = False, viewers: int = 0) -> Kind:
    totals = metrics[viewers:]
    return Kind(("date_id",), metrics, metrics, totals, is_dynamic)


PLACE_METRICS = (
    "view_unique_audience",
    "view_unique_buffering_users",
    "view_unique_engaged_users",
    "avg_view_buffering",
    "avg_view_engagement",
    "view_buffer_time_ratio",
    "views",
)
LINE_METRICS = (
    "avg_view_dropped_frames_ratio",
    "view_buffer_time_ratio",
    "avg_view_segment_download_time_sec",
    "avg_view_manifest_download_time_sec",
    "error",
)
QUALITY = ("avg_view_engagement", "avg_view_buffering", "avg_view_downstream_bandwidth")

KINDS: dict[str, Kind] = {
    "10001": Kind(("object_id", "country", "coordinates"), PLACE_METRICS),
    "10002": Kind(("object_id", "country", "region", "coordinates"), PLACE_METRICS),
    "10003": Kind(
        ("object_id", "country", "region", "city", "coordinates"), PLACE_METRICS
    ),
    "10004": Kind(("device",), ("view_unique_audience", "sum_view_time")),
    "10005": _series(
        "view_unique_audience",
        "view_unique_engaged_users",
        "views",
        "avg_view_engagement",
    ),
    "10006": _series(
        "view_unique_audience",
        "view_unique_buffering_users",
        "avg_view_downstream_bandwidth",
        "view_buffer_time_ratio",
        "avg_view_bitrate",
    ),
    "10007": _series(
        "view_unique_audience",
        "view_unique_engaged_users",
        "view_unique_buffering_users",
        "avg_view_downstream_bandwidth",
        "view_unique_audience_dvr",
        "avg_view_bitrate",
        "sum_view_time",
        "avg_view_live_latency",
        "avg_view_dropped_frames_ratio",
        "avg_view_buffering",
        "avg_view_engagement",
        "avg_view_dvr",
        *LINE_METRICS[1:],
        is_dynamic=True,
    ),
    "10008": Kind(
        ("user_id", "user_name"),
        (
            "sum_view_time_live",
            "sum_view_time_dvr",
            "sum_view_time",
            "avg_view_buffering",
            "avg_view_engagement",
            "known_flavor_params_view_count",
            "view_buffer_time_ratio",
        ),
    ),
    "10009": Kind(("user_id", "playback_type"), ()),
    "10010": Kind(
        ("device",),
        (
            "view_unique_audience",
            "view_unique_engaged_users",
            "view_unique_buffering_users",
            "sum_view_time",
            "avg_view_buffering",
            "avg_view_engagement",
            "view_buffer_time_ratio",
        ),
    ),
    "10011": Kind(("playback_type",), ("sum_view_time",)),
    "10012": Kind(("entry_id",), (*QUALITY, "view_unique_audience")),
    "10013": _series(
        "viewers",
        "viewers_buffering",
        "viewers_engagement",
        "viewers_dvr",
        "avg_view_downstream_bandwidth",
        "avg_view_bitrate",
        "sum_view_time",
        "avg_view_live_latency",
        *LINE_METRICS,
        is_dynamic=True,
        viewers=4,
    ),
    "10014": Kind(("entry_id", "entry_name"), ("viewers", *QUALITY), live=False),
    "10015": Kind(
        ("entry_id", "entry_name", "creator_name"), ("views", *QUALITY), live=True
    ),
    "10016": _series(
        "view_unique_combined_live_audience",
        "view_unique_combined_live_engaged_users",
        "view_event_combined",
        "combined_live_avg_view_engagement",
    ),
}
"""The real-time reports by their types."""
