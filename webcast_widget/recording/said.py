"""What stands in a recording beside the answers: the run sheet, and what alerts did."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from webcast_widget.analysis.alerts.told import Told, news
from webcast_widget.recording import checksum
from webcast_widget.recording.access import write_safely
from webcast_widget.recording.caution import beware
from webcast_widget.recording.digest import digest_in, sealing
from webcast_widget.recording.failure import explained
from webcast_widget.recording.insertion import insert_alone
from webcast_widget.recording.lock import WriterLock
from webcast_widget.recording.opened import connect, end, write_together
from webcast_widget.recording.place import log_of, place_of
from webcast_widget.recording.schema import bring_up
from webcast_widget.recording.version import damaged, version_of
from webcast_widget.timeline.mark import Mark, read_marks
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterable

_MARK = (int, str, int | None, str, float)
_ALERT = (str, str, int, float | None, str | None, float | None)


def insert_marks(connection: sqlite3.Connection, marks: Iterable[Mark]) -> None:
    """Write down what was said of the run sheet."""
    for mark in marks:
        row = (mark.at, mark.title, mark.end, mark.set_by, float(mark.set_at))
        insert_alone(connection, "mark", *row)


def marks_in(connection: sqlite3.Connection) -> tuple[tuple[Mark, ...], int]:
    """Give all that a file says of the run sheet, and how many rows are damaged."""
    rows = checksum.alone(connection, "mark")
    (count,) = connection.execute("SELECT count(*) FROM mark").fetchone()
    # Whoever made the file may have known how to make checksums.
    told = [Mark(*row) for row in rows if _are(row, _MARK)]
    sound, _ = read_marks(told)
    return sound, count - len(sound)


def insert_alerts(connection: sqlite3.Connection, told: Iterable[Told]) -> None:
    """Write down what alerts told."""
    for each in told:
        value = None if each.value is None else float(each.value)
        told_at = None if each.told_at is None else float(each.told_at)
        row = (each.rule, each.what, each.slot, value, each.meaning or None, told_at)
        insert_alone(connection, "alert", *row)


def alerts_in(connection: sqlite3.Connection) -> tuple[tuple[Told, ...], int]:
    """Give what alerts told of a file's event, and how many rows are damaged."""
    rows = checksum.alone(connection, "alert")
    (count,) = connection.execute("SELECT count(*) FROM alert").fetchone()
    sound = [
        Told(rule, what, slot, value, meaning or "", told_at)
        for rule, what, slot, value, meaning, told_at in rows
        if _are((rule, what, slot, value, meaning, told_at), _ALERT)
        and 0 <= slot < END_OF_TIME_S
        and 0 <= (told_at or 0) < END_OF_TIME_S
    ]
    return news(sound, ()), count - len(sound)


def keep_marks(path: str | os.PathLike[str], marks: Iterable[Mark]) -> None:
    """Add to the run sheet of a recording that nobody else writes.

    Raises
    ------
    RecordingError
        If somebody else writes it, or it cannot be used.
    StorageError
        If it may only be read, or the disk does not take it.
    """
    place, chosen = place_of(path), list(marks)
    with explained(place):
        lock = WriterLock(place)
        try:
            # As its writer was killed: what stands there is in the file from now on.
            has_log, run = log_of(place).exists(), 0
            # What it came to is the same, with any run sheet.
            seal = sealing(place, digest_in(place))
            connection = connect(place)
            try:
                beware(connection)
                if not (version := version_of(connection, place)):
                    raise damaged(place)
                bring_up(connection, version)
                write_safely(connection)
                write_together(connection, [partial(insert_marks, marks=chosen)])
                run = _open_run(connection) if has_log else 0
            finally:
                end(connection, run, seal)
        finally:
            lock.release()


def _open_run(connection: sqlite3.Connection) -> int:
    """Give the number of the last run, as long as the file does not say it ended; or 0."""
    (run,) = connection.execute(
        "SELECT ifnull(max(id), 0) FROM run WHERE id NOT IN (SELECT run FROM ended)"
    ).fetchone()
    return int(run)


def _are(row: tuple[Any, ...], kinds: tuple[Any, ...]) -> bool:
    return all(isinstance(each, kind) for each, kind in zip(row, kinds, strict=True))
