"""A series of events that share a course, and one among them that does not."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from webcast_widget.simulator.scenario import Scenario

WEEK_S = 7 * 24 * 3600
SPREAD = 0.1
"""An event has up to this share more or fewer viewers than usual."""
LOST_S = 90
"""In an earlier week the collector loses up to this many seconds."""


def weekly(
    latest: Scenario, weeks: int, *, odd: int | None = None, odd_shape: str = "flop"
) -> list[Scenario]:
    """Give the scenarios of an event that is held every week.

    Parameters
    ----------
    latest
        The event of this week; the others have its course, an audience of their own,
        about as many viewers, and other gaps in their data where it has one.
    weeks
        How many events there are.
    odd
        Which of them goes otherwise, counted from the oldest as 0; None for none.
    odd_shape
        How that one goes, as in `Scenario`.

    Returns
    -------
    list
        One scenario for each week, the oldest first, for one account and one clock.

    Raises
    ------
    ConfigurationError
        There is no week, or the odd one is not among them.
    """
    if weeks < 1 or (odd is not None and not 0 <= odd < weeks):
        message = f"weeks must be 1 or more and odd one of them, not {weeks} and {odd}."
        raise ConfigurationError(message)
    chance = random.Random(latest.seed)
    found = []
    for week in range(weeks):
        ago = weeks - 1 - week
        viewers = latest.viewers * (1 + chance.uniform(-SPREAD, SPREAD))
        found.append(
            replace(
                latest,
                seed=latest.seed + ago,
                viewers=latest.viewers if ago == 0 else max(1, round(viewers)),
                started_ago_s=latest.started_ago_s + ago * WEEK_S,
                outage_s=latest.outage_s if ago == 0 else _outage_s(latest, ago),
                entry_id=latest.entry_id if ago == 0 else f"1_week{week:04d}",
                entry_name=f"{latest.entry_name}, week {week + 1}",
                shape=odd_shape if week == odd else latest.shape,
            )
        )
    return found


def _outage_s(latest: Scenario, ago: int) -> int:
    """Draw how long the collector was gone; never, where it is never in this week."""
    if not latest.outage_s:
        return 0
    drawn = random.Random(latest.seed + ago).randrange(0, LOST_S + 1, 10)
    return min(drawn, latest.duration_s)
