"""Rules over a feed while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.analysis.made import START, at, timeline_of
from webcast_widget import alerts
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed.feed import Feed
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Event, Slot

if TYPE_CHECKING:
    from webcast_widget.analysis.alerts import Firing, Rule

HIGH = alerts.Rule("live_viewers", above=100, clear=50, for_="20s", cooldown=0)


class Going(Feed):
    """A feed that is given slot after slot."""

    def __init__(self) -> None:
        super().__init__(Event("1_x", "Town hall"), "", ManualClock(START), 10, "")

    def add(self, *live: int, from_: int = 0, afresh: bool = False) -> None:
        slots = [Slot(START + 10 * (from_ + n), v, 0) for n, v in enumerate(live)]
        as_of = slots[-1].start + 60.0
        changed = self._timeline.merge(Batch(slots, as_of=as_of), 0.0)
        self._note(changed, afresh=afresh)
        self._tell()

    def hear_nothing(self, until: int) -> None:
        """Hear that there is nothing new, some seconds after the start."""
        self._timeline.merge(Batch([], as_of=float(START + until)), 0.0)
        self._note([], afresh=False)
        self._tell()

    def forget(self) -> None:
        self._timeline = timeline_of([])


def told_of(feed: Feed) -> tuple[alerts.Watch, list[tuple[str, int]]]:
    told: list[tuple[str, int]] = []

    def hear(rule: Rule, what: str, firing: Firing) -> None:
        assert rule is HIGH
        told.append((what, firing.fired if what == "fired" else firing.cleared or 0))

    return alerts.watch(feed, HIGH, hear), told


def test_what_fires_and_clears_is_told_once_each_and_logged() -> None:
    feed = Going()
    watch, told = told_of(feed)
    for place, live in enumerate([10, 200, 200, 200, 70, 40, 200]):
        feed.add(live, from_=place)
    assert told == [("fired", START + 20), ("cleared", START + 50)]
    assert watch.firing == []
    log = watch.log
    assert log["fired"].tolist() == [at(START + 20)]
    assert log["event"].tolist() == ["Town hall"]
    pd.testing.assert_frame_equal(log, alerts.backtest(HIGH, feed))
    watch.stop()
    feed.add(200, from_=7)
    assert len(watch.log) == 1


def test_history_is_logged_and_only_what_still_fires_is_told() -> None:
    feed = Going()
    feed.add(200, 200, 10, 10, 200, 200)
    watch, told = told_of(feed)
    assert told == [("fired", START + 50)]
    assert len(watch.log) == 2
    assert watch.firing == [HIGH]


def test_no_data_is_told_while_nothing_comes() -> None:
    feed = Going()
    told: list[tuple[str, int]] = []
    gap = alerts.Rule("live_viewers", no_data=True, for_="1min", cooldown=0)
    watch = alerts.watch(
        feed, gap, lambda _, what, firing: told.append((what, firing.fired))
    )
    feed.add(5, 5, 5)
    for until in range(90, 200, 10):
        feed.hear_nothing(until)
        # The sixth slot without data is settled a minute after it began.
        assert told == ([("fired", START + 80)] if until >= 140 else []), until
    assert watch.firing == [gap]
    feed.add(5, 5, from_=12)
    assert [what for what, _ in told] == ["fired", "cleared"]
    pd.testing.assert_frame_equal(watch.log, alerts.backtest(gap, feed))


def test_a_gap_that_is_shorter_fires_nothing_wherever_one_looks() -> None:
    feed = Going()
    gap = alerts.Rule("live_viewers", no_data=True, for_="1min", cooldown=0)
    watch = alerts.watch(feed, gap)
    feed.add(5, 5, 5)
    for until in range(90, 140, 10):
        feed.hear_nothing(until)
    feed.add(5, from_=8)
    for until in range(150, 190, 10):
        feed.hear_nothing(until)
    feed.add(5, from_=13)
    assert watch.log.empty


def test_a_failing_callback_is_logged_and_hurts_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feed = Going()

    def fail(*_: object) -> None:
        raise ValueError("no")

    watch = alerts.watch(feed, HIGH, fail)
    feed.add(200, 200, 200)
    feed.add(10, from_=3)
    assert len(watch.log) == 1
    assert "callback of the alert" in caplog.text


def test_a_replay_that_goes_back_begins_anew() -> None:
    feed = Going()
    watch = alerts.watch(feed, HIGH)
    feed.add(200, 200, 200)
    feed.forget()
    feed.add(10, afresh=True)
    assert len(watch.log) == 0
    feed.add(200, 200, from_=1)
    assert len(watch.log) == 1


@pytest.mark.parametrize(
    ("rules", "said"),
    [([], "There is no rule"), (["x"], "no rule"), ([HIGH, HIGH], "one name")],
)
def test_what_are_no_rules_is_a_sentence(rules: list[Rule], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        alerts.watch(Going(), rules)
