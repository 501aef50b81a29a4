"""The wall: a card for each event, and the pane of the one that is opened."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import webcast_widget as ww
from tests.feed.conftest import START, Scripted, batch
from tests.pane.conftest import long_event, registered
from webcast_widget import alerts
from webcast_widget.analysis.alerts.told import Told
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import FinishedEvent, LiveFeed
from webcast_widget.pane.card import SLOTS, Curve
from webcast_widget.poller import Answered
from webcast_widget.timeline.records import Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.timeline.records import Batch

NAN = float("nan")


class Bench:
    """Two feeds on a wall, and all that its cards sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.feeds = LiveFeed(Scripted()), LiveFeed(Scripted())
        self.poll(1, long_event(30))
        self.wall = ww.wall(self.feeds, time_zone="Europe/Paris")
        self.cards: Any = self.wall.children[0]
        self.sent: list[dict[str, Any]] = []
        monkeypatch.setattr(self.cards, "_send", self.spy)

    def spy(self, message: dict[str, Any], buffers: Any = None) -> None:
        assert not buffers
        self.sent.append(message)

    def poll(self, at: int, batch: Batch) -> None:
        self.feeds[at]._deliver(Answered(batch, 10.0))

    def say(self, content: Any) -> None:
        """What the browser sends as a message."""
        self.cards._handle_custom_msg(content, [])


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = Bench(monkeypatch)
    yield bench
    bench.wall.close()
    for feed in bench.feeds:
        feed.stop()


def test_a_card_tells_the_event_of_one_moment(bench: Bench) -> None:
    empty, told = bench.cards.get_state("cards")["cards"]
    assert (empty["begin"], empty["curve"]) == (None, [])
    assert empty["latest"]["live_viewers"] is None
    feed = bench.feeds[1]
    newest = int(feed.latest.at.timestamp()) if feed.latest.at else 0
    assert told["event"] == {"id": feed.event.id, "name": feed.event.name}
    assert told["latest"]["live_viewers"] == feed.latest.live_viewers
    assert told["begin"] + 10 * (len(told["curve"]) - 1) == newest
    assert told["curve"] == [*range(len(told["curve"]))]
    assert bench.cards.time_zone == "Europe/Paris"


def test_an_answer_sends_one_card(bench: Bench) -> None:
    more = [Slot(START + 10 * n, 500, 0, 0) for n in range(28, 40)]
    bench.poll(1, batch(slots=more, as_of=START + 460.0))
    (sent,) = [each["content"] for each in bench.sent]
    assert (sent["type"], sent["index"]) == ("card", 1)
    assert sent["card"]["latest"]["live_viewers"] == 500
    assert sent["card"]["curve"][-1] == 500
    # A view that starts later has it as well.
    assert bench.cards.get_state("cards")["cards"][1] == sent["card"]


def test_a_card_has_the_alerts_that_are_on(bench: Bench) -> None:
    named = [alerts.Rule("plays", above=1, name=name) for name in ("Full", "Empty")]
    bench.feeds[1].know_rules(named)
    bench.feeds[1].take_alerts(
        [Told("Full", "fired", START, 9.0), Told("Empty", "fired", START + 10)]
    )
    bench.feeds[1].take_alerts([Told("Full", "cleared", START + 30)])
    told = [each["content"]["card"]["alarms"] for each in bench.sent]
    assert [[each["rule"] for each in alarms] for alarms in told] == [
        ["Full", "Empty"],
        ["Empty"],
    ]
    assert bench.cards.get_state("cards")["cards"][0]["alarms"] == []


def test_one_told_late_is_not_shown(bench: Bench) -> None:
    before = bench.feeds[1].reading
    bench.poll(1, long_event(40))
    bench.sent.clear()
    bench.wall._take(1, before)
    assert bench.sent == []


def test_an_answer_while_it_is_made_is_on_its_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = LiveFeed(Scripted())
    answer = Answered(long_event(30), 10.0)
    other = threading.Thread(target=feed._deliver, args=[answer])
    series = LiveFeed.series

    def answered(self: LiveFeed, starts: Any = None) -> Any:
        told = series(self, starts)
        monkeypatch.setattr(LiveFeed, "series", series)
        other.start()
        return told

    monkeypatch.setattr(LiveFeed, "series", answered)
    with closing(ww.wall([feed])) as wall:
        other.join()
        cards: Any = wall.children[0]
        (card,) = cards.get_state("cards")["cards"]
        assert card["curve"][-1] == card["latest"]["live_viewers"]
    feed.stop()


def test_a_card_opens_the_events_pane_and_closes_it(bench: Bench) -> None:
    made = registered()
    bench.say({"type": "open", "index": 1})
    pane: Any = bench.wall.pane
    assert isinstance(pane, ww.WebcastPane)
    assert pane.feed is bench.feeds[1]
    assert pane.time_zone == "Europe/Paris"
    assert [*bench.wall.children] == [bench.cards, pane]
    bench.wall.opened = 0
    assert pane.comm is None
    other: Any = bench.wall.pane
    assert other.feed is bench.feeds[0]
    bench.wall.opened = None
    assert bench.wall.pane is None
    assert [*bench.wall.children] == [bench.cards]
    assert registered() == made


@pytest.mark.parametrize(
    "content",
    [
        {"type": "open", "index": 2},
        {"type": "open", "index": -1},
        {"type": "open", "index": True},
        {"type": "open", "index": "1"},
        {"type": "open"},
        {"type": "close", "index": 1},
        ["open", 1],
        None,
    ],
)
def test_the_browser_opens_cards_that_there_are(bench: Bench, content: Any) -> None:
    bench.say(content)
    assert bench.wall.opened is None
    assert bench.wall.pane is None


def test_the_browser_sets_nothing(bench: Bench) -> None:
    bench.cards.set_state({"opened": 1, "cards": [], "time_zone": "UTC", "nothing": 1})
    assert bench.wall.opened is None
    # It showed what it sent: it is told what holds.
    told = bench.sent[0]["state"]
    assert (told["opened"], told["time_zone"]) == (None, "Europe/Paris")
    assert len(told["cards"]) == 2


def test_closing_it_leaves_the_feeds_alone(bench: Bench) -> None:
    bench.wall.opened = 0
    pane = bench.wall.pane
    bench.wall.close()
    bench.wall.close()
    assert pane is not None
    assert pane.comm is None
    assert bench.cards.comm is None
    bench.sent.clear()
    bench.poll(1, long_event(40))
    assert bench.sent == []
    assert bench.feeds[1].latest.live_viewers


def test_what_is_no_event_is_a_sentence() -> None:
    with pytest.raises(ConfigurationError, match="give it one at the least"):
        ww.wall([])
    with pytest.raises(ConfigurationError, match="is no event"):
        ww.wall([3])  # type: ignore[list-item]
    with pytest.raises(ConfigurationError, match="no time zone"):
        ww.wall([Timeline()], time_zone="Mars")
    with closing(ww.wall([Timeline()])) as wall:
        with pytest.raises(ConfigurationError, match="from 0 to 0"):
            wall.opened = 1
        assert repr(wall).startswith("<Wall of ")


def rows(*slots: tuple[int, float]) -> np.ndarray:
    return np.array([(start, live, NAN) for start, live in slots]).reshape(-1, 3)


def test_a_curve_has_the_newest_values_on_their_grid() -> None:
    curve = Curve(rows((100, 5), (120, 7), (130, NAN), (140, 9)), 10)
    assert curve.until(140) == (100, [5, None, 7, None, 9])
    assert curve.until(139) == (100, [5, None, 7, None])
    assert curve.until(99) == (None, [])
    curve.take(rows((100, 6)))
    assert curve.until(120) == (100, [6, None, 7])


def test_a_curve_forgets_what_is_too_old() -> None:
    curve = Curve(rows(*((10 * n, n) for n in range(2000))), 10)
    first, values = curve.until(19_990)
    assert (first, values) == (19_990 - 10 * (SLOTS - 1), [*range(2000 - SLOTS, 2000)])
    assert len(curve._known) <= 2 * SLOTS + 1


def test_a_curve_of_another_cadence_ends_with_its_newest_value() -> None:
    curve = Curve(rows((7, 1), (61, 2), (130, 3)), 60)
    assert curve.until(1000) == (10, [2, None, 3])


def test_a_recording_is_a_card_too() -> None:
    line = Timeline()
    line.merge(long_event(20), START + 1000.0)
    with closing(ww.wall([FinishedEvent(line)])) as wall:
        cards: Any = wall.children[0]
        (card,) = cards.get_state("cards")["cards"]
        assert card["status"]["state"] == "ended"
        assert card["curve"][-1] == 19
