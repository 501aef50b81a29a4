"""LiveFeed: what it holds and tells."""

from __future__ import annotations

import logging
from typing import Any

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import (
    START,
    Scripted,
    batch,
    wall,
)
from webcast_widget.errors import ConfigurationError, SourceError
from webcast_widget.feed import LiveFeed, Reading
from webcast_widget.timeline.figures import DTYPES, INDEX
from webcast_widget.timeline.records import Batch, Slot


def test_before_any_answer_the_frame_is_empty_and_has_its_columns(
    feed: LiveFeed,
) -> None:
    assert len(feed.df) == 0
    assert {name: str(kind) for name, kind in feed.df.dtypes.items()} == DTYPES
    assert feed.df.index.name == INDEX
    assert feed.latest == ww.LiveFeed(Scripted()).latest
    assert feed.latest.live_viewers is None
    assert feed.extent() is None
    assert feed.received_at is None


def test_the_frame_has_every_slot_and_its_gaps(polled: LiveFeed) -> None:
    frame = polled.df
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == DTYPES
    assert str(frame.index.dtype) == "datetime64[us, UTC]"
    assert len(frame) == 9
    assert frame["live_viewers"].iloc[0] == 100
    assert frame.iloc[3].drop("provisional").isna().all()
    assert frame["provisional"].tolist() == [False] * 8 + [True]
    assert frame["avg_bitrate_kbps"].iloc[0] == 1500.25
    assert pd.isna(frame["avg_bitrate_kbps"].iloc[6])


def test_the_frame_is_the_callers_own(polled: LiveFeed) -> None:
    frame = polled.df
    frame["live_viewers"] = 0
    assert polled.df["live_viewers"].iloc[0] == 100


def test_latest_is_of_the_newest_settled_slot(polled: LiveFeed) -> None:
    latest = polled.latest
    at = pd.Timestamp(START + 70, unit="s", tz="UTC")
    assert (latest.live_viewers, latest.dvr_viewers, latest.at) == (107, 17, at)
    assert (latest.peak_viewers, latest.peak_at) == (107, at)
    assert latest.avg_buffering_s_per_min == 2.47
    assert latest.quality_at == pd.Timestamp(START, unit="s", tz="UTC")
    assert latest.newest == pd.Timestamp(START + 80, unit="s", tz="UTC")


def test_series_extent_and_event(polled: LiveFeed) -> None:
    seq, rows = polled.series()
    assert (seq, rows.shape) == (1, (8, 3))
    assert polled.series([START])[1].tolist() == [[START, 100, 10]]
    assert polled.extent() == (START, START + 80, START + 70)
    assert (polled.event.id, polled.event.name) == ("1_event", "Town hall")
    assert polled.received_at == pytest.approx(wall(), abs=60)
    assert repr(polled) == f"<LiveFeed 1_event ({polled.status.state})>"


@pytest.mark.parametrize("hours", [-30, -5, 5, 30])
def test_a_servers_clock_that_is_hours_away_loses_nothing(hours: int) -> None:
    source, theirs = Scripted(), wall() + hours * 3600
    newest = int(theirs) // 10 * 10 - 20
    slots = [Slot(newest - 10 * n, 50 + n, 0, 0) for n in range(30)]
    source.reply = Batch(slots=slots, as_of=theirs, broadcasting=True)
    with LiveFeed(source) as feed:
        feed.refresh()
        assert source.asked[-1] == theirs - 120
        assert feed.now() == pytest.approx(theirs, abs=60)
        assert feed.status.state == "live"
        assert len(feed.df) == 30
        assert feed.latest.live_viewers is not None
        assert feed.latest.data_age_s == pytest.approx(20, abs=60)


def test_a_clock_that_is_seconds_off_is_left_alone() -> None:
    source = Scripted()
    source.reply = Batch(as_of=wall() - 1)
    with LiveFeed(source) as feed:
        feed.refresh()
        assert feed.now() == pytest.approx(wall(), abs=0.5)


def test_subscribers_hear_of_every_poll_and_of_the_stop(
    feed: LiveFeed, source: Scripted
) -> None:
    heard: list[Reading] = []
    unsubscribe = feed.subscribe(heard.append)
    feed.start()
    feed.refresh()
    source.reply = batch(slots=[Slot(START, 1, 10), Slot(START + 90, 2, 2)])
    feed.refresh()
    source.reply = SourceError("No.")
    with pytest.raises(SourceError):
        feed.refresh()
    feed.stop()
    told = [(reading.seq, reading.changed) for reading in heard]
    assert told[0] == (1, [START + 10 * n for n in range(9) if n != 3])
    assert (2, [START, START + 90]) in told
    assert told[-1] == (2, [])
    orders = [reading.order for reading in heard]
    assert orders == sorted(set(orders))
    unsubscribe()
    unsubscribe()
    count = len(heard)
    feed.start()
    feed.stop()
    assert len(heard) == count


def test_a_subscriber_that_raises_harms_nobody(
    feed: LiveFeed, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Reading] = []

    def fails(_: Reading) -> None:
        raise ValueError("my own")

    feed.subscribe(fails)
    feed.subscribe(heard.append)
    feed.start()
    feed.refresh()
    assert heard
    assert feed.running
    assert "subscriber" in caplog.text
    assert "my own" in caplog.text


def test_a_source_that_answers_nonsense_does_not_end_the_feed(
    polled: LiveFeed, source: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    before = polled.df
    source.reply = batch(slots=["nonsense"])
    with pytest.raises(SourceError, match="the log tells where"):
        polled.refresh()
    assert polled.running
    assert polled.status.state == "unreachable"
    assert polled.df.equals(before)
    assert caplog.records[-1].levelno == logging.ERROR
    source.reply = batch()
    polled.refresh()
    assert polled.status.failures == 0


@pytest.mark.parametrize("what", ["1_k2m4x9a1", None, ww.KalturaSource])
def test_what_is_no_source_is_refused_with_what_would_be_one(what: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"give connect\(\) a source"):
        ww.connect(what)


def test_the_interval_is_set_as_it_is_given(feed: LiveFeed) -> None:
    feed.interval_s = "30s"
    assert feed.interval_s == 30.0
    with pytest.raises(ConfigurationError, match="no length of time"):
        feed.interval_s = "often"
    assert feed.interval_s == 30.0
