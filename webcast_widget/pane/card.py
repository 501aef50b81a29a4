"""A card of a wall: one event at a glance, as the contract's plain values. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypedDict

from webcast_widget.pane import contract, structs, view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from webcast_widget.feed import Reading

_LIVE: Final = contract.ROW_FIELDS.index("live_viewers")

SLOTS: Final = 180
"""What a card's curve shows: half an hour of slots of 10 s, or as many longer ones."""


class Card(TypedDict):
    """One event on a wall."""

    event: structs.EventLabel
    latest: Annotated[dict[str, float | None], "Latest"]
    status: structs.Status
    replay: Annotated[dict[str, Any] | None, "Playback | null"]
    interval_s: float
    """Seconds between polls."""
    cadence_s: float
    """How often the source counts, seconds."""
    begin: float | None
    """Start of the curve's first value; None before any."""
    curve: Annotated[list[int | None], "(number | null)[]"]
    """Attendees of the newest settled slots, one each cadence; None is missing."""
    alarms: list[structs.Alarm]
    """Those alerts that are on."""


class CardMessage(TypedDict):
    """An event of the wall has another card."""

    type: Literal["card"]
    index: int
    card: Card


class OpenRequest(TypedDict):
    """Open the pane of a card; None closes the one that is open."""

    type: Literal["open"]
    index: int | None


class Curve:
    """Attendees of an event's newest slots, as its readings tell them.

    Parameters
    ----------
    rows
        Those that are known, as `webcast_widget.timeline.timeline.Timeline.rows` gives
        them; shape (n, fields).
    cadence_s
        How often the source counts, seconds.
    """

    def __init__(self, rows: NDArray[np.float64], cadence_s: int) -> None:
        self._cadence_s = cadence_s
        self._known: dict[int, float] = {}
        self.take(rows)

    def take(self, rows: NDArray[np.float64]) -> None:
        """Take changed slots in, as above; those that are too old are forgotten."""
        self._known |= {int(row[0]): float(row[_LIVE]) for row in rows}
        oldest = max(self._known, default=0) - 2 * SLOTS * self._cadence_s
        self._known = {at: live for at, live in self._known.items() if at >= oldest}

    def until(self, settled: int) -> tuple[int | None, list[int | None]]:
        """Give the start of the first value, and the values up to the settled slot."""
        told = {at: live for at, live in self._known.items() if at <= settled}
        if not told:
            return None, []
        last = max(told)
        first = max(min(told), last - (SLOTS - 1) * self._cadence_s)
        # On the grid that ends with the last value.
        count = (last - first) // self._cadence_s + 1
        first = last - (count - 1) * self._cadence_s
        values: list[int | None] = [None] * count
        for at in sorted(told):
            if at >= first and not math.isnan(told[at]):
                values[(at - first) // self._cadence_s] = int(told[at])
        return first, values


def card(reading: Reading, curve: Curve) -> Card:
    """Give the card of an event, all of one moment."""
    settled = 0 if reading.extent is None else reading.extent.settled
    begin, values = curve.until(settled)
    return {
        "event": {"id": reading.event.id, "name": reading.event.name},
        "latest": view.latest(reading),
        "status": view.status(reading.status),
        "replay": view.playback(reading.playback),
        "interval_s": reading.interval_s,
        "cadence_s": reading.cadence_s,
        "begin": begin,
        "curve": values,
        "alarms": [each for each in view.alarms(reading) if each["on"]],
    }
