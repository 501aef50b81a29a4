"""Checksums: what is in a file is what was written, or it is told.

A disk, a stick or a network may change a bit, and SQLite does not notice where it is
one of a value. Each answer carries the CRC-32 of all that it said, and so does each
other row that stands alone: of its values as JSON, in which a number has one spelling.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

POLL: Final = (
    "id, run, received_at, as_of, broadcasting, progress, refused, complete, afresh"
)
"""What an answer says of itself."""

AUDIENCE: Final = "audience"

PARTS: Final[Mapping[str, str]] = {
    "slot": ", ".join(["start", *(figure.name for figure in SLOT_FIGURES)]),
    "minute": ", ".join(["start", *(figure.name for figure in MINUTE_FIGURES)]),
    "event": "id, name",
    "gap": "since, until, reason",
    AUDIENCE: "start, dimension, value, live_viewers",
}
"""What belongs to an answer: the columns of each table, in the order they are told."""

_ALWAYS: Final = tuple(table for table in PARTS if table != AUDIENCE)

ALONE: Final[Mapping[str, str]] = {
    "about": "key, value",
    "run": "id, started_at, source, version",
    "status": "run, at, state",
    "mark": "at, title, until, set_by, set_at",
    "alert": "rule, what, slot, value, meaning, told_at",
}
"""The rows that stand alone: the columns of each table."""

_LATER: Final = {"alert": 2}
"""How many columns of a table came later: rows of before know nothing of them."""

Parts = dict[str, list[tuple[Any, ...]]]
"""The rows of an answer by table; a table may be left out."""


def of_row(table: str, row: Sequence[object]) -> int:
    """Give the checksum of a row that stands alone.

    What came later is part of it where that was told.
    """
    later = len(row) - _LATER.get(table, 0)
    is_known = any(each is not None for each in row[later:])
    return _of(row if is_known else row[:later])


def of_poll(poll: Sequence[object], parts: Parts) -> int:
    """Give the checksum of an answer: of its row, and of all that belongs to it.

    Who was watching is part of it where that was told: older answers know nothing of it.
    """
    told = [poll, *(parts.get(table, ()) for table in _ALWAYS)]
    if cells := parts.get(AUDIENCE):
        told.append(cells)
    return _of(told)


def alone(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    """Give the rows of a table of `ALONE` that are as they were written, in order."""
    key = _key(table)
    question = f"SELECT {ALONE[table]}, checksum FROM {table} ORDER BY {key}"  # noqa: S608
    rows = connection.execute(question)
    return [tuple(row) for *row, told in rows if of_row(table, row) == told]


def parts_after(connection: sqlite3.Connection, last: int) -> dict[int, Parts]:
    """Give what belongs to each answer that follows one, by its number."""
    found: defaultdict[int, Parts] = defaultdict(lambda: defaultdict(list))
    for table, columns in PARTS.items():
        question = f"SELECT poll, {columns} FROM {table} WHERE poll > ? ORDER BY rowid"  # noqa: S608 - names of ours
        for number, *row in connection.execute(question, (last,)):
            # What is no number belongs to no answer, and is missed by its own.
            if isinstance(number, int):
                found[number][table].append(tuple(row))
    return found


def put_all(connection: sqlite3.Connection) -> None:
    """Give all rows of a file their checksum; it is of a version that had none.

    Nor did it tell which runs had ended: they count as such.
    """
    connection.execute("INSERT INTO ended SELECT id FROM run")
    parts = parts_after(connection, 0)
    polls = connection.execute(f"SELECT {POLL} FROM poll").fetchall()  # noqa: S608
    connection.executemany(
        "UPDATE poll SET checksum = ? WHERE id = ?",
        [(of_poll(row, parts.get(row[0], {})), row[0]) for row in polls],
    )
    for table, columns in ALONE.items():
        key = _key(table)
        rows = connection.execute(f"SELECT {key}, {columns} FROM {table}").fetchall()  # noqa: S608
        connection.executemany(
            f"UPDATE {table} SET checksum = ? WHERE {key} = ?",  # noqa: S608
            [(of_row(table, row), which) for which, *row in rows],
        )


def _key(table: str) -> str:
    return "key" if table == "about" else "rowid"


def _of(told: object) -> int:
    # What is no text and no number was not written by us; its spelling is all we need.
    return zlib.crc32(json.dumps(told, default=repr).encode())
