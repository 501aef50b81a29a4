"""A recording whose file is moved, removed or replaced while it is written."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, START, Scripted, batch
from tests.recording.conftest import record, recording, rows
from webcast_widget.errors import RecordingError
from webcast_widget.feed import LiveFeed, Reading
from webcast_widget.poller import Answered
from webcast_widget.recording import Recorder, read
from webcast_widget.timeline.figures import ESTIMATES
from webcast_widget.timeline.records import Batch, Minute, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="an open file stays where it is"
)
SAID = "was moved, removed or replaced while it was written"


def answer(number: int) -> Answered:
    slots = [
        Slot(START + 10 * k, 100 * number + k, 1) for k in range(number, number + 9)
    ]
    minutes = [Minute(START, 1500.0, number / 10)]
    return Answered(
        Batch(slots=slots, minutes=minutes, as_of=AS_OF + 10 * number), 10.0
    )


@contextlib.contextmanager
def recorded(path: Path) -> Iterator[LiveFeed]:
    """A feed that has written three answers, without its thread."""
    feed = LiveFeed(Scripted(), recording=path)
    feed._begin()
    feed._deliver(Answered(batch(), 10.0))
    for number in (1, 2):
        feed._deliver(answer(number))
    yield feed
    assert feed._recorder is not None
    feed._recorder.end()


def renamed(path: Path) -> None:
    path.rename(path.with_name("elsewhere.webcast"))


def renamed_with_all(path: Path) -> None:
    for each in list(path.parent.iterdir()):
        each.rename(each.with_name(each.name.replace("event", "elsewhere")))


def deleted(path: Path) -> None:
    path.unlink()


def deleted_with_all(path: Path) -> None:
    for each in list(path.parent.iterdir()):
        each.unlink()


def replaced_by_a_copy(path: Path) -> None:
    copy = path.with_name("copy.webcast")
    shutil.copy(path, copy)
    copy.replace(path)


def kept_by_a_hard_link_alone(path: Path) -> None:
    """The open file goes on to be one, by another name."""
    path.with_name("elsewhere.webcast").hardlink_to(path)
    path.unlink()


def replaced_by_a_hard_link(path: Path) -> None:
    copy = path.with_name("copy.webcast")
    shutil.copy(path, copy)
    path.unlink()
    path.hardlink_to(copy)


def tidied(path: Path) -> None:
    """What is in its log is moved into the file, as SQLite does now and then."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def overwritten_by_a_copy(path: Path) -> None:
    tidied(path)
    copy = path.with_name("copy.webcast")
    record(copy, batch())
    shutil.copy(copy, path)


def emptied(path: Path) -> None:
    tidied(path)
    path.write_bytes(b"")


def overwritten_by_something_else(path: Path) -> None:
    tidied(path)
    path.write_text("hello" * 9000)


def without_its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def in_another_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("another"))


def without_its_log(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


ALL = [
    renamed,
    renamed_with_all,
    deleted,
    deleted_with_all,
    replaced_by_a_copy,
    kept_by_a_hard_link_alone,
    replaced_by_a_hard_link,
    overwritten_by_a_copy,
    emptied,
    overwritten_by_something_else,
    without_its_folder,
    in_another_folder,
    without_its_log,
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder / "event.webcast"


@pytest.mark.parametrize("happens", ALL, ids=lambda each: each.__name__)
def test_it_is_noticed_at_the_next_answer_and_all_is_written_anew(
    place: Path, happens: Callable[[Path], None]
) -> None:
    with recorded(place) as feed:
        happens(place)
        feed._deliver(answer(3))
        assert feed.status.recording is True
        assert SAID in feed.status.sentence
        assert ww.open(place).df.equals(feed.df)
        feed._deliver(answer(4))
        assert SAID in feed.status.sentence
        frame = feed.df
    event = ww.open(place)
    assert event.df.equals(frame)
    assert not event.trouble
    assert event.event.name == "Town hall"
    assert rows(place, "PRAGMA integrity_check") == [("ok",)]
    assert [*place.parent.glob("event*")] == [place, *place.parent.glob("event-1.*")]
    with recording(place) as recorder:
        assert recorder.resume_from == AS_OF + 40


@pytest.mark.parametrize("happens", [renamed, deleted, replaced_by_a_copy])
def test_what_was_said_first_stays_in_the_logbook(
    place: Path, happens: Callable[[Path], None]
) -> None:
    with recorded(place) as feed:
        happens(place)
        feed._deliver(answer(3))
    slots = ww.open(place).logbook().slots
    told = slots[slots["slot_start"] == pd.Timestamp(START + 40, unit="s", tz="UTC")]
    assert told["live_viewers"].tolist() == [104, 104, 204, 304]
    assert [entry.as_of - AS_OF for entry in read(place).entries] == [0, 10, 20, 30]


def test_the_history_of_a_damaged_file_is_not_thrown_away(place: Path) -> None:
    with recorded(place):
        pass
    damage(place)
    with recorded(place) as feed:
        renamed(place)
        feed._deliver(answer(3))
    found = read(place)
    assert found.lost == ["answer 2"]
    # The first run's, the second's, and the one after it was renamed.
    assert [entry.as_of - AS_OF for entry in found.entries] == [0, 20, 0, 10, 20, 30]


def test_our_own_file_is_kept_where_the_new_one_is_no_copy_of_it(place: Path) -> None:
    with recorded(place) as feed:
        damage(place)
        without_its_log(place)
        feed._deliver(answer(3))
        assert "What stood there is 'event-1.webcast' now." in feed.status.sentence
        frame = feed.df
    assert ww.open(place).df.equals(frame)
    assert place.with_name("event-1.webcast").exists()
    # What of it was sound is in the new one, history and all.
    assert [each.as_of - AS_OF for each in read(place).entries] == [0, 20, 20, 30]


def damage(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE poll SET refused = 7 WHERE id = 2")


def test_the_renamed_file_is_whole_as_well(place: Path) -> None:
    with recorded(place) as feed:
        before = feed.df
        renamed(place)
        feed._deliver(answer(3))
    elsewhere = ww.open(place.with_name("elsewhere.webcast"))
    assert elsewhere.df.equals(before)
    assert not elsewhere.trouble


@pytest.mark.parametrize(
    "happens",
    [replaced_by_a_copy, overwritten_by_a_copy, overwritten_by_something_else],
)
def test_what_stands_there_by_then_is_kept(
    place: Path, happens: Callable[[Path], None]
) -> None:
    with recorded(place) as feed:
        happens(place)
        theirs = place.read_bytes()
        feed._deliver(answer(3))
        assert feed.status.sentence.endswith(
            "What stood there is 'event-1.webcast' now."
        )
    assert place.with_name("event-1.webcast").read_bytes() == theirs


def test_who_follows_the_file_sees_the_new_one(place: Path) -> None:
    with recorded(place) as feed:
        event, heard = ww.open(place), list[Reading]()
        event.subscribe(heard.append)
        overwritten_by_something_else(place)
        feed._deliver(answer(3))
        for number in (4, 5):
            feed._deliver(answer(number))
            event.refresh()
            assert event.df.equals(feed.df)
        # All of it once, and from then on what is new.
        assert [reading.afresh for reading in heard] == [True, False]


def test_who_follows_a_file_is_told_of_one_of_another_event(place: Path) -> None:
    with recorded(place):
        pass
    event = ww.open(place)
    place.unlink()
    with closing(Recorder(place, "1_other", "a script", "1.2.3")) as other:
        other.open(AS_OF)
        with pytest.raises(RecordingError, match=r"another recording by now.*1_other"):
            event.refresh()
    assert len(event.df) == 11


@pytest.mark.parametrize("happens", [renamed, deleted, overwritten_by_a_copy])
def test_what_happens_after_the_last_answer_is_noticed_at_the_end(
    place: Path, happens: Callable[[Path], None]
) -> None:
    with recorded(place) as feed:
        frame = feed.df
        happens(place)
    # One that was written anew knows what holds, and no more how slots filled up.
    again = ww.open(place).df
    assert again.drop(columns=[*ESTIMATES]).equals(frame.drop(columns=[*ESTIMATES]))


def test_a_file_that_cannot_be_written_anew_is_told_and_kept_open(place: Path) -> None:
    with recorded(place) as feed:
        renamed(place)
        # Another program took the name in the meantime, and goes on recording.
        place.with_name(place.name + "-lock").unlink()
        with recording(place):
            feed._deliver(answer(3))
            told = [feed.status.recording]
            assert "Something else records to" in feed.status.sentence
        feed._deliver(answer(4))
        assert [*told, feed.status.recording] == [False, True]
        assert ww.open(place).df.equals(feed.df)
    assert [entry.as_of - AS_OF for entry in read(place).entries][-2:] == [30, 40]


def test_somebody_who_tidies_up_the_file_changes_nothing(place: Path) -> None:
    with recorded(place) as feed:
        tidied(place)
        feed._deliver(answer(3))
        assert feed.status.recording is True
        assert SAID not in feed.status.sentence
        assert rows(place, "SELECT count(*) FROM run") == [(1,)]


def test_a_second_name_of_the_file_changes_nothing(place: Path) -> None:
    with recorded(place) as feed:
        place.with_name("elsewhere.webcast").hardlink_to(place)
        feed._deliver(answer(3))
        assert feed.status.recording is True
        assert SAID not in feed.status.sentence
        assert rows(place, "SELECT count(*) FROM run") == [(1,)]


def test_the_lock_is_never_taken_through_a_link(place: Path) -> None:
    theirs = place.with_name("theirs")
    theirs.touch()
    place.with_name(place.name + "-lock").symlink_to(theirs)
    feed = LiveFeed(Scripted(), recording=place)
    feed._begin()
    assert feed.status.recording is False
    assert theirs.read_bytes() == b""
    assert not place.exists()
