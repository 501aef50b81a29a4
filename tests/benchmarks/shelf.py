"""How long a shelf of recordings takes to list, beside opening them one by one."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import webcast_widget as ww
from webcast_widget.recording import TolerantRecorder
from webcast_widget.recording.digest import forget_digest
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

RECORDINGS = 200
POLLS = 360
"""An hour, asked for every ten seconds."""

_START = 1_700_000_040
_OVERLAP = 12
_SETTLES = 4


def record(path: Path) -> None:
    """Record an hour: each answer brings one slot, and what has changed of the newest."""
    line = Timeline(Event("1_event"))
    recorder = TolerantRecorder(path, "1_event", "a script", line)
    recorder.begin()
    for poll in range(POLLS):
        slots = [
            Slot(_START + 10 * n, 500 + n % 50 - _missing(poll - n), 20, 3, 1500.0, 0.4)
            for n in range(max(0, poll - _OVERLAP), poll + 1)
        ]
        minutes = [
            Minute(_START + 60 * n, 1500.0 + n, 0.3)
            for n in range(max(0, poll // 6 - 2), poll // 6 + 1)
        ]
        as_of = float(_START + 10 * poll + 5)
        told = Batch(slots, minutes, as_of, Event("1_event", "Town hall"))
        change = line.examine(told, as_of)
        recorder.write(change)
        line.apply(change)
    recorder.end()


def _missing(age: int) -> int:
    return 5 * max(0, _SETTLES - age)


def _take_out_digest(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        forget_digest(connection)


def main() -> None:
    """Print how long it takes, and what opening a few of them takes."""
    with tempfile.TemporaryDirectory(prefix="shelf-") as home:
        first, *others = (Path(home, f"{n:03}.webcast") for n in range(RECORDINGS))
        record(first)
        for each in others:
            shutil.copy(first, each)
        ww.shelf([first]).table  # noqa: B018 - imports
        began = time.perf_counter()
        table = ww.shelf(home).table
        listed_s = time.perf_counter() - began
        began = time.perf_counter()
        for each in others[:10]:
            ww.open(each)
        opened_s = (time.perf_counter() - began) / 10
        for each in others:
            _take_out_digest(each)
        began = time.perf_counter()
        ww.shelf(home).table  # noqa: B018 - without what they say of themselves
        read_s = time.perf_counter() - began
    print(
        f"shelf of {len(table)} recordings of an hour: {listed_s:.2f} s,"
        f" {1000 * listed_s / len(table):.1f} ms each; of recordings that were killed"
        f" {1000 * read_s / len(table):.1f} ms each; opening one"
        f" {1000 * opened_s:.1f} ms"
    )


if __name__ == "__main__":
    main()
