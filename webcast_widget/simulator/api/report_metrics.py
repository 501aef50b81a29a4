"""What the `report` service measures: its metrics, and its types of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from webcast_widget.simulator.api.report_sums import Sums, ratio
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

HUNDREDTHS = 100


Measure: TypeAlias = "Callable[[Sums, int], NDArray[np.float64]]"
"""A metric of every group, given the number of slots that a group covers."""


def mean(sums: Sums, name: str) -> NDArray[np.float64]:
    """Give the mean of something that players measure, over those that told it."""
    return ratio(sums.total(f"{name}_sum"), sums.total(f"{name}_count"))


METRICS: dict[str, Measure] = {
    "views": lambda s, _: s.total("views"),
    "view_event_combined": lambda s, _: s.total("views"),
    # Without a length it is of a whole event: the most in one slot.
    "viewers": lambda s, slots: np.ceil(s.total("views") / slots) if slots else s.peak,
    "viewers_dvr": lambda s, slots: s.total("dvr") / slots,
    "viewers_buffering": lambda s, slots: s.total("buffering") / slots,
    "viewers_engagement": lambda s, slots: s.total("engaged") / slots,
    "view_unique_audience": lambda s, _: s.users(),
    "view_unique_audience_dvr": lambda s, _: s.users("dvr"),
    "view_unique_buffering_users": lambda s, _: s.users("buffering"),
    "view_unique_engaged_users": lambda s, _: s.users("engaged"),
    "view_unique_combined_live_audience": lambda s, _: s.users(),
    "view_unique_combined_live_engaged_users": lambda s, _: s.users("engaged"),
    "avg_view_bitrate": lambda s, _: ratio(
        s.total("bitrate_sum"), s.total("bitrate_count")
    ),
    "avg_view_downstream_bandwidth": lambda s, _: mean(s, "bandwidth_kbps"),
    "view_buffer_time_ratio": lambda s, _: ratio(
        s.total("buffer_cs"), HUNDREDTHS * SLOT_S * s.total("views")
    ),
    "avg_view_buffering": lambda s, _: ratio(s.total("buffering"), s.total("views")),
    "avg_view_engagement": lambda s, _: ratio(s.total("engaged"), s.total("views")),
    "combined_live_avg_view_engagement": lambda s, _: ratio(
        s.total("engaged"), s.total("views")
    ),
    "avg_view_dvr": lambda s, _: ratio(s.total("dvr"), s.total("views")),
    "avg_view_live_latency": lambda s, _: mean(s, "latency_s"),
    "sum_view_time": lambda s, _: SLOT_S * s.total("views"),
    "sum_view_time_live": lambda s, _: SLOT_S * (s.total("views") - s.total("dvr")),
    "sum_view_time_dvr": lambda s, _: SLOT_S * s.total("dvr"),
    "known_flavor_params_view_count": lambda s, _: s.total("bitrate_count"),
    "avg_view_dropped_frames_ratio": lambda s, _: mean(s, "dropped"),
    "avg_view_segment_download_time_sec": lambda s, _: mean(s, "segment_s"),
    "avg_view_manifest_download_time_sec": lambda s, _: mean(s, "manifest_s"),
    "error": lambda s, _: s.total("errors"),
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
