"""Where a frame is not what the server had counted in the end: plain loops."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from webcast_widget.simulator import Simulation

COUNTS = {"live_viewers": "live", "dvr_viewers": "dvr", "plays": "plays"}
SHOWN = 3


def difference(simulation: Simulation, frame: pd.DataFrame) -> list[str]:
    """Say where the settled part of a frame is not the truth.

    Parameters
    ----------
    simulation
        Its clock stands at the moment of the last answer, or later.
    frame
        All that was received.
    """
    wanted = served(simulation)
    told = settled(frame)
    if not told:
        return [] if not wanted else ["the frame is empty"]
    last = max(told)
    wanted = {start: values for start, values in wanted.items() if start <= last}
    wrong = []
    now = pd.Timestamp(simulation.now(), unit="s", tz="UTC")
    if (ahead := int((frame.index > now).sum())) > 0:
        wrong.append(f"it has {ahead} slots of the future")
    newest = max(served(simulation), default=0)
    if last < newest:
        wrong.append(f"it ends at {last}, and the server at {newest}")
    grid = set(range(min(told), last + 1, 10))
    if set(told) != grid:
        wrong.append("it has not one row for each slot")
    for column in (*COUNTS, "avg_bitrate_kbps", "avg_buffering_s_per_min"):
        off = [
            f"{start}: {told.get(start, {}).get(column)} is {wanted[start][column]}"
            if start in wanted
            else f"{start}: {told[start][column]} where nothing is"
            for start in sorted(set(wanted) | set(told))
            if not same(
                told.get(start, {}).get(column), wanted.get(start, {}).get(column)
            )
        ]
        if off:
            wrong.append(f"{column}: {len(off)} slots differ: {'; '.join(off[:SHOWN])}")
    return wrong


def served(simulation: Simulation) -> dict[int, dict[str, Any]]:
    """Give every slot that the server tells of, as the frame should have it."""
    is_old = simulation.scenario.generation == "live_analytics"
    rows = {int(row["slot"]): row for row in simulation.truth().to_dict("records")}
    minutes: dict[int, list[dict[Any, Any]]] = {}
    for start, row in rows.items():
        minutes.setdefault(start // 60, []).append(row)
    found = {}
    for start, row in rows.items():
        # The later backend tells of slots with viewers alone.
        if is_old or row["live"] + row["dvr"]:
            values = {column: row[name] for column, name in COUNTS.items()}
            found[start] = values | quality(minutes[start // 60], is_old=is_old)
    return found


def quality(rows: list[dict[Any, Any]], *, is_old: bool) -> dict[str, float | None]:
    """Give bitrate and buffering of a minute, as its backend defines them."""
    beats = sum(row["live"] + row["dvr"] + is_old * row["plays"] for row in rows)
    sent = sum(row["bitrate_count"] for row in rows)
    bitrates = sum(row["bitrate_sum"] for row in rows)
    buffered = sum(round(100 * row["buffer_sum"]) for row in rows)
    digits = 2 if is_old else 9
    return {
        "avg_bitrate_kbps": float(round(Fraction(bitrates, sent), digits))
        if bitrates
        else None,
        "avg_buffering_s_per_min": float(
            round(Fraction(6 * buffered, 100 * beats), digits)
        )
        if beats
        else None,
    }


def settled(frame: pd.DataFrame) -> dict[int, dict[str, float | None]]:
    """Give the settled rows of a frame in plain numbers; None is missing."""
    rows = frame[~frame["provisional"].astype(bool)]
    moments = [int(moment.timestamp()) for moment in rows.index]
    columns = {
        str(name): [None if pd.isna(value) else float(value) for value in rows[name]]
        for name in rows
    }
    return {
        moment: {name: values[at] for name, values in columns.items()}
        for at, moment in enumerate(moments)
    }


def same(one: float | None, other: float | None) -> bool:
    """Compare two values, of which None is missing."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-8)
