"""WebcastPane: its window, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np
import pandas as pd
import pytest

from tests.feed.conftest import START, Scripted, batch
from tests.pane.conftest import long_event, registered, utc
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import LiveFeed, rerun
from webcast_widget.feed.rerun import Run
from webcast_widget.pane import WebcastPane, contract
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from tests.pane.conftest import Bench

MISSING = contract.MISSING
SETTABLE = [name for name, trait in contract.TRAITS.items() if trait.from_browser]
KERNELS_OWN = sorted(set(contract.TRAITS) - set(SETTABLE))


def test_before_any_data_there_is_no_window(bench: Bench) -> None:
    assert bench.pane.window is None
    assert len(bench.pane.visible_df) == 0
    assert list(bench.pane.visible_df) == list(bench.feed.df)


def test_a_short_event_is_all_in_the_window(bench: Bench) -> None:
    bench.poll(batch())
    assert bench.pane.window == (utc(START), utc(START + 1800))
    assert bench.pane.visible_df.equals(bench.feed.df)


def test_a_long_event_shows_its_last_half_hour(bench: Bench) -> None:
    bench.poll(long_event())
    last = START + 7190
    assert bench.pane.window == (utc(last - 1800), utc(last))
    shown = bench.pane.visible_df
    assert (shown.index[0], shown.index[-1]) == bench.pane.window
    assert len(shown) == 181
    bench.poll(batch(slots=[Slot(last + 10, 1)], as_of=last + 100.0))
    assert bench.pane.visible_df.index[-1] == utc(last + 10)


def test_scrolled_back_the_window_stays(bench: Bench) -> None:
    bench.poll(long_event())
    bench.pane.window = (utc(START + 600), utc(START + 1200))
    assert bench.pane.window == (utc(START + 600), utc(START + 1200))
    assert (bench.pane.window_s, bench.pane.window_end_s) == (600.0, START + 1200.0)
    # A time of day is the event's own, and not today's.
    times = [f"{utc(START + at):%H:%M:%S}" for at in (600, 1200)]
    bench.pane.window = (times[0], times[1])
    assert bench.pane.window == (utc(START + 600), utc(START + 1200))
    bench.pane.window = (np.int64(START + 600), np.int64(START + 1200))
    assert bench.pane.window == (utc(START + 600), utc(START + 1200))
    bench.poll(batch(slots=[Slot(START + 7200, 1)], as_of=START + 7300.0))
    assert bench.pane.visible_df["live_viewers"].tolist() == list(range(60, 121))
    bench.pane.window = None
    assert bench.pane.visible_df.index[-1] == utc(START + 7200)


def test_a_window_off_the_event_is_refused_with_where_it_is(bench: Bench) -> None:
    bench.pane.window = (utc(START), utc(START + 600))  # all may come yet
    bench.poll(long_event())
    before = bench.pane.window
    for year in (2001, 2031):
        with pytest.raises(
            ConfigurationError, match="the event is from 2023-11-14 22:14"
        ):
            bench.pane.window = (f"{year}-01-01", f"{year}-01-01 00:10")
    assert bench.pane.window == before
    # What reaches beyond an end is moved there.
    bench.pane.window = (utc(START + 7000), utc(START + 7600))
    assert bench.pane.window == (utc(START + 6590), utc(START + 7190))


@pytest.mark.parametrize(
    "pair",
    [
        ("2023-11-14 22:20", "2023-11-14 22:30"),
        ("2023-11-14T23:20+01:00", "2023-11-14T23:30+01:00"),
        (utc(1_700_000_400), np.datetime64("2023-11-14T22:30")),
        (1_700_000_400, 1_700_001_000.0),
    ],
)
def test_moments_without_a_zone_are_utc(bench: Bench, pair: Any) -> None:
    bench.poll(long_event())
    bench.pane.window = pair
    assert bench.pane.window == (utc(1_700_000_400), utc(1_700_001_000))


@pytest.mark.parametrize(
    "pair",
    [
        ("soon", "later"),
        ("2023-11-14 22:30", "2023-11-14 22:20"),
        ("2023-11-14 22:20", "2023-11-14 22:20:30"),
        ("2023-11-14 22:20", "2123-11-14 22:20"),
        (pd.NaT, pd.NaT),
        ("2023-11-14 22:20",),
        ("2023-11-14", "2023-11-15", "2023-11-16"),
        (None, None),
        (object(), object()),
        5,
        "",
    ],
)
def test_a_window_that_is_none_changes_nothing(bench: Bench, pair: Any) -> None:
    bench.poll(long_event())
    before = bench.pane.window
    with pytest.raises(ConfigurationError, match="window"):
        bench.pane.window = pair
    assert bench.pane.window == before
    assert bench.pane.window_s == 1800.0


def test_scrolling_from_python_is_one_message(bench: Bench) -> None:
    bench.poll(long_event())
    bench.sent.clear()
    bench.pane.window = (utc(START + 600), utc(START + 1200))
    assert bench.updates == [{"window_s": 600.0, "window_end_s": START + 1200.0}]


# How it ends


def test_close_closes_every_part_and_leaves_the_feed_running() -> None:
    source, before = Scripted(), registered()
    closed: list[int] = []
    with LiveFeed(source) as feed:
        pane = WebcastPane(feed, on_close=lambda: closed.append(1))
        assert len(registered() - before) > 10
        pane.close()
        assert registered() == before
        assert feed.running
        assert not feed._subscribers
        source.reply = batch(slots=[Slot(START + 70, 5)])
        feed.refresh()
        pane.close()
    assert closed == [1]
    assert feed.latest.live_viewers == 5
    assert pane.latest["live_viewers"] != 5


def test_ipywidgets_closing_all_ends_it_too() -> None:
    feed = LiveFeed(Scripted())
    closed: list[int] = []
    WebcastPane(feed, on_close=lambda: closed.append(1))
    ipywidgets.Widget.close_all()
    assert closed == [1]
    assert not feed._subscribers


def test_running_a_cell_again_closes_its_earlier_pane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = [Run("cell", "1")]
    monkeypatch.setattr(rerun, "current_run", lambda: runs[-1])
    monkeypatch.setattr(rerun, "_made", {})
    feed, before = LiveFeed(Scripted()), registered()
    first = WebcastPane(feed)
    size = len(registered())
    runs.append(Run("cell", "2"))
    second = WebcastPane(feed)
    assert first.comm is None
    assert second.comm is not None
    assert len(registered()) == size
    second.close()
    assert registered() == before


def test_the_event_may_get_its_name_late(bench: Bench) -> None:
    bench.poll(batch(event=None))
    assert bench.pane.event["name"] == ""
    bench.poll(batch(event=Event("1_event", "Named")))
    assert bench.pane.event == {"id": "1_event", "name": "Named"}


@pytest.mark.parametrize(
    ("cadence_s", "window_s"),
    [
        (10, 1800),
        (1, 1800),
        (60, 10_800),
        (86_400, 180 * 86_400),
        (366 * 86_400, 400 * 86_400),
    ],
)
def test_the_window_is_180_slots_of_the_cadence(
    cadence_s: int, window_s: float
) -> None:
    line = Timeline(cadence_s=cadence_s)
    slots = [Slot(1_700_000_007 + cadence_s * n, n) for n in range(3)]
    line.merge(Batch(slots, as_of=slots[-1].start + 2.0 * cadence_s), 0.0)
    pane = WebcastPane(line)
    try:
        assert (pane.cadence_s, pane.window_s) == (cadence_s, window_s)
    finally:
        pane.close()
