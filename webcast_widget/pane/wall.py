"""The wall: several events at a glance, and the pane of the one that is opened."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets import VBox

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import rerun
from webcast_widget.feed.shown import Shown, feed_of
from webcast_widget.pane import contract, validation
from webcast_widget.pane.card import SLOTS, Card, Curve, card
from webcast_widget.pane.synced import bundle
from webcast_widget.pane.widget import WebcastPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipywidgets import Widget

    from webcast_widget.feed import Feed, Reading

logger = logging.getLogger(__name__)


class Cards(anywidget.AnyWidget):
    """The cards of a wall, one for each event; see `Wall`."""

    _esm = bundle("wall.js")
    _css = bundle("wall.css")

    contract_version = traitlets.Int(contract.CONTRACT_VERSION).tag(sync=True)
    # All of them travel when a view starts; in between, one with each answer.
    cards: Any = traitlets.List().tag(sync=True, to_json=lambda _, wall: wall.told)
    time_zone = traitlets.Unicode().tag(sync=True)
    opened = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(self, told: list[Card], time_zone: str) -> None:
        self.told = told
        super().__init__(time_zone=time_zone)
        self.on_msg(self._on_message)

    def tell(self, index: int, made: Card) -> None:
        """Show another card of an event."""
        self.told[index] = made
        self.send({"type": "card", "index": index, "card": made})

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take nothing: what the browser wants it asks for."""
        logger.info("Dropped what the browser sent: a wall has cards to open alone.")
        self.send_state([name for name in sync_data if name in self.keys])

    def is_card(self, which: object) -> bool:
        """Tell whether there is such a card; None is none of them."""
        return which is None or (type(which) is int and which in range(len(self.told)))

    def _on_message(self, _: Widget, content: Any, __: list[memoryview]) -> None:
        match content:
            case {"type": "open", "index": which} if self.is_card(which):
                self.opened = which
            case _:
                logger.info(
                    "Dropped what the browser sent: %s", validation.shortly(content)
                )

    @traitlets.validate("opened")
    def _check(self, proposal: Any) -> Any:
        if not self.is_card(which := proposal["value"]):
            raise ConfigurationError(
                f"opened is {which!r}: give None, or a number from 0 to"
                f" {len(self.told) - 1}."
            )
        return which


class Wall(VBox):
    """Several events at a glance: a card for each, which opens its pane.

    A card has the event's name, its state, attendees with their moment, the change in
    five minutes, their curve over the newest 180 slots from zero to its own peak, and
    the newest minute's buffering. Show it as the last expression of a cell; re-running
    the cell replaces it. Closing it leaves the feeds alone.

    Parameters
    ----------
    events
        Feeds, recordings, replays, Timelines or frames, as `WebcastPane` takes them; a
        shelf's, too.
    time_zone
        IANA name of the zone that moments are shown in.

    Raises
    ------
    ConfigurationError
        If there is no event, one is none, or the zone is not known.
    """

    def __init__(self, events: Iterable[Shown], *, time_zone: str = "UTC") -> None:
        self.feeds: tuple[Feed, ...] = tuple(map(feed_of, events))
        if not self.feeds:
            raise ConfigurationError("A wall shows events: give it one at the least.")
        zone = validation.checked("time_zone", time_zone)
        self.pane: WebcastPane | None = None
        # Reentrant: opening a card may bring a reading of its feed.
        self._changing = threading.RLock()
        # Held until all is made: what is told meanwhile waits, and is newer.
        with self._changing:
            self._make(zone)
        names = " ".join(feed.event.id for feed in self.feeds)
        rerun.register("wall", names, self, Wall.close)

    def _make(self, time_zone: str) -> None:
        self._ends = [
            feed.subscribe(partial(self._take, at))
            for at, feed in enumerate(self.feeds)
        ]
        self._readings = [feed.reading for feed in self.feeds]
        self._curves = [*map(_curve, self.feeds)]
        told = [*map(card, self._readings, self._curves)]
        self._cards = Cards(told, time_zone)
        super().__init__([self._cards])
        self._cards.observe(self._on_opened, "opened")

    @property
    def opened(self) -> int | None:
        """Which card is opened, from 0; may be set, and None closes its pane."""
        which: int | None = self._cards.opened
        return which

    @opened.setter
    def opened(self, which: int | None) -> None:
        self._cards.opened = which

    def close(self) -> None:
        """Close the wall and the pane that it opened; the feeds go on."""
        if self.comm is None:
            return
        while self._ends:
            self._ends.pop()()
        with self._changing:
            self._put_away()
        self._cards.close()
        super().close()

    def __repr__(self) -> str:
        names = ", ".join(feed.event.name or feed.event.id for feed in self.feeds)
        return f"<Wall of {names}>"

    def _take(self, at: int, reading: Reading) -> None:
        with self._changing:
            if reading.order <= self._readings[at].order:
                # Made before the one that is shown, and told after it.
                return
            self._readings[at] = reading
            if reading.afresh:
                self._curves[at] = _curve(self.feeds[at])
            self._curves[at].take(reading.rows)
            self._cards.tell(at, card(reading, self._curves[at]))

    def _on_opened(self, change: Any) -> None:
        with self._changing:
            self._put_away()
            if (which := change["new"]) is not None:
                zone = self._cards.time_zone
                self.pane = WebcastPane(self.feeds[which], time_zone=zone)
                self.children = [self._cards, self.pane]

    def _put_away(self) -> None:
        self.children = [self._cards]
        if self.pane is not None:
            self.pane.close()
            self.pane = None


def _curve(feed: Feed) -> Curve:
    return Curve(feed.series()[1][-2 * SLOTS :], feed.cadence_s)


def wall(events: Iterable[Shown], *, time_zone: str = "UTC") -> Wall:
    """Show several events at a glance; see `Wall`."""
    return Wall(events, time_zone=time_zone)
