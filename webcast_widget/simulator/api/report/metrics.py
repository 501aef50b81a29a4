"""What the `report` service measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from webcast_widget.simulator.viewer import LADDER
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from webcast_widget.simulator.api.report.sums import Sums

SLOT_CS = 100 * SLOT_S

Cell: TypeAlias = float | str
"""A metric of a group."""

Measure: TypeAlias = "Callable[[Sums, int], NDArray[np.float64] | NDArray[np.object_]]"
"""A metric of every group, given the number of slots that a group covers."""


def metrics_of(sums: Sums, names: tuple[str, ...], slots: int) -> list[list[Cell]]:
    """Give metrics of every group: a list for each metric."""
    return [METRICS.get(name, nothing)(sums, slots).tolist() for name in names]


def nothing(sums: Sums, _: int) -> NDArray[np.float64]:
    """Give 0 for what is not simulated."""
    return np.zeros(sums.groups)


def flavors(sums: Sums) -> NDArray[np.object_]:
    """Tell how many VIEWs each rendition had, as `"name":count` between slashes.

    So says the vendor's server (alpha/apps/kaltura/lib/reports/
    kKavaReportsMgr.class.php, `getFlavorParamsValue`).
    """
    texts = np.full(sums.groups, "", object)
    for kbps in LADDER:
        counts = sums.total(f"flavor_{kbps}").astype(int).astype(str).astype(object)
        texts = texts + f'/"{kbps} kbps":' + counts
    return np.array([text[1:] for text in texts], object)


METRICS: dict[str, Measure] = {
    "views": lambda s, _: s.total("views"),
    "view_event_combined": lambda s, _: s.total("views"),
    # Without a length it is of a whole event: the most in one bucket.
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
    "avg_view_bitrate": lambda s, _: s.mean("bitrate"),
    "avg_view_downstream_bandwidth": lambda s, _: s.mean("bandwidth_kbps"),
    "view_buffer_time_ratio": lambda s, _: s.ratio("buffer_cs", times=SLOT_CS),
    "avg_view_buffering": lambda s, _: s.ratio("buffering"),
    "avg_view_engagement": lambda s, _: s.ratio("engaged"),
    "combined_live_avg_view_engagement": lambda s, _: s.ratio("engaged"),
    "avg_view_dvr": lambda s, _: s.ratio("dvr"),
    "avg_view_live_latency": lambda s, _: s.mean("latency_s"),
    "sum_view_time": lambda s, _: SLOT_S * s.total("views"),
    "sum_view_time_live": lambda s, _: SLOT_S * (s.total("views") - s.total("dvr")),
    "sum_view_time_dvr": lambda s, _: SLOT_S * s.total("dvr"),
    "known_flavor_params_view_count": lambda s, _: flavors(s),
    "avg_view_dropped_frames_ratio": lambda s, _: s.mean("dropped"),
    "avg_view_segment_download_time_sec": lambda s, _: s.mean("segment_s"),
    "avg_view_manifest_download_time_sec": lambda s, _: s.mean("manifest_s"),
    "error": lambda s, _: s.total("errors"),
}
