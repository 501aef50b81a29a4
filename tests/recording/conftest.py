"""Recordings in a folder of the test's own."""

from __future__ import annotations

from contextlib import closing, contextmanager
from sqlite3 import connect
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

from tests.feed.conftest import Scripted
from webcast_widget.recording import Recorder, read
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from webcast_widget.timeline.records import Batch

AT = 1_700_000_000.0
EVENT = "1_event"
_lines: WeakKeyDictionary[Recorder, Timeline] = WeakKeyDictionary()
"""What each recorder's feed would have."""


def recorder_of(path: Path, event: str = EVENT) -> Recorder:
    return Recorder(path, event, "a script", "1.2.3")


@contextmanager
def recording(path: Path) -> Iterator[Recorder]:
    recorder = recorder_of(path)
    _lines[recorder] = Timeline(Event(EVENT))
    for entry in recorder.open(AT):
        _lines[recorder].merge(entry.batch, entry.as_of)
    try:
        yield recorder
    finally:
        recorder.close()


def write(recorder: Recorder, batch: Batch) -> None:
    """Write what an answer brings, as a feed does."""
    line = _lines.setdefault(recorder, Timeline(Event(EVENT)))
    change = line.examine(batch, AT)
    try:
        recorder.write(change, AT)
    finally:
        line.apply(change)


def record(path: Path, *batches: Batch) -> Timeline:
    """Record answers in one run; give the timeline that a feed would have."""
    line = Timeline()
    with recording(path) as recorder:
        for batch in batches:
            write(recorder, batch)
            line.merge(batch, AT)
    return line


def replayed(path: Path) -> Timeline:
    line = Timeline()
    for poll in read(path).entries:
        line.merge(poll.batch, poll.as_of)
    return line


def rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(connect(path)) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture
def source() -> Scripted:
    return Scripted()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "event.webcast"
