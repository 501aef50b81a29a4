"""A disk that takes nothing at the start: live all the same, said so, made good."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, START, Scripted, batch
from tests.recording.conftest import record, recording, rows, write
from webcast_widget.errors import RecordingError, SourceError
from webcast_widget.feed import LiveFeed
from webcast_widget.pane import WebcastPane
from webcast_widget.poller import Answered
from webcast_widget.recording import read
from webcast_widget.timeline.records import Batch, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webcast_widget.recording import Entry

NOBODY = 65_534
LATER = Batch(slots=[Slot(START + 90, 7, 7)], as_of=AS_OF + 10)
LATEST = Batch(slots=[Slot(START + 90, 8, 7)], as_of=AS_OF + 20)


def whole(path: Path) -> bool:
    return rows(path, "PRAGMA integrity_check") == [("ok",)]


def told_of_the_newest(path: Path) -> list[int]:
    return [
        slot.live_viewers or 0
        for poll in read(path).entries
        for slot in poll.batch.slots
        if slot.start == START + 90
    ]


@contextlib.contextmanager
def begun(path: Path, source: Scripted | None = None) -> Iterator[LiveFeed]:
    """A feed that records, without its thread."""
    feed = LiveFeed(source or Scripted(), recording=path)
    feed._begin()
    yield feed
    assert feed._recorder is not None
    feed._recorder.end()


def answer(feed: LiveFeed, given: Batch) -> None:
    feed._deliver(Answered(given, 10.0))


def connects_to(how: Callable[[Path], sqlite3.Connection], patch: Any) -> None:
    """Let SQLite itself refuse what a recorder asks of it."""
    patch.setattr("webcast_widget.recording.recorder.connect", how)


def read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.as_uri()}?mode=ro"
    return sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False
    )


def full(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA max_page_count = 1")
    return connection


def test_a_file_that_may_only_be_read_is_shown_and_the_feed_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(path, batch())
    before = path.read_bytes()
    source = Scripted()
    with monkeypatch.context() as patch:
        connects_to(read_only, patch)
        with begun(path, source) as feed:
            pane = WebcastPane(feed)
            # What is in the file is there at once.
            assert len(feed.df) == 9
            told = [feed.status.recording]
            answer(feed, LATER)
            told.append(feed.status.recording)
            assert feed.df["live_viewers"].iloc[-1] == 7
            sentence = pane.status["sentence"]
            pane.close()
    assert told == [False, False]
    assert sentence.startswith("Not recording: The recording '")
    assert "(it may only be read)" in sentence
    assert path.read_bytes() == before


def test_what_was_missed_is_written_once_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begun_where_nothing_can_be_written(path, monkeypatch) as feed:
        answer(feed, batch())
        answer(feed, LATER)
        said = [feed.status.recording]
        monkeypatch.undo()
        answer(feed, LATEST)
        said.append(feed.status.recording)
        assert "Not recording" not in feed.status.sentence
        frame = feed.df
    assert said == [False, True]
    assert ww.open(path).df.equals(frame)
    # With its revisions, and the moments at which it came.
    moments = [poll.as_of - AS_OF for poll in read(path).entries]
    assert moments == [0, 10, 20]
    assert told_of_the_newest(path) == [7, 8]
    assert whole(path)


@contextlib.contextmanager
def begun_where_nothing_can_be_written(
    path: Path, patch: pytest.MonkeyPatch
) -> Iterator[LiveFeed]:
    connects_to(full, patch)
    with begun(path) as feed:
        assert feed.status.recording is False
        assert "(the disk is full)" in feed.status.sentence
        yield feed


def test_a_file_that_can_be_written_again_is_gone_on_with_in_order(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(path, batch(), LATER)
    with monkeypatch.context() as patch:
        connects_to(read_only, patch)
        with begun(path) as feed:
            # It says 8 and then again what the file ends with: both are kept.
            answer(feed, LATEST)
            patch.undo()
            answer(feed, Batch(slots=[Slot(START + 90, 7, 7)], as_of=AS_OF + 30))
            frame = feed.df
            assert feed.status.recording is True
    assert ww.open(path).df.equals(frame)
    assert told_of_the_newest(path) == [7, 8, 7]


def test_a_file_that_another_took_meanwhile_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begun_where_nothing_can_be_written(path, monkeypatch) as feed:
        monkeypatch.undo()
        path.unlink()
        with recording(path) as other:
            write(other, LATER)
            answer(feed, batch())
            told = [feed.status.recording]
            assert "Something else records to" in feed.status.sentence
            assert len(feed.df) == 9
        answer(feed, LATER)
        told.append(feed.status.recording)
    assert told == [False, True]
    assert len(read(path).entries) == 3


def test_a_disk_that_is_full_again_keeps_what_is_missing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = Batch(slots=[Slot(START + 10 * n, n) for n in range(5000)], as_of=AS_OF)

    def nearly_full(at: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(at, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    with begun_where_nothing_can_be_written(path, monkeypatch) as feed:
        answer(feed, many)
        monkeypatch.undo()
        connects_to(nearly_full, monkeypatch)
        answer(feed, LATER)
        told = [feed.status.recording]
        recorder = feed._recorder
        assert recorder is not None
        connection = recorder._recorder._connection
        assert connection is not None
        connection.execute("PRAGMA max_page_count = 100000")
        answer(feed, LATEST)
        told.append(feed.status.recording)
        frame = feed.df
    assert told == [False, True]
    assert ww.open(path).df.equals(frame)
    assert whole(path)


def test_another_events_file_is_refused_though_it_may_only_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(path, batch())
    other = Scripted()
    other.event_id = "1_other"

    def lock_fails(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", lock_fails)
    with pytest.raises(RecordingError, match="is of the event '1_event'"):
        LiveFeed(other, recording=path).start()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are of POSIX")
def test_a_folder_that_may_only_be_read() -> None:
    """The system's own refusal, which root would not see."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        path = Path(folder, "event.webcast")
        record(path, batch())
        before = path.read_bytes()
        source = Scripted()
        source.reply = SourceError("Not yet.")
        Path(folder).chmod(0o555)
        stack.callback(Path(folder).chmod, 0o755)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
            stack.callback(os.seteuid, 0)
        polls: list[Entry] = read(path).entries
        with begun(path, source) as feed:
            answer(feed, LATER)
            assert len(feed.df) == 10
            assert feed.status.recording is False
            assert "(Permission denied)" in feed.status.sentence
        assert len(polls) == len(read(path).entries) == 1
        assert path.read_bytes() == before
        assert [each.name for each in Path(folder).iterdir()] == [path.name]
