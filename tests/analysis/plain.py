"""The figures of an event by plain loops over its raw heartbeats.

It shares no code with the package: an oracle for all that analysis says.
"""

from __future__ import annotations

import math
from typing import Any

Row = dict[str, Any]
Slots = dict[int, dict[str, float]]
NAMES = ("live", "dvr", "plays", "bitrate_sum", "bitrate_count", "buffer_s")


def slots(rows: list[Row]) -> Slots:
    """Count heartbeats up to slots, by the later rules; none without a view."""
    counted: Slots = {}
    for row in rows:
        start = math.floor(row["ts"].timestamp()) // 10 * 10
        sums = counted.setdefault(start, dict.fromkeys(NAMES, 0))
        if row["event_index"] <= 1:
            sums["plays"] += 1
            continue
        sums["live"] += row["event_type"] == 1
        sums["dvr"] += row["event_type"] == 2
        if row["bitrate"] is not None and row["bitrate"] >= 0:
            sums["bitrate_sum"] += row["bitrate"]
            sums["bitrate_count"] += 1
        sums["buffer_s"] += row["buffer_time"] or 0
    return {
        start: sums
        for start, sums in sorted(counted.items())
        if sums["live"] + sums["dvr"]
    }


def broadcast(found: Slots) -> tuple[int, int]:
    """From the first slot to the end of the last with 5 % of the peak."""
    peak = max(sums["live"] for sums in found.values())
    last = max(start for start, sums in found.items() if sums["live"] >= 0.05 * peak)
    return min(found), last + 10


def figures(found: Slots, start: int, end: int) -> dict[str, Any]:
    """The figures of a span, second by second where time is weighed."""
    inside = [sums for at, sums in found.items() if start <= at < end]
    viewer_seconds = known = 0.0
    for at, sums in found.items():
        for second in range(at, at + 10):
            if start <= second < end:
                viewer_seconds += sums["live"]
                known += 1
    total = {name: sum(sums[name] for sums in inside) for name in NAMES}
    beats = total["live"] + total["dvr"]
    peak = max(sums["live"] for sums in found.values())
    return {
        "peak_viewers": peak,
        "peak_at": min(at for at, sums in found.items() if sums["live"] == peak),
        "peak_dvr_viewers": max(sums["dvr"] for sums in found.values()),
        "average_viewers": viewer_seconds / known,
        "average_minute_audience": viewer_seconds / 60 / ((end - start) / 60),
        "watch_time_s": 10 * beats,
        "dvr_share": total["dvr"] / beats,
        "plays": total["plays"],
        "avg_bitrate_kbps": total["bitrate_sum"] / total["bitrate_count"],
        "avg_buffering_s_per_min": 6 * total["buffer_s"] / beats,
        "rebuffering_ratio": total["buffer_s"] / (10 * beats),
        "missing_s": end - start - known,
        "coverage": known / (end - start),
    }


def stays(rows: list[Row], gap_s: float = 300) -> list[tuple[str, float, float]]:
    """Give who came, first and last moment, in epoch seconds, for each stay."""
    moments: dict[str, list[float]] = {}
    for row in rows:
        viewer = row["user_id"] or row["session_id"]
        moments.setdefault(viewer, []).append(row["ts"].timestamp())
    found = []
    for viewer, times in moments.items():
        times.sort()
        first = last = times[0]
        for at in times[1:]:
            if at - last > gap_s:
                found.append((viewer, first, last))
                first = at
            last = at
        found.append((viewer, first, last))
    return sorted(found)
