"""Answers whose figures are not, or not yet, what the backend has counted.

What is untrue is so of the newest slots alone: a client is expected to ask for those
again. When the faults are over, the same question is answered with the truth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.timeline.slots import SLOT_S, slot_of

if TYPE_CHECKING:
    import random

    from webcast_widget.simulator.faults.plan import Drawn
    from webcast_widget.simulator.result import Result

RECENT_S: Final = 90
"""Slots that began this many seconds ago may be told otherwise than they are."""

AHEAD_S: Final = (600, 3600)
"""How far a slot of the future is ahead, seconds."""

_ANOTHER_TYPE: Final[tuple[Any, ...]] = (True, -1, 0.5, "x", [], {})


def spoiled(drawn: Drawn, result: Result, now: float) -> Result:
    """Give the result of a call as the faults have it."""
    if not drawn.names:
        return result
    if isinstance(result, list):
        return [spoiled(drawn, item, now) for item in result]
    if not isinstance(result, dict):
        return result
    kind = result.get("objectType")
    if kind == "KalturaReportGraph":
        rows = [row for row in str(result["data"]).split(";") if row]
        told = _told(drawn, rows, now)
        return {**result, "data": "".join(f"{row};" for row in told)}
    if "missing-objects" in drawn.names:
        absent = ("objects", "header", "data")
        return {name: value for name, value in result.items() if name not in absent}
    return result


def mistyped(result: Result, chance: random.Random) -> Result:
    """Put a value of another type in some place of a result, or in that of all."""
    if isinstance(result, (list, dict)) and result and chance.random() < 2 / 3:
        if isinstance(result, list):
            at = chance.randrange(len(result))
            return [
                mistyped(item, chance) if place == at else item
                for place, item in enumerate(result)
            ]
        name = chance.choice(sorted(result))
        return {**result, name: mistyped(result[name], chance)}
    others = [one for one in _ANOTHER_TYPE if type(one) is not type(result)]
    return chance.choice(others)  # type: ignore[no-any-return]


def _told(drawn: Drawn, rows: list[str], now: float) -> list[str]:
    names, chance = drawn.names, drawn.chance
    if "late" in names:
        hidden = chance.uniform(SLOT_S, RECENT_S)
        rows = [row for row in rows if _start(row) <= now - hidden]
    for name, change in (("early", _part), ("shrinking", _more)):
        if name in names:
            rows = [
                _changed(row, change) if _start(row) > now - RECENT_S else row
                for row in rows
            ]
    recent = [at for at, row in enumerate(rows) if _start(row) > now - RECENT_S]
    for name, value in (("negative", "-1"), ("huge", "1e300"), ("nan", "NaN")):
        if name in names and recent:
            at = chance.choice(recent)
            rows[at] = _with_last(rows[at], value)
    if rows:
        last = rows[-1]
        if "off-grid" in names:
            rows.append(_at(last, _start(last) + 3))
        if "future" in names:
            rows.append(_at(last, slot_of(now + chance.uniform(*AHEAD_S))))
    if "out-of-order" in names:
        chance.shuffle(rows)
    return rows


def _start(row: str) -> int:
    """Give the start of a slot that a graph tells of, epoch seconds."""
    found = re.match(r"\d+", row)
    return int(found[0]) if found else 0


def _at(row: str, start: int) -> str:
    return re.sub(r"^\d+", str(start), row)


def _with_last(row: str, value: str) -> str:
    return re.sub(r"[^,|]*$", value, row, count=1)


def _changed(row: str, change: Any) -> str:
    """Change the counts of a row, and leave what is no whole number."""
    start, *parts = re.split(r"([^0-9.]+)", row)
    return start + "".join(
        str(change(int(part))) if part.isdecimal() else part for part in parts
    )


def _part(count: int) -> int:
    return count // 2


def _more(count: int) -> int:
    return count + count // 2 + 1
