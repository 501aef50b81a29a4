"""What is written, when it is safe, and who may write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.feed.conftest import AS_OF, START, batch
from tests.recording.conftest import (
    AT,
    record,
    recorder_of,
    recording,
    replayed,
    rows,
    write,
)
from webcast_widget.errors import RecordingError, StorageError
from webcast_widget.recording import read
from webcast_widget.recording.entries import after
from webcast_widget.recording.lock import WriterLock
from webcast_widget.timeline.records import Batch, Event, Minute, Slot

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_read_is_what_was_written(path: Path) -> None:
    line = record(path, batch())
    assert replayed(path).frame().equals(line.frame())
    recorded = read(path)
    assert (recorded.event_id, recorded.source, recorded.version) == (
        "1_event",
        "a script",
        "1.2.3",
    )
    (poll,) = recorded.entries
    assert poll.batch.event == Event("1_event", "Town hall")
    assert (poll.as_of, poll.received_at, poll.batch.broadcasting) == (AS_OF, AT, True)


def test_a_slot_keeps_what_it_first_said_and_when_it_changed(path: Path) -> None:
    record(
        path,
        Batch(slots=[Slot(START, 5, 1)], as_of=AS_OF),
        Batch(slots=[Slot(START, 5, 1)], as_of=AS_OF + 10),
        Batch(slots=[Slot(START, 7)], as_of=AS_OF + 20),
        Batch(slots=[Slot(START, plays=2)], as_of=AS_OF + 30),
    )
    told = rows(
        path,
        "SELECT as_of, start, live_viewers, dvr_viewers, plays FROM slot JOIN poll ON poll = poll.id",
    )
    assert told == [
        (AS_OF, START, 5, 1, None),
        (AS_OF + 20, START, 7, None, None),
        (AS_OF + 30, START, None, None, 2),
    ]
    assert len(read(path).entries) == 4


def test_a_minute_that_is_taken_back_is_recorded_so(path: Path) -> None:
    line = record(
        path,
        batch(),
        Batch(minutes=[Minute(START, None, 1.5)], as_of=AS_OF + 10),
        Batch(minutes=[Minute(START, float("nan"), 1.5)], as_of=AS_OF + 20),
    )
    assert replayed(path).frame().equals(line.frame())
    assert rows(path, "SELECT count(*) FROM minute") == [(2,)]


def test_numpys_numbers_are_numbers(path: Path) -> None:
    slot = Slot(np.int64(START), np.int64(5), np.float64(2), None)  # type: ignore[arg-type]
    line = record(path, Batch(slots=[slot], as_of=np.float64(AS_OF)))
    assert replayed(path).frame().equals(line.frame())


def test_what_is_impossible_is_counted_and_not_kept(path: Path) -> None:
    bad = [Slot(START + 1, 5), Slot(START, -1), Slot(START, 2**60), Slot(10**30, 1)]
    line = record(path, Batch(slots=bad, as_of=AS_OF, refused=3))
    assert rows(path, "SELECT count(*) FROM slot") == [(0,)]
    assert replayed(path).refused == line.refused == 7


@pytest.mark.parametrize("nonsense", [Slot("x", 1), Slot(START, "x")])  # type: ignore[arg-type]
def test_a_value_of_a_wrong_type_is_impossible(path: Path, nonsense: Slot) -> None:
    line = record(path, Batch(slots=[nonsense], as_of=AS_OF))
    assert replayed(path).refused == line.refused == 1


@pytest.mark.parametrize("nonsense", ["nonsense", None])
def test_nonsense_is_refused_and_the_next_answer_is_written(
    path: Path, nonsense: object
) -> None:
    with recording(path) as recorder:
        with pytest.raises((TypeError, AttributeError, ValueError)):
            write(recorder, Batch(slots=[nonsense], as_of=AS_OF))  # type: ignore[list-item]
        write(recorder, batch())
    assert len(read(path).entries) == 1


def test_a_second_writer_is_told(path: Path) -> None:
    with recording(path) as recorder:
        with pytest.raises(RecordingError, match="Something else records to"):
            recorder_of(path).open(AT)
        write(recorder, batch())
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from pathlib import Path;"
                "from webcast_widget.recording import Recorder;"
                "Recorder(sys.argv[1], '1_event', '', '').open(0)",
                str(path),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "RecordingError: Something else records to" in done.stderr
    with recording(path) as recorder:
        write(recorder, batch(as_of=AS_OF + 10))
    assert len(read(path).entries) == 2


def test_afterwards_there_is_one_file(path: Path) -> None:
    record(path, batch())
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_reading_leaves_nothing_beside_it(path: Path) -> None:
    record(path, batch())
    for _ in range(2):
        assert len(read(path).entries) == 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_begins_to_be_written_while_it_is_read_is_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(path, batch())
    writes = [True]

    def written_to(*given: Any) -> Any:
        found = after(*given)
        if writes.pop():
            writes.append(False)
            with recording(path) as recorder:
                write(recorder, batch(as_of=AS_OF + 10))
        return found

    monkeypatch.setattr("webcast_widget.recording.recorded.after", written_to)
    assert len(read(path).entries) == 2


def test_a_lock_that_was_removed_meanwhile_is_made_anew(path: Path) -> None:
    first = WriterLock(path)
    (path.parent / "event.webcast-lock").unlink()
    second = WriterLock(path)
    first.release()
    first.release()
    second.release()
    assert list(path.parent.iterdir()) == []


def test_a_reader_sees_what_was_written_while_it_is_written(path: Path) -> None:
    with recording(path) as recorder:
        for n in range(3):
            write(recorder, batch(as_of=AS_OF + n))
            assert len(read(path).entries) == n + 1
        assert len(read(path, read(path).entries[1]).entries) == 1


def test_a_reader_that_takes_its_time_stops_nobody(path: Path) -> None:
    record(path, batch())
    reader = sqlite3.connect(path, isolation_level=None)

    def polls() -> int:
        return int(reader.execute("SELECT count(*) FROM poll").fetchone()[0])

    reader.execute("BEGIN")
    before = polls()
    with recording(path) as recorder:
        write(recorder, batch(as_of=AS_OF + 10))
        still = polls()
        assert len(read(path).entries) == before + 1
    reader.close()
    assert still == before


def test_a_gap_says_from_when_to_when_and_why(path: Path) -> None:
    with recording(path) as recorder:
        write(recorder, batch())
        recorder.note("live", AT)
        recorder.note("live", AT + 1)
        write(recorder, batch(as_of=AS_OF + 60))
        recorder.note("unreachable", AT + 2)
        write(recorder, batch(as_of=AS_OF + 600))
    with recording(path) as recorder:
        write(recorder, batch(as_of=AS_OF + 900))
    assert rows(path, "SELECT since, until, reason FROM gap") == [
        (AS_OF + 60, AS_OF + 600, "unreachable"),
        (AS_OF + 600, AS_OF + 900, "away"),
    ]
    assert rows(path, "SELECT at, state FROM status") == [
        (AT, "live"),
        (AT + 2, "unreachable"),
    ]


def test_going_on_is_from_where_all_was_had(path: Path) -> None:
    seen: list[float | None] = []
    for run in (
        [],
        [batch(progress=0.5)],
        [batch(as_of=AS_OF + 10), batch(as_of=AS_OF + 500, progress=0.1)],
        [batch(as_of=AS_OF + 600, trouble="A report failed.")],
    ):
        with recording(path) as recorder:
            seen.append(recorder.resume_from)
            for each in run:
                write(recorder, each)
                seen.append(recorder.resume_from)
    assert seen == [None, None, None, None, *[AS_OF + 10] * 4]


def test_a_full_disk_harms_nothing_and_is_caught_up_with(path: Path) -> None:
    many = [Slot(START + 10 * n, n) for n in range(5000)]
    with recording(path) as recorder:
        write(recorder, batch())
        connection = recorder._connection
        assert connection is not None
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for n in (1, 2):
            with pytest.raises(StorageError, match="the disk is full"):
                write(recorder, Batch(slots=many, as_of=AS_OF + n))
        assert len(read(path).entries) == 1
        connection.execute("PRAGMA max_page_count = 100000")
        write(recorder, Batch(slots=many[:1], as_of=AS_OF + 3))
    assert [poll.as_of - AS_OF for poll in read(path).entries] == [0, 1, 2, 3]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert replayed(path).value("live_viewers", START + 49_990) == 4999


def test_after_the_end_nothing_is_written(path: Path) -> None:
    recorder = recorder_of(path)
    with pytest.raises(StorageError, match="start the feed"):
        write(recorder, batch())


def test_the_disk_has_each_answer_before_it_is_acknowledged(path: Path) -> None:
    with recording(path) as recorder:
        connection = recorder._connection
        assert connection is not None
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
