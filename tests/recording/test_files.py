"""Files that are not ours, not whole, older, newer, or not to be written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

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
from webcast_widget.analysis.alerts.told import Told
from webcast_widget.errors import RecordingError
from webcast_widget.recording import read, schema
from webcast_widget.timeline.audience import OTHER, Audience
from webcast_widget.timeline.figures import ESTIMATES, MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.mark import CUE_POINTS, Mark, current
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.timeline.figure import Figure
    from webcast_widget.timeline.records import Batch

OLD = {
    number: Path(__file__).with_name(f"version-{number}.webcast")
    for number in (1, 2, 3, 4, 5, 6, 7, 8)
}
"""What each version of this package wrote of `told`; never to be made anew."""

NEXT = schema.VERSION + 1
MARKS = [
    Mark(START, "Welcome", None, "ana", AT),
    Mark(START + 30, "Q&A", START + 60, CUE_POINTS, AT + 0.5),
]
ALERTS = (
    Told(
        "Full", "fired", START + 20, 107.0, "Attendees above 100 viewers for 20 s", AT
    ),
    Told(
        "Full", "cleared", START + 50, None, "Attendees above 100 viewers for 20 s", AT
    ),
)


def told(version: int) -> Batch:
    """The answer in the file of a version."""
    if version == 1:
        return batch()
    slots = [
        replace(
            slot,
            slot_bitrate_kbps=1500.5 + slot.start % 7,
            slot_buffering_s_per_min=2.25,
        )
        for slot in batch().slots
    ]
    if version < 6:
        return batch(slots=slots)
    viewers = {
        "country": {"Germany": 31, "Japan": 4},
        "referrer": {"events.example.com": 28, OTHER: 7},
    }
    audience = Audience(slots[0].start, viewers)
    if version < 7:
        return batch(slots=slots, audience=audience)
    return batch(slots=slots, audience=audience, marks=MARKS)


def attempts(path: Path) -> list[Callable[[], object]]:
    return [lambda: read(path), lambda: recorder_of(path).open(AT)]


def refused(path: Path, sentence: str) -> None:
    """Neither reading nor writing does it, and the file stays as it is."""
    before = path.read_bytes()
    for attempt in attempts(path):
        with pytest.raises(RecordingError, match=sentence) as caught:
            attempt()
        assert str(caught.value).endswith(".")
        assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert not path.with_name(path.name + "-lock").exists()


@pytest.mark.parametrize("version", OLD)
def test_a_file_of_any_version_is_read_for_ever(path: Path, version: int) -> None:
    shutil.copy(OLD[version], path)
    assert rows(path, "PRAGMA user_version") == [(version,)]
    line = Timeline()
    line.merge(told(version), AT)
    assert replayed(path).frame().equals(line.frame())
    assert replayed(path).audience == line.audience == told(version).audience
    assert read(path).marks == tuple(told(version).marks)
    assert read(path).alerts == (ALERTS if version >= 8 else ())
    later = told(schema.VERSION)
    with recording(path) as recorder:
        write(recorder, replace(later, as_of=AS_OF + 10))
    line.merge(later, AT)
    ours = ["provisional", *ESTIMATES]
    again = replayed(path).frame().drop(columns=ours)
    assert again.equals(line.frame().drop(columns=ours))
    assert replayed(path).audience == later.audience
    assert current(read(path).marks) == tuple(later.marks)
    assert len(read(path).entries) == 2
    assert rows(path, "PRAGMA user_version") == [(schema.VERSION,)]


def test_there_is_a_file_of_each_version() -> None:
    assert list(OLD) == list(range(1, schema.VERSION + 1))


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("PRAGMA table_info(slot)", SLOT_FIGURES),
        ("PRAGMA table_info(minute)", MINUTE_FIGURES),
    ],
    ids=["slot", "minute"],
)
def test_each_figure_has_a_column(
    path: Path, question: str, figures: tuple[Figure, ...]
) -> None:
    with recording(path):
        pass
    assert {column[1] for column in rows(path, question)} == {
        *("poll", "start"),
        *(figure.name for figure in figures),
    }


def test_an_older_file_in_which_nothing_stands_is_begun(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("".join(schema.steps(2)))
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
    with recording(path) as recorder:
        write(recorder, batch())
    assert len(read(path).entries) == 1


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is one version further."""
    step = "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('migrated');"
    steps = {**schema.MIGRATIONS, schema.VERSION: step}
    monkeypatch.setattr(schema, "MIGRATIONS", MappingProxyType(steps))
    monkeypatch.setattr(schema, "VERSION", NEXT)


@pytest.mark.usefixtures("next_version")
def test_an_older_file_is_read_as_it_is_and_migrated_when_it_is_written(
    path: Path,
) -> None:
    shutil.copy(OLD[1], path)
    before = path.read_bytes()
    assert len(read(path).entries) == 1
    assert path.read_bytes() == before
    with recording(path) as recorder:
        write(recorder, batch(as_of=AS_OF + 10))
    assert rows(path, "PRAGMA user_version") == [(NEXT,)]
    assert rows(path, "SELECT text FROM note") == [("migrated",)]
    assert len(read(path).entries) == 2


@pytest.mark.usefixtures("next_version")
def test_a_migration_that_fails_leaves_the_older_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "CREATE TABLE note (text TEXT); INSERT INTO nowhere VALUES (1);"
    steps = {**schema.MIGRATIONS, NEXT - 1: broken}
    monkeypatch.setattr(schema, "MIGRATIONS", MappingProxyType(steps))
    shutil.copy(OLD[1], path)
    with pytest.raises(RecordingError):
        recorder_of(path).open(AT)
    assert rows(path, "PRAGMA user_version") == [(1,)]
    assert rows(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'note'") == [
        (0,)
    ]


def test_a_newer_file_is_refused(path: Path) -> None:
    record(path, batch())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused(path, "made by a newer version .* update webcast-widget")


def test_a_file_of_another_event_is_refused(path: Path) -> None:
    record(path, batch())
    before = path.read_bytes()
    with pytest.raises(RecordingError, match="is of the event '1_event' and not of"):
        recorder_of(path, "1_other").open(AT)
    assert path.read_bytes() == before


def test_somebody_elses_database_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    refused(path, "is not a recording")


@pytest.mark.parametrize("content", [b"hello", b"\0" * 5000, b"SQLite format 3\0" * 99])
def test_what_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "is damaged, or no recording at all")


def test_an_empty_file_becomes_a_recording(path: Path) -> None:
    path.touch()
    with pytest.raises(RecordingError, match="nothing was recorded yet"):
        read(path)
    record(path, batch())
    assert len(read(path).entries) == 1


@pytest.mark.parametrize(
    "name",
    ["a b#c?d%20.webcast", ":memory:", "file:x?mode=memory", "é ☃.webcast", "-", "x'y"],
)
def test_any_name_is_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    line = record(path, batch())
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert replayed(path).frame().equals(line.frame())


def test_a_name_without_a_folder_is_one_of_a_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record(Path(":memory:"), batch())
    assert len(read(":memory:").entries) == 1


@pytest.mark.parametrize("name", ["", ".", "nul\0", "nowhere/at.all", 7, None])
def test_what_can_be_no_recording_says_so(name: object) -> None:
    for attempt in attempts(name):  # type: ignore[arg-type]
        with pytest.raises(RecordingError, match=r"name|folder"):
            attempt()


def test_a_recording_that_is_not_there(path: Path) -> None:
    with pytest.raises(RecordingError, match="There is no recording"):
        read(path)
    assert not path.exists()


HOSTILE = ["'; DROP TABLE slot; --", "\ud800 half", "nul\0in it", "\n\r", "x" * 100_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_of_events_are_text(path: Path, text: str) -> None:
    record(path, batch(event=Event(text, text)))
    (poll,) = read(path).entries
    told = text.replace("\ud800", "?")
    assert poll.batch.event == Event(told, told)


def test_an_alert_of_before_it_told_its_meaning_is_read(path: Path) -> None:
    shutil.copy(OLD[7], path)
    row = ("Full", "fired", START, 107.5)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO alert (rule, what, slot, value, checksum) VALUES (?, ?, ?, ?, ?)",
            (*row, zlib.crc32(json.dumps(row).encode())),
        )
    assert read(path).alerts == (Told(*row),)
    with recording(path) as recorder:
        recorder.alert(ALERTS[1:])
    assert read(path).alerts == (Told(*row), ALERTS[1])
