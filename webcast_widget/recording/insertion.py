"""Between answers and rows: how an answer is written into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.recording import checksum
from webcast_widget.timeline.audience import DIMENSIONS, OTHER, Audience
from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

    from webcast_widget.recording.checksum import Parts
    from webcast_widget.timeline.change import Change
    from webcast_widget.timeline.figure import Figure
    from webcast_widget.timeline.rows import Rows

_INSERT: Final = "INSERT INTO {table} ({columns}) VALUES ({places})"


def insert(
    connection: sqlite3.Connection,
    run: int,
    change: Change,
    received_at: float,
    gap: tuple[float, float, str] | None = None,
    taken: Collection[int] = (),
) -> int:
    """Write down what an answer brought; give its number in the file.

    Parameters
    ----------
    connection
        The file, in a transaction.
    run
        Number of the run.
    change
        What the answer brought.
    received_at
        Epoch seconds of the machine's clock.
    gap
        Since when, until when and why nobody had listened before it, if so.
    taken
        Numbers that it cannot have, as `taken_in` gives them.
    """
    number = newest_of(connection) + 1
    while number in taken:
        number += 1
    poll = (
        number,
        run,
        _moment(received_at),
        _moment(change.as_of),
        None if change.broadcasting is None else int(change.broadcasting),
        None if change.progress is None else _real(change.progress),
        change.refused,
        int(change.is_complete),
        int(change.afresh),
    )
    parts: Parts = {
        "slot": list(_rows(SLOT_FIGURES, change.slots)),
        "minute": list(_rows(MINUTE_FIGURES, change.minutes)),
        "event": [] if change.event is None else [(change.event.id, change.event.name)],
        "gap": [] if gap is None else [gap],
        "audience": [] if change.audience is None else list(_cells(change.audience)),
    }
    columns = f"{checksum.POLL}, checksum"
    _put(connection, "poll", columns, [(*poll, checksum.of_poll(poll, parts))])
    for table, rows in parts.items():
        columns = f"poll, {checksum.PARTS[table]}"
        _put(connection, table, columns, [(number, *row) for row in rows])
    return number


def newest_of(connection: sqlite3.Connection) -> int:
    """Give the number of the newest answer; 0 if there is none."""
    question = "SELECT ifnull(max(id), 0) FROM poll"
    return max(int(connection.execute(question).fetchone()[0]), 0)


def taken_in(connection: sqlite3.Connection) -> set[int]:
    """Give the numbers beyond the newest answer that rows of lost ones still have.

    An answer that got such a number would be damaged by what is not its own.
    """
    return set(checksum.parts_after(connection, newest_of(connection)))


def insert_alone(
    connection: sqlite3.Connection, table: str, *row: float | str | None
) -> None:
    """Write down a row that belongs to no answer; its floats are moments."""
    columns = f"{checksum.ALONE[table]}, checksum"
    told = [_moment(each) if isinstance(each, float) else each for each in row]
    _put(connection, table, columns, [(*told, checksum.of_row(table, told))])


def _put(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    rows: Sequence[Sequence[object]],
) -> None:
    places = ", ".join("?" * len(columns.split(", ")))
    connection.executemany(
        _INSERT.format(table=table, columns=columns, places=places), rows
    )


def _cells(audience: Audience) -> Iterator[tuple[int, str, str, int]]:
    if not audience.viewers:
        # That nobody was watching is said in a row, too.
        yield audience.slot, DIMENSIONS[0], OTHER, 0
    for dimension, cells in audience.viewers.items():
        for value, count in cells.items():
            yield audience.slot, dimension, value, count


def _rows(figures: Sequence[Figure], rows: Rows) -> Iterator[tuple[float | None, ...]]:
    columns = [
        [_value(each, whole=figure.is_count) for each in values]
        for figure, values in zip(figures, rows.figures.tolist(), strict=True)
    ]
    return zip(rows.starts.tolist(), *columns, strict=True)


def _value(value: float, *, whole: bool) -> float | None:
    """Give a figure as SQLite knows it; NaN is missing."""
    if value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return None
    return int(value) if whole else _real(value)


def _moment(value: float) -> float:
    """Give a moment that can be one: the machine's clock may tell anything."""
    return _real(value) if 0 <= value < END_OF_TIME_S else 0.0


def _real(value: float) -> float:
    """Give a number as SQLite gives it back: it has no negative zero."""
    return float(value) + 0.0
