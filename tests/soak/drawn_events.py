"""Events of any kind, each drawn by a number: their lengths, gaps, clocks and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.timeline.mark import Mark
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    import random

NAMES: Final = (
    *("All hands", "", "x" * 600, "日本語", "\U0001f4a5" * 40, "a\nb", "-lead"),
    *("../up", "a/b\\c:*?", "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "%s {0}"),
    *("\u202eright to left", "\x00\x07 bell"),
)
ZONES: Final = (
    *("UTC", "Europe/Berlin", "America/New_York", "America/St_Johns"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"),
)
_NIGHTS: Final = (
    *("2025-10-26 00:30", "2026-03-29 00:30"),  # Berlin's clocks change
    *("2025-11-02 05:30", "2026-04-04 14:30"),  # New York's, Lord Howe's
    *("1970-01-01 00:00", "2026-01-01 10:00", "2096-10-02 07:10"),
)
BEGINNINGS: Final = tuple(
    int(pd.Timestamp(night, tz="UTC").timestamp()) for night in _NIGHTS
)
CADENCES: Final = (*(SLOT_S,) * 6, 1, 7, 30, 60, 300, 3600, 86_400)
LENGTHS: Final = (0, 1, 2, 3, 7, 20, 60, 200, 500, 500)


def drawn(chance: random.Random) -> Timeline:
    """Give an event as a feed has it: told in parts, which overlap and are revised."""
    cadence_s, length = chance.choice(CADENCES), chance.choice(LENGTHS)
    begin = chance.choice(BEGINNINGS) + SLOT_S * chance.randrange(9)
    event = Event("1_k2m4x9a1", chance.choice(NAMES))
    line = Timeline(event, "https://a.example", cadence_s=cadence_s)
    live = _course(chance, length)
    settles_s = chance.choice((10, 60, 150, 290, 600))
    lost, parts = chance.choice((0, 0, 0.05, 0.5)), chance.choice((1, 1, 5, 60))
    for part in range(parts):
        first = max(0, length * part // parts - chance.choice((3, 30)))
        last = length * (part + 1) // parts
        now = begin + last * cadence_s + chance.random() * chance.choice((1, 10, 1000))
        if part and chance.random() < 0.1:
            # A clock that was set back.
            now -= 500
        starts = [begin + cadence_s * n for n in range(first, last)]
        slots = [
            _slot(chance, start, _so_far(many, (now - start) / settles_s))
            for start, many in zip(starts, live[first:last], strict=True)
            if chance.random() >= lost
        ]
        batch = Batch(
            slots if parts > 1 else slots + slots[:1],
            [_minute(chance, start) for start in starts],
            chance.choice((now, now, None)),
            broadcasting=chance.choice((None, True, False)),
            afresh=chance.random() < 0.01,
            marks=_marks(chance, begin, cadence_s * length, now),
        )
        line.merge(batch, now)
    return line


def _course(chance: random.Random, length: int) -> list[int]:
    """Give the viewers of each slot."""
    most = chance.choice((0, 1, 3, 40, 1000, 10**6, 2**40))
    shapes = (
        lambda _: 1.0,
        lambda share: share,
        lambda share: 1.0 if abs(share - 0.5) < 0.02 else 0.05,
        lambda share: 1.0 if share < 0.6 else 0.4,
        lambda _: chance.random(),
    )
    shape = chance.choice(shapes)
    return [round(most * shape(n / length)) for n in range(length)]


def _so_far(viewers: int, share: float) -> int:
    return int(viewers * min(1.0, max(0.1, share)))


def _slot(chance: random.Random, start: int, live: int) -> Slot:
    return Slot(
        start,
        None if chance.random() < 0.05 else live,
        chance.choice((None, 0, live // 10)),
        chance.choice((None, live // 50)),
        chance.choice((None, None, 0.0, 500.5, 1e6)),
        chance.choice((None, 0.0, 3.3, 60.0)),
    )


def _minute(chance: random.Random, start: int) -> Minute:
    return Minute(
        start // MINUTE_S * MINUTE_S,
        chance.choice((None, float("nan"), 0.0, 1500.0)),
        chance.choice((None, 0.0, 2.5, 60.0)),
    )


def _marks(
    chance: random.Random, begin: int, length_s: int, now: float
) -> tuple[Mark, ...]:
    if chance.random() > 0.2:
        return ()
    at = begin + chance.randrange(-50, length_s + 50)
    return (Mark(at, chance.choice(NAMES), None, "ana", now),)
