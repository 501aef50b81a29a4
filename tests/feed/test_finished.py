"""A Timeline that is complete, as a feed and in a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import webcast_widget as ww
from webcast_widget.feed import FinishedEvent
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

START = 1_700_000_000


def timeline() -> Timeline:
    line = Timeline()
    slots = [
        ww.Slot(START + 10 * i, live_viewers=i, dvr_viewers=1, plays=0)
        for i in range(400)
    ]
    line.merge(ww.Batch(slots=slots, as_of=slots[-1].start + 60), 0.0)
    return line


def test_it_offers_what_a_feed_does(tmp_path: Path) -> None:
    line = timeline()
    feed = FinishedEvent(line)
    pd.testing.assert_frame_equal(feed.df, line.frame())
    assert feed.status.state == "ended"
    assert feed.status.sentence == "After the event, to 14 Nov 2023, 23:19:50 UTC."
    assert feed.latest.live_viewers == 399
    assert feed.latest.peak_viewers == 399
    assert ww.read(feed.export(tmp_path / "x.csv")).equals(line.frame())


def test_a_pane_shows_it() -> None:
    pane = ww.WebcastPane(timeline())
    try:
        assert len(pane.visible_df) in {180, 181}  # 30 minutes
        assert pane.visible_df["live_viewers"].max() == 399
    finally:
        pane.close()


def test_one_in_which_nothing_is() -> None:
    feed = FinishedEvent(Timeline())
    assert feed.status.state == "stopped"
    assert feed.df.empty
    pane = ww.WebcastPane(feed)
    pane.close()
