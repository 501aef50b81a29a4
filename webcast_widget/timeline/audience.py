"""Who is watching in one slot: live viewers by country, device, platform and referrer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.frame import moments
from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.slots import is_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIMENSIONS: Final = ("country", "device", "platform", "referrer")
"""What viewers are told apart by: nothing that is of one person."""

OTHER: Final = "other"
"""The viewers of values that are not named."""

SMALLEST: Final = 5
"""Values with fewer viewers are not named, unless they are asked for."""

MOST_CELLS: Final = 300
"""So many values of a dimension are kept; there are 249 countries."""

LONGEST: Final = 100
"""So many characters of a value are kept."""


@dataclass(frozen=True, slots=True)
class Audience:
    """How the live viewers of one slot divide.

    Parameters
    ----------
    slot
        Start of the slot, epoch seconds UTC.
    viewers
        For each of `DIMENSIONS` that the source tells, how many live viewers have which
        value; those without a name are under `OTHER`. A dimension that it does not tell
        is absent; without any, nobody was watching.
    """

    slot: int
    viewers: Mapping[str, Mapping[str, int]]

    def cells(
        self, smallest: int = SMALLEST, most: int | None = None
    ) -> list[tuple[str, str, int]]:
        """Give dimension, value and viewers: the most first, and `OTHER` last.

        Parameters
        ----------
        smallest
            Values with fewer viewers are joined to `OTHER`.
        most
            So are all but so many of a dimension; None names all.
        """
        found: list[tuple[str, str, int]] = []
        for dimension in DIMENSIONS:
            told = self.viewers.get(dimension, {})
            ordered = sorted(told.items(), key=lambda cell: (-cell[1], cell[0]))
            named = [
                (dimension, value, count)
                for value, count in ordered
                if value != OTHER and count >= smallest
            ][:most]
            found += named
            if rest := sum(told.values()) - sum(count for *_, count in named):
                found.append((dimension, OTHER, rest))
        return found


def read_audience(
    told: Audience | None, latest: float, grid_s: int
) -> tuple[Audience | None, int]:
    """Take what a source says, without what cannot be.

    Parameters
    ----------
    told
        What it says; it may hold anything.
    latest
        A slot that begins later is none, epoch seconds.
    grid_s
        What starts of slots are multiples of, seconds.

    Returns
    -------
    audience : Audience or None
        None when nothing is left of it.
    refused : int
        How many values were left out.
    """
    if told is None:
        return None, 0
    if not is_moment(told.slot, grid_s) or told.slot > latest:
        return None, 1
    viewers: dict[str, dict[str, int]] = {}
    refused = 0
    for dimension, cells in told.viewers.items():
        taken = [
            (legible(str(value))[:LONGEST], int(count))
            for value, count in list(cells.items())[:MOST_CELLS]
            if dimension in DIMENSIONS and _is_count(count) and count
        ]
        # One of numpy's could not be written down.
        refused += int(sum(count != 0 for count in cells.values())) - len(taken)
        # Values that differ in what is not kept of them are one.
        sound: Counter[str] = Counter()
        for value, count in taken:
            sound[value] += count
        if sound:
            viewers[str(dimension)] = dict(sound)
    nobody = not refused
    return (Audience(int(told.slot), viewers) if viewers or nobody else None), refused


def audience_frame(told: Iterable[Audience], smallest: int = SMALLEST) -> pd.DataFrame:
    """Give audiences as a frame.

    Returns
    -------
    pandas.DataFrame
        A row for each cell of `Audience.cells`, in their order: ``slot_start`` (UTC),
        ``dimension``, ``value``, ``live_viewers`` (viewers, Int64), and ``share`` of the
        slot's live viewers (Float64, 0 to 1). Empty when nothing is told.
    """
    rows = [(one.slot, *cell) for one in told for cell in one.cells(smallest)]
    frame = pd.DataFrame(rows, columns=["slot", "dimension", "value", "live_viewers"])
    whole = frame.groupby(["slot", "dimension"])["live_viewers"].transform("sum")
    return pd.DataFrame(
        {
            "slot_start": moments(frame["slot"].to_numpy("int64")),
            "dimension": frame["dimension"].astype("str"),
            "value": frame["value"].astype("str"),
            "live_viewers": frame["live_viewers"].astype("Int64"),
            "share": (frame["live_viewers"] / whole).astype("Float64"),
        }
    )


def _is_count(value: Any) -> bool:
    return not isinstance(value, bool) and FIGURES["live_viewers"].is_possible(value)
