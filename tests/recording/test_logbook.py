"""How figures came to be what they are: revisions, statuses, gaps, runs."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.feed.conftest import AS_OF, START, batch
from tests.recording.conftest import AT, record, recording, write
from tests.recording.test_files import OLD
from webcast_widget import open as open_recording
from webcast_widget.recording import Logbook, logbook
from webcast_widget.timeline.records import Batch, Minute, Slot

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "slots": {
        "slot_start": "datetime64[us, UTC]",
        "revision": "int64",
        "received_at": "datetime64[us, UTC]",
        "as_of": "datetime64[us, UTC]",
        "live_viewers": "Int64",
        "dvr_viewers": "Int64",
        "plays": "Int64",
        "slot_bitrate_kbps": "Float64",
        "slot_buffering_s_per_min": "Float64",
        "provisional": "boolean",
    },
    "minutes": {
        "minute_start": "datetime64[us, UTC]",
        "revision": "int64",
        "received_at": "datetime64[us, UTC]",
        "as_of": "datetime64[us, UTC]",
        "avg_bitrate_kbps": "Float64",
        "avg_buffering_s_per_min": "Float64",
    },
    "statuses": {"run": "int64", "at": "datetime64[us, UTC]", "state": "str"},
    "gaps": {
        "since": "datetime64[us, UTC]",
        "until": "datetime64[us, UTC]",
        "reason": "str",
    },
    "runs": {
        "run": "int64",
        "started_at": "datetime64[us, UTC]",
        "source": "str",
        "version": "str",
    },
}


def at(seconds: float) -> pd.Timestamp:
    return pd.Timestamp(seconds, unit="s", tz="UTC")


def plain(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Give some columns as plain rows, None for what is missing."""
    rows = frame[[*columns]].itertuples(index=False, name=None)
    return [tuple(None if each is pd.NA else each for each in row) for row in rows]


def check_kinds(log: Logbook) -> None:
    for name, kinds in KINDS.items():
        found = {
            column: str(kind) for column, kind in getattr(log, name).dtypes.items()
        }
        assert found == kinds


def test_a_slot_tells_what_it_first_said_and_when_it_changed(path: Path) -> None:
    record(
        path,
        Batch(slots=[Slot(START, 812, 1), Slot(START + 10, 5, 0)], as_of=START + 30.0),
        Batch(slots=[Slot(START, 812, 1)], as_of=START + 45.0),
        Batch(slots=[Slot(START, 830, 1), Slot(START, plays=4)], as_of=START + 90.0),
        Batch(slots=[Slot(START, plays=6)], as_of=START + 150.5),
    )
    slots = logbook(path).slots
    assert plain(
        slots,
        *("slot_start", "revision", "as_of", "live_viewers", "dvr_viewers", "plays"),
        "provisional",
    ) == [
        (at(START), 0, at(START + 30), 812, 1, None, True),
        (at(START), 1, at(START + 90), 830, 1, 4, False),
        (at(START), 2, at(START + 150.5), 830, 1, 6, False),
        (at(START + 10), 0, at(START + 30), 5, 0, None, True),
    ]
    assert (slots["received_at"] == at(AT)).all()


def test_the_last_revisions_are_the_frame(path: Path) -> None:
    line = record(
        path,
        batch(),
        batch(slots=[Slot(START, 1, 2, 3, 1500.5, 0.25)], as_of=AS_OF + 10),
        batch(slots=[Slot(START + 20, 7)], as_of=AS_OF + 20),
    )
    last = logbook(path).slots.groupby("slot_start").last()
    columns = [*KINDS["slots"]][4:-1]
    frame = line.frame()[columns].dropna(how="all")
    assert last[columns].equals(frame)
    assert len(frame) == len(batch().slots)


def test_a_minute_that_is_taken_back_is_missing_from_then_on(path: Path) -> None:
    record(
        path,
        Batch(minutes=[Minute(START, 1500.0, 2.5)], as_of=AS_OF),
        Batch(minutes=[Minute(START, None, 2.5)], as_of=AS_OF + 10),
    )
    assert plain(
        logbook(path).minutes,
        *("minute_start", "revision", "avg_bitrate_kbps", "avg_buffering_s_per_min"),
    ) == [(at(START), 0, 1500.0, 2.5), (at(START), 1, None, 2.5)]


def test_statuses_gaps_and_runs_are_told(path: Path) -> None:
    with recording(path) as recorder:
        write(recorder, Batch(as_of=AS_OF))
        recorder.note("live", AT + 1)
        recorder.note("stale", AT + 2.25)
        write(recorder, Batch(as_of=AS_OF + 61.0))
    with recording(path) as recorder:
        write(recorder, Batch(as_of=AS_OF + 3600.0))
    log = logbook(path)
    assert plain(log.statuses, "run", "at", "state") == [
        (1, at(AT + 1), "live"),
        (1, at(AT + 2.25), "stale"),
    ]
    assert plain(log.gaps, "since", "until", "reason") == [
        (at(AS_OF), at(AS_OF + 61), "stale"),
        (at(AS_OF + 61), at(AS_OF + 3600), "away"),
    ]
    assert plain(log.runs, "run", "started_at", "source", "version") == [
        (number, at(AT), "a script", "1.2.3") for number in (1, 2)
    ]


def test_a_recording_without_answers_has_empty_frames_of_the_same_kinds(
    path: Path,
) -> None:
    record(path)
    log = logbook(path)
    check_kinds(log)
    assert [len(getattr(log, name)) for name in KINDS] == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("version", OLD)
def test_files_of_any_version_have_a_logbook(path: Path, version: int) -> None:
    shutil.copy(OLD[version], path)
    log = logbook(path)
    check_kinds(log)
    assert len(log.slots) == len(batch().slots)
    assert len(log.minutes) == len(batch().minutes)


def test_an_open_event_gives_it_while_the_file_is_written(path: Path) -> None:
    with recording(path) as recorder:
        write(recorder, batch())
        event = open_recording(path)
        before = len(event.logbook().slots)
        write(recorder, Batch(slots=[Slot(START, 1)], as_of=AS_OF + 10))
        assert len(event.logbook().slots) == before + 1


@pytest.mark.parametrize(
    ("nonsense", "left"),
    [
        ("INSERT INTO status VALUES (1, 'x', 'live', 0)", 9),
        ("INSERT INTO status VALUES ('x', 1.0, 'live', 0)", 9),
        ("INSERT INTO status VALUES (1, 1.0, 'live', 5)", 9),
        ("INSERT INTO gap VALUES (1, 1e300, 2.0, 'away')", 1),
        ("INSERT INTO gap VALUES (1, 1.0, x'ff', 'away')", 1),
        ("INSERT INTO gap VALUES (9, 1.0, 2.0, 'away')", 9),
        ("INSERT INTO slot (poll, start, live_viewers) VALUES (1, -10, 1)", 1),
        ("INSERT INTO slot (poll, start) VALUES (1, 9223372036854775807)", 1),
        ("UPDATE run SET source = 'somebody else'", 9),
    ],
)
def test_what_somebody_else_wrote_is_left_out(
    path: Path, nonsense: str, left: int
) -> None:
    record(path, batch(), Batch(slots=[Slot(START + 90, 1)], as_of=AS_OF + 10))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(nonsense)
    log = logbook(path)
    check_kinds(log)
    assert (len(log.slots), len(log.statuses), len(log.gaps)) == (left, 0, 0)
    assert len(log.runs) == ("run" not in nonsense)
