"""The same figures by plain loops over rows, slot by slot and viewer by viewer."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
SUMS = ("live", "dvr", "plays", "bitrate_sum", "bitrate_count", "buffer_sum")


def slot_of(row: Row, rules: str) -> int:
    second: int = math.floor(row["ts"].timestamp())
    if rules == "kaltura-2015":
        phase = row["start_phase"]
        second += 5 - (5 if phase is None else phase % 10)
    return second - second % 10


def known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def bitrate(row: Row) -> float | None:
    rate = row["bitrate"]
    return rate if known(rate) and 0 <= rate <= 1_000_000 else None


def buffering(row: Row) -> float:
    told = row["buffer_time"]
    return min(10.0, told) if known(told) and told > 0 else 0.0


def slots(rows: list[Row], rules: str) -> dict[int, dict[str, float]]:
    """Count rows up to slots."""
    counted: dict[int, dict[str, float]] = {}
    for row in rows:
        if rules == "kava" and row["event_type"] not in {1, 2}:
            continue
        sums = counted.setdefault(slot_of(row, rules), dict.fromkeys(SUMS, 0))
        if row["event_index"] > 1:
            sums["live"] += row["event_type"] == 1
            sums["dvr"] += row["event_type"] == 2
        elif rules == "kava":
            sums["plays"] += 1
            continue
        else:
            sums["plays"] += row["event_type"] == 1
        rate = bitrate(row)
        if rate is not None:
            sums["bitrate_sum"] += rate
            sums["bitrate_count"] += 1
        sums["buffer_sum"] += buffering(row)
    for sums in counted.values():
        for name in ("bitrate_sum", "buffer_sum"):
            sums[name] = round(sums[name], 3)
    return counted


def viewer_of(row: Row) -> str | None:
    viewer: str | None = row["user_id"] or row["session_id"]
    return viewer


def sessions(rows: list[Row], gap_s: float) -> list[tuple[Any, ...]]:
    """Give entry, viewer, first and last seen, and the figures of each session."""
    viewers: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        viewer = viewer_of(row)
        if viewer is not None:
            viewers[row["entry_id"], viewer].append(row)
    found = []
    for (entry, viewer), theirs in viewers.items():
        theirs.sort(key=lambda row: row["ts"])
        islands: list[list[Row]] = []
        for row in theirs:
            if islands and (row["ts"] - islands[-1][-1]["ts"]).total_seconds() <= gap_s:
                islands[-1].append(row)
            else:
                islands.append([row])
        found += [(entry, viewer, *_figures(island)) for island in islands]
    return sorted(found)


def _figures(island: list[Row]) -> tuple[Any, ...]:
    live = sum(row["event_index"] > 1 and row["event_type"] == 1 for row in island)
    dvr = sum(row["event_index"] > 1 and row["event_type"] == 2 for row in island)
    players = {row["session_id"] for row in island} - {None}
    rates = [rate for row in island if (rate := bitrate(row)) is not None]
    return (
        island[0]["ts"],
        island[-1]["ts"],
        10 * (live + dvr),
        10 * live,
        10 * dvr,
        sum(row["event_index"] <= 1 for row in island),
        max(0, len(players) - 1),
        sum(buffering(row) > 0 for row in island),
        round(sum(buffering(row) for row in island), 3),
        round(sum(rates) / len(rates), 6) if rates else None,
    )


def attendance(
    rows: list[Row], span: tuple[int, int] | None = None
) -> dict[tuple[str, str], tuple[int, int]]:
    """Give the seconds watched and the seconds of the event, by entry and viewer."""
    named = [row for row in rows if viewer_of(row) is not None]
    slots_of: dict[str, list[int]] = defaultdict(list)
    for row in named:
        slots_of[row["entry_id"]].append(slot_of(row, "kaltura-2015"))
    found: dict[tuple[str, str], tuple[set[int], int]] = {}
    for row in named:
        at = slot_of(row, "kaltura-2015")
        entry = row["entry_id"]
        first, end = span or (min(slots_of[entry]), max(slots_of[entry]) + 10)
        if first <= at < end:
            watched, _ = found.setdefault(
                (entry, str(viewer_of(row))), (set(), end - first)
            )
            if row["event_index"] > 1 and row["event_type"] in {1, 2}:
                watched.add(at)
    return {key: (10 * len(seen), whole) for key, (seen, whole) in found.items()}


def moment(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)
