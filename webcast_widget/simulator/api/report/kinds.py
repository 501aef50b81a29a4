"""The real-time reports: one declaration each.

As the vendor's server declares them (alpha/apps/kaltura/lib/reports/
kKavaRealtimeReports.php); the webcast reports, which take a day to be made there
(kKavaWebcastReports.php), have no rows here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial


@dataclass(frozen=True)
class Kind:
    """A type of report; columns are named in one text each."""

    by: str  # what tells the rows of its table apart; `date_id` when it has graphs
    told: str  # metrics of its table and its graphs
    in_total: str | None = None  # metrics of its total; None for the same
    is_dynamic: bool = False  # whether the buckets follow from the length of the range
    live: bool | None = None  # of events that are going on, or over; None for all
    is_empty: bool = False  # whether nothing is ever found

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Columns that tell the rows of its table apart."""
        return tuple(self.by.split())

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics of its table and its graphs."""
        return tuple(self.told.split())

    @property
    def totals(self) -> tuple[str, ...]:
        """Metrics of its total."""
        return tuple((self.told if self.in_total is None else self.in_total).split())

    @property
    def has_graphs(self) -> bool:
        """Whether it goes by time."""
        return self.by == TIME

    def without(self, metric: str) -> Kind:
        """Give the same report without a metric, which its total has too."""
        told = (each for each in self.told.split() if each != metric)
        return replace(self, told=" ".join(told))


TIME = "date_id"

PLACE = (
    "view_unique_audience view_unique_buffering_users view_unique_engaged_users "
    "avg_view_buffering avg_view_engagement view_buffer_time_ratio views"
)
DOWNLOADS = "avg_view_segment_download_time_sec avg_view_manifest_download_time_sec"
LINE = (
    "avg_view_downstream_bandwidth avg_view_bitrate sum_view_time "
    "avg_view_live_latency avg_view_dropped_frames_ratio view_buffer_time_ratio "
    f"{DOWNLOADS} error"
)
SPAN = (
    "count_plays unique_viewers sum_view_period avg_live_buffer_time "
    "avg_vod_completion_rate live_engaged_users_play_time_ratio"
)
QUALITY = "avg_view_engagement avg_view_buffering avg_view_downstream_bandwidth"

empty = partial(Kind, is_empty=True)

KINDS: dict[str, Kind] = {
    "10001": Kind("object_id country coordinates_of_country", PLACE),
    "10002": Kind("country region coordinates_of_region", PLACE),
    "10003": Kind("country region city coordinates", PLACE),
    "10004": Kind("device", "view_unique_audience sum_view_time"),
    "10005": Kind(
        "date_id",
        "view_unique_audience view_unique_engaged_users views avg_view_engagement",
    ),
    "10006": Kind(
        "date_id",
        "view_unique_audience view_unique_buffering_users "
        "avg_view_downstream_bandwidth view_buffer_time_ratio avg_view_bitrate",
    ),
    "10007": Kind(
        "date_id",
        "view_unique_audience view_unique_engaged_users view_unique_buffering_users "
        "avg_view_downstream_bandwidth view_unique_audience_dvr avg_view_bitrate "
        "sum_view_time avg_view_live_latency avg_view_dropped_frames_ratio "
        "avg_view_buffering avg_view_engagement avg_view_dvr view_buffer_time_ratio "
        f"{DOWNLOADS} error",
        is_dynamic=True,
    ),
    "10008": Kind(
        "user_id user_name",
        "sum_view_time_live sum_view_time_dvr sum_view_time avg_view_buffering "
        "avg_view_engagement known_flavor_params_view_count view_buffer_time_ratio",
    ),
    "10009": Kind("user_id playback_type", ""),
    "10010": Kind(
        "device",
        "view_unique_audience view_unique_engaged_users view_unique_buffering_users "
        "sum_view_time avg_view_buffering avg_view_engagement view_buffer_time_ratio "
        "known_flavor_params_view_count",
    ),
    "10011": Kind("playback_type", "sum_view_time"),
    "10012": Kind("entry_id", f"{QUALITY} view_unique_audience"),
    "10013": Kind(
        "date_id",
        f"viewers viewers_buffering viewers_engagement viewers_dvr {LINE}",
        LINE,
        is_dynamic=True,
    ),
    "10014": Kind(
        "entry_id entry_name",
        f"viewers {QUALITY}",
        f"{QUALITY} viewers",
        is_dynamic=True,
        live=False,
    ),
    "10015": Kind("entry_id entry_name creator_name", f"views {QUALITY}", live=True),
    "10016": Kind(
        "date_id",
        "view_unique_combined_live_audience view_unique_combined_live_engaged_users "
        "view_event_combined combined_live_avg_view_engagement",
    ),
    "43": empty("percentile", "count_viewers unique_known_users"),
    "40001": empty(
        "date_id",
        "count_plays unique_viewers sum_view_period sum_live_view_period",
    ),
    "40002": empty(
        "date_id",
        "",
        "live_engaged_users_play_time_ratio avg_vod_completion_rate registered",
    ),
    "40003": empty("date_id", "", "avg_live_buffer_time avg_bitrate"),
    "40004": empty("object_id country coordinates_of_country", SPAN),
    "40005": empty("country region coordinates_of_region", SPAN),
    "40006": empty("country region city coordinates", SPAN),
    "40007": empty(
        "device",
        "vod_plays_count live_plays_count sum_view_period sum_live_view_period "
        "avg_vod_completion_rate live_engaged_users_play_time_ratio",
    ),
    "40008": empty("object_id domain_name", SPAN),
    "40009": empty(
        "user_id user_name",
        "registered count_loads count_plays sum_view_period sum_live_view_period "
        "avg_live_buffer_time total_completion_rate "
        "live_engaged_users_play_time_ratio",
        "registered count_loads count_plays sum_view_period sum_live_view_period "
        "avg_live_buffer_time live_engaged_users_play_time_ratio",
    ),
    "40010": empty(
        "date_id",
        " ".join(
            f"live_{level}_eng_view_period_play_time_rate"
            for level in ("no", "low", "fair", "good", "high")
        ),
    ),
    "40011": empty("position", "live_engaged_users_ratio"),
    "40012": empty(
        "date_id",
        "count_add_to_calendar_clicked count_reaction_clicked",
    ),
    "40013": empty("reaction", "count_reaction_clicked"),
}
"""The reports by their types."""
