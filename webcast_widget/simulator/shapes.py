"""The shapes that an event may have: its run sheet, and the audience that follows it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How an event goes; moments are shares of its planned duration."""

    levels: tuple[tuple[float, float], ...]  # share of the viewers present, by moment
    agenda: tuple[tuple[float, str], ...]  # when each item begins, and its title
    congested: tuple[float, float] = (0.0, 0.0)  # from when to when stalls are frequent
    congestion: int = 5  # how many times as likely as usual a stall is then
    ends: float = 1.0  # below 1 it is cut off, and every player stops at once

    @property
    def is_cut_off(self) -> bool:
        """Whether the broadcast ends before it should."""
        return self.ends < 1

    def level(self, share: float) -> float:
        """Give the share of the viewers that wants to be present at a moment."""
        for (low, low_level), (high, high_level) in itertools.pairwise(self.levels):
            if share < high:
                way = (share - low) / (high - low)
                # An audience turns smoothly: no corners at the given points.
                eased = way * way * (3 - 2 * way)
                return low_level + (high_level - low_level) * eased
        return self.levels[-1][1]


def _levels(text: str) -> tuple[tuple[float, float], ...]:
    """Read levels: `moment:level`, both in percent."""
    pairs = (pair.split(":") for pair in text.split())
    return tuple((int(at) / 100, int(level) / 100) for at, level in pairs)


def _agenda(text: str) -> tuple[tuple[float, str], ...]:
    """Read a run sheet: `moment title`, the moment in percent."""
    items = (item.split(" ", 1) for item in text.split(", "))
    return tuple((int(at) / 100, title) for at, title in items)


TOWN_HALL: Final = Shape(
    levels=_levels("0:2 6:72 12:97 16:100 48:100 53:72 58:74 66:97 80:95 90:62 100:35"),
    agenda=_agenda("0 Welcome, 16 Results, 48 Compliance update, 58 Outlook, 80 Q&A"),
    congested=(0.50, 0.60),
)

LAUNCH: Final = Shape(
    levels=_levels("0:5 10:22 28:26 32:100 36:96 46:52 70:38 100:20"),
    agenda=_agenda(
        "0 Countdown, 10 The year so far, 28 Unveiling, 36 Demonstration, 70 Questions"
    ),
    congested=(0.30, 0.36),
    congestion=8,
)

CONFERENCE: Final = Shape(
    levels=_levels(
        "0:10 4:85 20:90 22:25 26:28 29:100 46:92 48:12 58:15 61:80 76:72 78:22 82:25 "
        "85:66 100:40"
    ),
    agenda=_agenda(
        "0 Opening keynote, 20 Coffee break, 26 Customer stories, 46 Lunch, "
        "58 Workshops, 76 Tea break, 82 Closing panel"
    ),
)

FLOP: Final = Shape(
    levels=_levels("0:5 5:55 8:60 20:28 40:14 100:6"),
    agenda=_agenda("0 Introduction, 8 Presentation, 40 Questions"),
)

CUT_OFF: Final = replace(TOWN_HALL, congested=(0.56, 0.62), congestion=12, ends=0.62)

SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "town-hall": TOWN_HALL,
        "launch": LAUNCH,
        "conference": CONFERENCE,
        "flop": FLOP,
        "cut-off": CUT_OFF,
    }
)
"""The shapes by their names."""
