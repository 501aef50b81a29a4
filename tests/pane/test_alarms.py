"""What alerts told, on its way to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import webcast_widget as ww
from tests.feed.conftest import START, batch
from webcast_widget import alerts
from webcast_widget.analysis.alerts.told import Told
from webcast_widget.pane import WebcastPane
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

HIGH = alerts.Rule("live_viewers", above=100, clear=50, for_="20s", cooldown=0)
LIVE = [10, 200, 200, 200, 70, 40, 10]
FIRED, CLEARED = START + 20, START + 50


def poll(bench: Bench, count: int) -> None:
    """Let the feed hear of so many slots, all of them settled."""
    slots = [Slot(START + 10 * n, live, 0) for n, live in enumerate(LIVE[:count])]
    bench.poll(batch(slots=slots, as_of=START + 10.0 * count + 60))


def test_an_alert_is_sent_when_it_fires_and_when_it_clears(bench: Bench) -> None:
    watch = alerts.watch(bench.feed, HIGH)
    seen = []
    for count in range(1, len(LIVE) + 1):
        bench.sent.clear()
        poll(bench, count)
        seen.append([each["alarms"] for each in bench.updates if "alarms" in each])
    told = {
        "rule": HIGH.name,
        "fired": FIRED,
        "cleared": None,
        "on": True,
        "figure": "live_viewers",
        "above": 100,
        "below": None,
        "value": 200.0,
    }
    assert seen == [
        [],
        [],
        [[told]],
        [],
        [],
        [[told | {"cleared": CLEARED, "on": False}]],
        [],
    ]
    watch.stop()


def test_what_nobody_watches_any_more_is_not_on(bench: Bench) -> None:
    first, second = (alerts.watch(bench.feed, HIGH) for _ in range(2))
    poll(bench, 4)
    assert [each["on"] for each in bench.pane.alarms] == [True]
    first.stop()
    # Another watch tells that it clears.
    assert [each["on"] for each in bench.pane.alarms] == [True]
    second.stop()
    second.stop()
    (left,) = bench.pane.alarms
    assert (left["on"], left["cleared"], left["figure"]) == (False, None, HIGH.figure)
    # One that is watched anew is found to go on.
    again = alerts.watch(bench.feed, HIGH)
    poll(bench, 4)
    assert [each["on"] for each in bench.pane.alarms] == [True]
    again.stop()


@pytest.mark.parametrize("name", ["", "Full house"])
def test_a_rule_that_watches_is_known_by_any_name(bench: Bench, name: str) -> None:
    rule = alerts.Rule("live_viewers", above=123456.7, for_="20s", name=name)
    alerts.watch(bench.feed, rule)
    bench.poll(
        batch(
            slots=[Slot(START + 10 * n, 10**6, 0) for n in range(9)],
            as_of=START + 300.0,
        )
    )
    (told,) = bench.pane.alarms
    assert (told["rule"], told["figure"]) == (rule.name, "live_viewers")
    assert told["above"] == 123456.7


def test_a_figure_that_no_chart_shows_is_left_out(bench: Bench) -> None:
    rule = alerts.Rule("plays", above=5, for_="20s")
    alerts.watch(bench.feed, rule)
    slots = [Slot(START + 10 * n, 10, 0, 9) for n in range(9)]
    bench.poll(batch(slots=slots, as_of=START + 300.0))
    (told,) = bench.pane.alarms
    assert (told["rule"], told["figure"], told["above"]) == (rule.name, None, 5)


def test_a_recording_knows_what_a_name_says(tmp_path: Path, bench: Bench) -> None:
    path = tmp_path / "event.webcast"
    with ww.connect(
        bench.feed.source, recording=path, clock=ManualClock(START)
    ) as feed:
        feed.take_alerts(
            [
                Told(HIGH.name, "fired", FIRED, 200.0),
                Told("Full house", "fired", FIRED + 10, 1.5),
                Told(HIGH.name, "cleared", CLEARED, None),
                Told("Busy", "fired", FIRED + 20, 1.5, meaning=HIGH.meaning),
            ]
        )
    pane = WebcastPane(ww.open(path))
    named, other, meant = pane.alarms
    # Called otherwise, it has its limit all the same.
    assert (meant["rule"], meant["figure"], meant["above"]) == (
        "Busy",
        "live_viewers",
        100,
    )
    assert (named["figure"], named["above"], named["cleared"]) == (
        "live_viewers",
        100,
        CLEARED,
    )
    assert (other["rule"], other["figure"], other["above"]) == (
        "Full house",
        None,
        None,
    )
    pane.close()
