"""The run sheet of a feed: set, written down, shown and read back."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, PATIENCE_S, START, Scripted, batch
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError, RecordingError, StorageError
from webcast_widget.feed import LiveFeed
from webcast_widget.recording import said
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.mark import CUE_POINTS, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "event.webcast"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(AS_OF)


@pytest.fixture
def live(source: Scripted, path: Path, clock: ManualClock) -> Iterator[LiveFeed]:
    feed = LiveFeed(source, recording=path, clock=clock).start()
    feed.refresh(PATIENCE_S)
    yield feed
    feed.stop()


def titles(event: ww.Feed) -> list[str]:
    return event.marks["title"].tolist()


def test_a_mark_is_in_the_recording_with_who_and_when(
    live: LiveFeed, clock: ManualClock, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    seen = []
    live.subscribe(lambda reading: seen.append([mark.title for mark in reading.marks]))
    live.mark("Welcome", at=START)
    live.mark("Q&A")
    assert seen[-1] == ["Welcome", "Q&A"]
    event = ww.open(path)
    pd.testing.assert_frame_equal(event.marks, live.marks)
    first, second = (at.timestamp() for at in event.marks["start"])
    assert first == START
    # Not `live.now()`, which a poll of this source, whose `as_of` stands still, sets back.
    assert AS_OF <= second <= clock.now()
    assert set(event.marks["set_by"]) == {"ana"}
    age = pd.Timestamp.now("UTC") - event.marks["set_at"].iloc[-1]
    assert abs(age.total_seconds()) < 60


def test_a_feed_that_goes_on_has_the_marks_of_before(
    source: Scripted, live: LiveFeed, path: Path
) -> None:
    live.mark("Welcome", at=START)
    live.stop()
    # Also what is said in between.
    live.mark("Demo", at=START + 30)
    again = LiveFeed(source, recording=path, clock=ManualClock(AS_OF)).start()
    assert titles(again) == ["Welcome", "Demo"]
    again.unmark("Demo")
    again.stop()
    assert titles(ww.open(path)) == ["Welcome"]


def test_one_mark_of_a_title_is_taken_back(live: LiveFeed) -> None:
    live.mark("Break", at=START + 10)
    live.mark("Break", at=START + 30)
    with pytest.raises(ConfigurationError, match="no mark “Break”"):
        live.unmark("Break", START + 20)
    live.unmark("Break", START + 10)
    (left,) = live.marks["start"]
    assert left.timestamp() == START + 30


def test_an_opened_recording_is_marked_and_refreshed(
    live: LiveFeed, path: Path
) -> None:
    live.stop()
    event, other = ww.open(path), ww.open(path)
    event.mark("Q&A", at=START + 20, end=START + 60)
    assert titles(event) == ["Q&A"]
    other.refresh()
    pd.testing.assert_frame_equal(other.marks, event.marks)
    assert not ww.open(path).trouble
    with pytest.raises(ConfigurationError, match="no now to mark"):
        event.mark("Later")
    with pytest.raises(ConfigurationError, match="no mark “Q&B”"):
        event.unmark("Q&B")


def test_what_is_being_recorded_is_marked_by_its_feed(
    live: LiveFeed, path: Path
) -> None:
    with pytest.raises(RecordingError, match="Something else records"):
        ww.open(path).mark("Q&A", at=START)
    assert titles(live) == []


def test_a_recording_that_may_only_be_read_says_so(
    live: LiveFeed, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.stop()

    # Rights would not do: root has them all.
    def read_only(place: Path) -> sqlite3.Connection:
        address = f"{place.as_uri()}?mode=ro"
        return sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False
        )

    opened = ww.open(path)
    with monkeypatch.context() as patch:
        patch.setattr(said, "connect", read_only)
        with pytest.raises(StorageError, match="choose a folder"):
            opened.mark("Q&A", at=START)
    assert titles(ww.open(path)) == []
    opened.mark("Q&A", at=START)
    assert titles(ww.open(path)) == ["Q&A"]


def test_a_replay_shows_what_had_begun_and_takes_no_marks(
    source: Scripted, live: LiveFeed, path: Path
) -> None:
    live.mark("Welcome", at=START)
    source.reply = batch(as_of=AS_OF + 600)
    live.refresh(PATIENCE_S)
    live.mark("Q&A", at=AS_OF + 300)
    live.stop()
    replay = ww.open(path).replay(play=False)
    assert titles(replay) == ["Welcome"]
    replay.seek(600)
    assert titles(replay) == ["Welcome", "Q&A"]
    replay.seek(0)
    assert titles(replay) == ["Welcome"]
    with pytest.raises(ConfigurationError, match="A replay only shows"):
        replay.mark("x", at=START)


def test_an_agenda_may_be_a_file_and_tell_of_what_is_to_come(
    live: LiveFeed, path: Path, tmp_path: Path
) -> None:
    moment = pd.to_datetime([START, AS_OF + 900, AS_OF + 9e6], unit="s", utc=True)
    table = pd.DataFrame({"title": ["Welcome", "Q&A", "Never"], "start": moment})
    table.to_csv(tmp_path / "agenda.csv", index=False)
    (note,) = live.mark_agenda(tmp_path / "agenda.csv")
    assert note.startswith("“Never” is left out: ")
    assert titles(live) == titles(ww.open(path)) == ["Welcome", "Q&A"]
    assert set(live.marks["set_by"]) == {"agenda file"}
    with pytest.raises(ConfigurationError, match="Nothing is left of this agenda"):
        live.mark_agenda(table.iloc[2:])
    with pytest.raises(ConfigurationError, match="cannot be read"):
        live.mark_agenda(tmp_path / "none.csv")


def test_cue_points_of_a_source_are_marks(
    source: Scripted, live: LiveFeed, path: Path
) -> None:
    source.reply = batch(marks=[Mark(START, "Welcome", None, CUE_POINTS, AS_OF)])
    live.refresh(PATIENCE_S)
    live.refresh(PATIENCE_S)
    live.stop()
    event = ww.open(path)
    assert event.marks["set_by"].tolist() == [CUE_POINTS]
    (segment,) = analysis.segments(event).segments
    assert segment.title == "Welcome"


def test_segments_and_the_document_take_the_marks(
    live: LiveFeed, path: Path, tmp_path: Path
) -> None:
    live.stop()
    event = ww.open(path)
    with pytest.raises(ConfigurationError, match="no marks"):
        analysis.segments(event)
    event.mark("Welcome", at=START)
    event.mark("Questions & answers", at=START + 40)
    found = analysis.segments(event)
    assert [each.title for each in found.segments] == ["Welcome", "Questions & answers"]
    assert not found.notes
    page = event.report(tmp_path / "report.html").read_text("utf-8")
    assert "Questions &amp; answers" in page
    # What is given counts.
    page = event.report(tmp_path / "other.html", agenda=[("Intro", START)]).read_text()
    assert "Questions" not in page


def test_marks_that_overlap_are_told(live: LiveFeed) -> None:
    live.mark("Welcome", at=START, end=START + 60)
    live.mark("Q&A", at=START + 30)
    (note,) = analysis.segments(live).notes
    assert "the two overlap" in note
