"""Answers and files that cannot be written to: the feed lives on, and says so."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, START, Scripted, batch
from tests.recording.test_no_room import LATER, LATEST, answer, begun, whole
from webcast_widget.errors import SourceError
from webcast_widget.feed import LiveFeed
from webcast_widget.poller import Failed
from webcast_widget.recording import read, recorder
from webcast_widget.timeline.audience import Audience
from webcast_widget.timeline.records import LONGEST, Batch, Event

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "odd",
    [
        {"audience": Audience(START, {"country": {"Lim\ud83d": 9}})},
        {"event": Event("1_event", "x" * 2**21)},
        {"event": Event("1_event\ud83d", "\udc00")},
        {"trouble": "no plays\ud83d"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_odd_words_are_written_as_far_as_they_can_be(
    path: Path, odd: dict[str, Any]
) -> None:
    with begun(path) as feed:
        answer(feed, batch(**odd))
        assert feed.status.recording is True
        feed.status.sentence.encode()
        frame = feed.df
    event = ww.open(path)
    assert event.df.equals(frame)
    assert len(event.event.name) <= LONGEST
    assert event.audience(1)["value"].tolist() == (
        ["Lim?"] if "audience" in odd else []
    )


def test_a_source_of_odd_words_is_recorded(path: Path) -> None:
    class Odd(Scripted):
        event_id = "1_event\ud83d"
        name = "door\udc00"

    with begun(path, Odd()) as feed:
        answer(feed, batch(event=None))
    assert read(path).event_id == "1_event?"


def test_one_answer_that_cannot_be_written_holds_up_no_other(path: Path) -> None:
    with begun(path) as feed:
        answer(feed, batch())
        answer(feed, Batch(slots=LATER.slots, as_of=AS_OF + 10, refused=10**30))
        said = feed.status.sentence
        feed._deliver(Failed(SourceError("No answer."), 1, 10.0))
        answer(feed, LATEST)
        assert feed.status.recording is True
        assert feed.df["live_viewers"].iloc[-1] == 8
    assert "An answer could not be written down (OverflowError;" in said
    assert "An answer could not be written down" in feed.status.sentence
    assert [entry.as_of - AS_OF for entry in read(path).entries] == [0, 20]
    with begun(path) as again:
        assert again._recorder is not None
        # What was not written is asked for again.
        assert again._recorder.since is not None
        assert again._recorder.since <= AS_OF
        assert again._recorder.notice == ""


def test_a_file_that_breaks_under_our_hands_is_left_for_another(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def malformed(*_: object) -> int:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    with begun(path) as feed:
        answer(feed, batch())
        with monkeypatch.context() as patch:
            patch.setattr(recorder, "insert", malformed)
            answer(feed, LATER)
            said = [feed.status.recording]
            assert "Not recording: The file " in feed.status.sentence
            feed._deliver(Failed(SourceError("No answer."), 1, 10.0))
        answer(feed, LATEST)
        assert [*said, feed.status.recording] == [False, True]
        assert "could not be written to any more" in feed.status.sentence
        frame = feed.df
    assert ww.open(path).df.equals(frame)
    assert [entry.as_of - AS_OF for entry in read(path).entries] == [0, 10, 20]
    assert whole(path)


def test_a_broken_file_is_kept_beside_what_was_known(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the copy lacks is told by the timeline, all of it, and more is asked for."""
    told = {
        "slots": [*batch().slots, ww.Slot(START - 600, dvr_viewers=4)],
        "minutes": [*batch().minutes, ww.Minute(START - 660, 900.0, 1.0)],
        "audience": Audience(START, {"country": {"Peru": 9}}),
        "progress": 0.5,
        "more": True,
    }
    with begun(path) as feed:
        answer(feed, batch(**told))
        with monkeypatch.context() as patch:
            patch.setattr(
                "webcast_widget.recording.recorder.anew.copy", lambda *_: False
            )
            assert feed._recorder is not None
            feed._recorder._broken = True
            answer(feed, Batch(as_of=AS_OF + 10, progress=0.6, more=True))
        assert "'event-1.webcast' now" in feed.status.sentence
    assert read(path.with_name("event-1.webcast")).entries
    again = LiveFeed(Scripted(), recording=path)
    again._begin()
    line = again._timeline
    assert line.value("live_viewers", START) == 100
    assert line.slot(START - 600).dvr_viewers == 4
    assert line.minute(START - 660).avg_bitrate_kbps == 900
    assert line.audience == told["audience"]
    assert again._recorder is not None
    assert again._recorder.since is None
    again._recorder.end()


def test_whatever_happens_to_a_recording_the_feed_lives_on(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    with begun(path) as feed:
        with monkeypatch.context() as patch:
            patch.setattr("webcast_widget.recording.recorder.Recorder.write", fails)
            answer(feed, batch())
        assert feed.status.recording is False
        assert (
            "Not recording: MemoryError, the log tells where." in feed.status.sentence
        )
        assert len(feed.df) == 9
    assert "no RecordingError" in caplog.text
