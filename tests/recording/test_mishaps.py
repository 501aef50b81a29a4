"""What may happen to a recording between and during its runs: no slot is lost or false."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, cast

import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, START, Scripted, batch
from tests.recording.conftest import recorder_of, recording
from tests.recording.test_no_room import LATER, LATEST, answer, begun, connects_to
from webcast_widget.errors import RecordingError
from webcast_widget.feed.polling import Polling, abandon
from webcast_widget.recording import read, recorder, tolerant
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Event, Slot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from webcast_widget.feed import LiveFeed

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="an open file stays where it is"
)
GARBAGE = b"garbage! " * 1000


def resumed(feed: LiveFeed) -> None:
    """Stop, and start again, without its thread."""
    assert feed._recorder is not None
    feed._recorder.end()
    feed._begin()


@pytest.mark.parametrize("is_back", [False, True], ids=["removed", "an older copy"])
def test_a_file_that_changed_between_two_runs_has_all_of_it_again(
    path: Path, *, is_back: bool
) -> None:
    with begun(path) as feed:
        answer(feed, batch())
        resumed(feed)
        copy = path.with_name("copy")
        shutil.copy(path, copy)
        answer(feed, LATER)
        assert feed._recorder is not None
        feed._recorder.end()
        path.unlink()
        if is_back:
            copy.replace(path)
        feed._begin()
        assert "was removed or replaced since it was written" in feed.status.sentence
        answer(feed, LATEST)
        assert feed.status.recording is True
        frame = feed.df
    event = ww.open(path)
    assert event.df.equals(frame)
    assert len(event.df) == 10
    with begun(path) as again:
        assert again.df.equals(frame)


def test_a_feed_that_cannot_begin_gives_its_file_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[sqlite3.Connection] = []

    def refusing(at: Path) -> sqlite3.Connection:
        def allows(what: int, table: str | None, *_: str | None) -> int:
            is_slot = (what, table) == (sqlite3.SQLITE_INSERT, "slot")
            return sqlite3.SQLITE_DENY if is_slot else sqlite3.SQLITE_OK

        connection = sqlite3.connect(at, isolation_level=None)
        connection.set_authorizer(allows)
        opened.append(connection)
        return connection

    with begun(path) as feed:
        answer(feed, batch())
        assert feed._recorder is not None
        feed._recorder.end()
        path.unlink()
        with monkeypatch.context() as patch:
            connects_to(refusing, patch)
            with pytest.raises(RecordingError, match="is damaged"):
                feed._begin()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            opened[0].execute("SELECT 1")
        with recording(path):
            pass


def log_cut_short(path: Path) -> None:
    os.truncate(path.with_name(path.name + "-wal"), 100)


def log_overwritten(path: Path) -> None:
    with path.with_name(path.name + "-wal").open("r+b") as log:
        log.seek(50)
        log.write(GARBAGE)


def cut_short(path: Path) -> None:
    os.truncate(path, 4096)


def with_a_table_more(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE hello (x)")


def with_a_table_less(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE slot")


@pytest.mark.parametrize(
    "happens",
    [log_cut_short, log_overwritten, cut_short, with_a_table_more, with_a_table_less],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize("is_last", [False, True], ids=["midway", "at the end"])
def test_a_file_that_is_broken_while_it_is_written_is_noticed(
    path: Path, happens: Callable[[Path], None], *, is_last: bool
) -> None:
    with begun(path) as feed:
        answer(feed, batch())
        answer(feed, LATER)
        happens(path)
        if not is_last:
            answer(feed, LATEST)
            assert "'event-1.webcast' now." in feed.status.sentence
        frame = feed.df
    event = ww.open(path)
    assert event.df.equals(frame)
    assert not event.trouble
    assert path.with_name("event-1.webcast").exists()


def test_a_link_to_a_recording_is_the_recording(path: Path) -> None:
    link = path.with_name("link.webcast")
    link.symlink_to(path)
    with begun(link) as feed:
        answer(feed, batch())
        with pytest.raises(RecordingError, match="Something else records to"):
            recorder_of(path).open(AS_OF)
        path.rename(path.with_name("elsewhere.webcast"))
        answer(feed, LATER)
        frame = feed.df
    assert link.is_symlink()
    assert ww.open(path).df.equals(frame)


@pytest.mark.parametrize("ahead_s", [3 * 3600, 80_000])
def test_a_last_answer_of_a_clock_that_was_ahead_hides_nothing(
    path: Path, ahead_s: int
) -> None:
    with begun(path) as feed:
        answer(feed, batch())
        answer(feed, Batch(LATER.slots, as_of=AS_OF + ahead_s))
    with begun(path) as again:
        assert again._recorder is not None
        assert again._recorder.since is not None
        assert again._recorder.since <= START + 90


@pytest.mark.parametrize("moment", [-5.0, 2.0**33, float("nan")])
def test_a_machine_whose_clock_tells_no_moment_damages_nothing(
    path: Path, moment: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tolerant, "SystemClock", lambda: ManualClock(moment))
        with begun(path) as feed:
            answer(feed, batch())
            frame = feed.df
    event = ww.open(path)
    assert event.df.equals(frame)
    assert not event.trouble
    assert len(event.logbook().runs) == 1


def test_a_clock_that_is_set_back_midway_is_recorded_as_it_was(path: Path) -> None:
    with begun(path) as feed:
        answer(feed, batch())
        answer(feed, LATER)
        answer(feed, Batch([Slot(START - 3600, 5)], as_of=AS_OF - 3600))
        answer(feed, Batch([Slot(START + 100, 6)], as_of=AS_OF + 30))
        frame = feed.df
    event = ww.open(path)
    assert event.df.equals(frame)
    replay = event.replay(play=False)
    replay.seek(1e9)
    assert replay.df.equals(frame)


def test_what_waits_is_tried_once_more_by_a_feed_that_nobody_has(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ended:
        def cancel(self) -> None:
            pass

    def full(*_: object) -> int:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with begun(path) as feed:
        answer(feed, batch())
        with monkeypatch.context() as patch:
            patch.setattr(recorder, "insert", full)
            answer(feed, LATER)
        abandon(cast("Polling", Ended()), feed._recorder)
        frame = feed.df
    assert ww.open(path).df.equals(frame)


@pytest.mark.parametrize(
    "name",
    ["a?b#c%20.webcast", 'it\'s "x".webcast', ":memory:", "file:x?mode=ro", "-x\n.w"],
)
def test_a_file_of_an_odd_name_is_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with begun(path) as feed:
        answer(feed, batch())
        frame = feed.df
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert ww.open(path).df.equals(frame)


@pytest.mark.parametrize(
    "event_id",
    ["", "a\0b", "'; DROP TABLE poll;--", "x" * 3000, "\u202eabc", "é\ud800"],
)
def test_an_event_of_an_odd_id_is_gone_on_with(path: Path, event_id: str) -> None:
    source = Scripted()
    source.event_id = event_id
    with begun(path, source) as feed:
        answer(feed, batch(event=Event(event_id, "Town hall")))
        answer(feed, batch(event=Event(event_id, "Renamed")))
        frame = feed.df
    with begun(path, source) as again:
        assert again.df.equals(frame)
        assert again.event.name == "Renamed"
    assert read(path).event_id == Event(event_id).id
