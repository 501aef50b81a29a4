"""Stays and departures by plain loops over rows, viewer by viewer."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from tests.heartbeats.loops import Row, buffering, viewer_of


def viewers(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Give the heartbeats of each viewer in order of time."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["ts"]):
        viewer = viewer_of(row)
        if viewer is not None:
            found[row["entry_id"], viewer].append(row)
    return found


def newest(rows: list[Row], entry: str) -> float:
    """Give the last moment at which any viewer of an entry was heard."""
    theirs = (row for row in rows if row["entry_id"] == entry and viewer_of(row))
    return max(float(row["ts"].timestamp()) for row in theirs)


def stays(rows: list[Row], end: float | None, gap_s: int, by: str) -> Counter[Any]:
    """Count stays by group, whole seconds, and whether they ended by leaving."""
    found: Counter[Any] = Counter()
    for (entry, _), theirs in viewers(rows).items():
        known = newest(rows, entry) - gap_s
        cut, gone = known, known
        if end is not None and end <= known:
            cut, gone = end, end - 30
        islands = [[theirs[0]]]
        for before, row in pairwise(theirs):
            if (row["ts"] - before["ts"]).total_seconds() > gap_s:
                islands.append([])
            islands[-1].append(row)
        for island in islands:
            first, last = (row["ts"].timestamp() for row in (island[0], island[-1]))
            if first < cut:
                lasted = round(min(last, cut) - first, 6)
                found[island[0][by], math.floor(lasted), last < gone] += 1
    return found


def stalls(rows: list[Row], end: float | None, gap_s: int) -> Counter[Any]:
    """Count viewers by entry, slot, youth, recent stall and leaving."""
    found: Counter[Any] = Counter()
    for (entry, _), theirs in viewers(rows).items():
        last = newest(rows, entry) // 10 * 10 - gap_s
        if end is not None and end // 10 * 10 <= last:
            last = end // 10 * 10 - 30
        there: dict[int, bool] = {}
        for row in theirs:
            at = int(row["ts"].timestamp() // 10 * 10)
            there[at] = there.get(at, False) or buffering(row) > 0
        came = stalled = before = None
        for at in sorted(there):
            if came is None or before is None or at - before > gap_s:
                came = at
            stalled = at if there[at] else stalled
            later = [slot for slot in there if slot > at]
            leaves = not later or min(later) - at > gap_s
            recent = stalled is not None and at - stalled <= 50
            before = at
            if at < last:
                found[entry, at, at - came < 60, recent, leaves] += 1
    return found
