"""Salvage: what can still be read of a file some of whose pages are damaged.

Each table is read from its beginning and from its end, up to where a page cannot be. The
checksums tell afterwards which answers are not whole any more.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from webcast_widget.recording.caution import beware
from webcast_widget.recording.schema import CHECKSUM, bring_up, steps
from webcast_widget.recording.version import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES: Final = "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"


class Salvaged(sqlite3.Connection):
    """A copy of what could be read of a file whose pages are damaged."""


def salvaged(connection: sqlite3.Connection, version: int, place: Path) -> Salvaged:
    """Copy what can be read; the caller closes the copy, which has the newest tables.

    Parameters
    ----------
    connection
        The file, whose tables are ours to the letter.
    version
        Of its tables.
    place
        Where it is.

    Raises
    ------
    RecordingError
        If nothing can be told of it: its answers have no checksums, its tables are in
        one place, or no answer is left.
    """
    found = dict(connection.execute(_TABLES).fetchall())
    if version < CHECKSUM or len({*found.values()}) < len(found):
        raise damaged(place)
    # In memory as long as it is small, then in a file that SQLite makes and removes.
    copy = sqlite3.connect("", isolation_level=None, factory=Salvaged)
    try:
        copy.executescript("".join(steps(version)))
        beware(copy)
        copy.execute("PRAGMA ignore_check_constraints = ON")
        copy.execute("BEGIN")
        for table in found:
            _copy(connection, copy, table)
        copy.execute("COMMIT")
        bring_up(copy, version)
        count = copy.execute("SELECT count(*) FROM poll").fetchone()[0]
    except BaseException:
        copy.close()
        raise
    if not count:
        copy.close()
        raise damaged(place)
    return copy


def _copy(connection: sqlite3.Connection, copy: Salvaged, table: str) -> None:
    key = "key" if table == "about" else "rowid"
    columns = [name for _, name, *_ in copy.execute(f"PRAGMA table_info({table})")]
    named, places = ", ".join(columns), ", ".join("?" * len(columns))
    # One that was read from both ends is there already.
    put = f"INSERT OR IGNORE INTO {table} ({key}, {named}) VALUES (?, {places})"  # noqa: S608 - names of ours
    if key in columns:
        put = f"INSERT OR IGNORE INTO {table} ({named}) VALUES ({places})"  # noqa: S608
    question = f"SELECT {key}, {named} FROM {table} ORDER BY {key}"  # noqa: S608
    for order in ("", " DESC"):
        for row in _readable(connection, question + order, is_back=bool(order)):
            copy.execute(put, row[1:] if key in columns else row)


def _readable(
    connection: sqlite3.Connection, question: str, *, is_back: bool
) -> Iterator[tuple[object, ...]]:
    """Give rows up to the first that cannot be read, or that is out of its order.

    Pages that lead back to one another would go on for ever.
    """
    last: str | int | None = None
    try:
        for row in connection.execute(question):
            if last is not None and not _follows(row[0], last, is_back=is_back):
                return
            last = row[0]
            yield row
    except sqlite3.DatabaseError:
        # That there is more than could be read is told of the file as a whole.
        return


def _follows(key: object, last: object, *, is_back: bool) -> bool:
    if isinstance(key, int) and isinstance(last, int):
        return key < last if is_back else key > last
    if isinstance(key, str) and isinstance(last, str):
        return key < last if is_back else key > last
    return False
