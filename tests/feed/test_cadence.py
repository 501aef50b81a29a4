"""A source that counts once a minute: live, recorded, opened and played again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import PATIENCE_S, Scripted
from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.feed import LiveFeed, connect, status
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

START = 1_700_000_047
"""On the grid of nothing."""
MINUTES = [0, 1, 2, 3, 7, 8]
AS_OF = START + 8 * 60 + 20.0


class Minutely(Scripted):
    """Viewer counts once a minute, four of them missing."""

    cadence_s = 60

    def __init__(self) -> None:
        super().__init__()
        slots = [Slot(START + 60 * n, live_viewers=100 + n) for n in MINUTES]
        self.reply = Batch(slots, as_of=AS_OF)


def test_a_minutely_source_is_recorded_opened_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "minutes.webcast"
    with connect(Minutely(), recording=path, clock=ManualClock(AS_OF)) as feed:
        feed.refresh(PATIENCE_S)
        assert feed.cadence_s == feed.reading.cadence_s == 60
        assert feed.status.state == "live"
        assert feed.status.refused == 0
        live = [100, 101, 102, 103, pd.NA, pd.NA, pd.NA, 107, 108]
        assert feed.df["live_viewers"].tolist() == live
        assert feed.df["provisional"].tolist() == [False] * 8 + [True]
        assert feed.latest.live_viewers == 107
        assert feed.latest.peak_viewers == 107
        frame = feed.df
    event = ww.open(path)
    assert event.cadence_s == 60
    pd.testing.assert_frame_equal(event.df, frame)
    assert event.logbook().slots["provisional"].tolist() == [False] * 5 + [True]
    replay = event.replay(play=False)
    replay.seek(1e9)
    replay.seek(0)
    pd.testing.assert_frame_equal(replay.df, frame)
    with pytest.raises(RecordingError, match=r"every 60 s.*every 10 s"):
        connect(Scripted(), recording=path)


def test_each_poll_asks_again_for_two_cadences() -> None:
    source = Minutely()
    source.cadence_s = 3600
    with connect(source, clock=ManualClock(AS_OF)) as feed:
        feed.refresh(PATIENCE_S)
        feed.refresh(PATIENCE_S)
    assert source.asked[:2] == [None, AS_OF - 7260]


@pytest.mark.parametrize(
    ("cadence_s", "age", "state"),
    [
        (10, 121, "stale"),
        (60, 180, "live"),
        (60, 181, "stale"),
        (86_400, 172_860, "live"),
    ],
)
def test_stale_follows_the_cadence(cadence_s: int, age: int, state: str) -> None:
    start = START // 10 * 10
    line = Timeline(cadence_s=cadence_s)
    change = line.examine(Batch([Slot(start, 1)], as_of=float(start + age)), 0.0)
    line.apply(change)
    assert status.after_change(change, line, start + age)[0] == state


def test_what_is_off_the_grid_is_refused_with_a_sentence() -> None:
    line = Timeline()
    slots = [Slot(START + 60 * n, live_viewers=n) for n in range(664)]
    change = line.examine(Batch(slots, as_of=AS_OF), 0.0)
    line.apply(change)
    _, sentence = status.after_change(change, line, AS_OF)
    assert "664 impossible values were left out" in sentence
    assert "let a source that counts at others say its cadence_s." in sentence
    whole = replace(change, off_grid=0)
    assert "cadence_s" not in status.after_change(whole, line, AS_OF)[1]


def test_a_cadence_that_is_none_is_refused_before_anything_is_asked() -> None:
    source = Minutely()
    source.cadence_s = 0
    with pytest.raises(ConfigurationError, match="cadence_s is 0"):
        LiveFeed(source)
    assert source.asked == []
