"""What alerts tell while an event goes on is kept, as it was seen then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import PATIENCE_S, START, Scripted, batch
from webcast_widget import alerts
from webcast_widget.analysis.alerts.firing import LOG
from webcast_widget.analysis.alerts.told import Told, firings_of, news
from webcast_widget.feed import LiveFeed
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

HIGH = alerts.Rule("live_viewers", above=100, clear=50, for_="20s", cooldown=0)
LIVE = [10, 200, 200, 200, 70, 40, 10, 200, 200, 200, 200]


def told(source: Scripted, feed: LiveFeed, count: int) -> None:
    """Let the feed hear of so many slots, all of them settled."""
    slots = [Slot(START + 10 * n, live, 0) for n, live in enumerate(LIVE[:count])]
    source.reply = batch(slots=slots, as_of=START + 10.0 * count + 60)
    feed.refresh(PATIENCE_S)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "event.webcast"


def recorded(source: Scripted, path: Path) -> LiveFeed:
    source.reply = batch(slots=[], as_of=START)
    feed = LiveFeed(source, recording=path, clock=ManualClock(START)).start()
    # Its first answer is this one, however long the thread took to begin.
    feed.refresh(PATIENCE_S)
    return feed


def test_what_is_told_live_is_kept_and_is_the_back_test_of_the_end(
    source: Scripted, path: Path
) -> None:
    with recorded(source, path) as feed:
        watch = alerts.watch(feed, HIGH)
        for count in range(1, len(LIVE) + 1):
            told(source, feed, count)
        pd.testing.assert_frame_equal(feed.alerts[list(LOG)], watch.log)
    assert feed.alerts["meaning"].tolist() == [HIGH.meaning] * 2
    age = pd.Timestamp.now("UTC") - feed.alerts["told_at"]
    assert age.dt.total_seconds().between(0, 600).all()
    event = ww.open(path)
    assert event.alerts["cleared"].notna().tolist() == [True, False]
    pd.testing.assert_frame_equal(event.alerts, feed.alerts)
    pd.testing.assert_frame_equal(event.alerts[list(LOG)], alerts.backtest(HIGH, event))
    # And so does a replay, slot after slot.
    replay = event.replay(play=False)
    again = alerts.watch(replay, HIGH)
    for second in range(0, 10 * len(LIVE) + 70, 5):
        replay.seek(float(second))
    pd.testing.assert_frame_equal(again.log, event.alerts[list(LOG)])
    pd.testing.assert_frame_equal(replay.alerts, event.alerts)
    replay.seek(0)
    assert replay.alerts.empty


def test_a_feed_that_goes_on_tells_nothing_twice(source: Scripted, path: Path) -> None:
    with recorded(source, path) as feed:
        alerts.watch(feed, HIGH)
        told(source, feed, 4)
    before = ww.open(path).alerts
    assert before["cleared"].isna().tolist() == [True]
    with recorded(source, path) as feed:
        pd.testing.assert_frame_equal(feed.alerts, before)
        alerts.watch(feed, HIGH)
        alerts.watch(feed, HIGH)
        told(source, feed, len(LIVE))
        assert len(feed.alerts) == 2
    pd.testing.assert_frame_equal(ww.open(path).alerts, feed.alerts)


def test_what_was_seen_then_stays_when_slots_are_revised(
    source: Scripted, path: Path
) -> None:
    with recorded(source, path) as feed:
        alerts.watch(feed, HIGH)
        told(source, feed, 4)
        slots = [Slot(START + 10 * n, 1, 0) for n in range(4)]
        source.reply = batch(slots=slots, as_of=START + 110.0)
        feed.refresh(PATIENCE_S)
    event = ww.open(path)
    assert event.alerts["value"].tolist() == [200.0]
    assert alerts.backtest(HIGH, event).empty


def test_news_is_what_a_rule_does_in_turn() -> None:
    first, clear = Told("a", "fired", 10, 1.0), Told("a", "cleared", 40)
    assert news([first, clear, Told("b", "cleared", 5)], ()) == (first, clear)
    assert news([Told("a", "fired", 20)], [first]) == ()
    assert news([first, clear], [first]) == (clear,)
    assert news([first, clear], [first, clear]) == ()
    firing, other = firings_of("x", [first, clear, Told("a", "fired", 90)])
    assert (firing.fired, firing.cleared, firing.value) == (10, 40, 1.0)
    assert (other.fired, other.cleared) == (90, None)
