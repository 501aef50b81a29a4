"""Between rows and answers: what a file says of each answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.recording import checksum
from webcast_widget.timeline.audience import Audience
from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from webcast_widget.recording.checksum import Parts
    from webcast_widget.timeline.figure import Figure

MOST_ANSWERS: Final = 2**53
"""No file of ours has more: one that says so cannot be gone on with."""

_FIGURES: Final = {"slot": SLOT_FIGURES, "minute": MINUTE_FIGURES}


@dataclass(frozen=True)
class Entry:
    """One answer, as it is recorded: what it changed, and when it came.

    Parameters
    ----------
    received_at
        Epoch seconds of the machine's clock; 0 where that told no moment.
    as_of
        Epoch seconds of the source's clock.
    batch
        The answer, without what had been said before in the same words.
    id
        Its number in the file, ascending.
    complete
        Whether it left nothing to be asked for: no history, no report that failed.
    """

    received_at: float
    as_of: float
    batch: Batch
    id: int = 0
    complete: bool = True


@dataclass(frozen=True)
class Found:
    """The answers of a file.

    Parameters
    ----------
    entries
        Those that are as they were written, in their order.
    damaged
        Numbers of those that are not, or are gone; ascending. As ranges: in a file that
        somebody else made, any number may follow any other.
    """

    entries: list[Entry]
    damaged: list[range]


def after(connection: sqlite3.Connection, last: int) -> Found:
    """Read the answers of a file that follow one.

    An answer that is damaged is left out, and what was said of its slots and minutes
    before as well: it said something else of them.

    Parameters
    ----------
    connection
        The file, in one transaction or with nobody else writing.
    last
        Number of that answer; 0 gives all.
    """
    parts = checksum.parts_after(connection, last)
    # All at once, which is many times as fast as answer by answer.
    checked = all(
        _are_figures(
            [row for belongs in parts.values() for row in belongs.get(table, ())],
            figures,
        )
        for table, figures in _FIGURES.items()
    )
    sound: dict[int, Entry] = {}
    newest = last
    question = f"SELECT {checksum.POLL}, checksum FROM poll WHERE id > ? ORDER BY id"  # noqa: S608
    for *poll, told in connection.execute(question, (last,)):
        newest = number = poll[0]
        entry = _entry(poll, belongs := parts.get(number, {}), checked=checked)
        if entry is not None and checksum.of_poll(poll, belongs) == told:
            sound[number] = entry
    known = pairwise([last, *sound, newest + 1])
    damaged = [range(a + 1, b) for a, b in known if b - a > 1]
    # The rows of the newest may be gone, and what belongs to them not.
    damaged += [range(each, each + 1) for each in sorted(parts) if each > newest]
    unsure = {
        (table, row[0])
        for number, belongs in parts.items()
        if number not in sound
        for table in ("slot", "minute")
        for row in belongs.get(table, ())
    }
    return Found(
        [
            _without(entry, unsure) if damaged and number < damaged[-1][-1] else entry
            for number, entry in sound.items()
        ],
        damaged,
    )


def is_in(connection: sqlite3.Connection, number: int, as_of: float) -> bool:
    """Tell whether the answer of a number in a file is of a moment."""
    question = "SELECT count(*) FROM poll WHERE id = ? AND as_of = ?"
    return bool(connection.execute(question, (number, as_of)).fetchone()[0])


def _entry(poll: Sequence[Any], parts: Parts, *, checked: bool) -> Entry | None:
    """Give an answer; None if something else stands where a number or a text belongs.

    A check that no file escapes: whoever made it may have known how to make checksums.

    Parameters
    ----------
    poll
        Its row.
    parts
        What belongs to it.
    checked
        Whether its figures are known to be numbers.
    """
    number, _, received_at, as_of, on_air, progress, refused, complete, afresh = poll
    slots, minutes = parts.get("slot", []), parts.get("minute", [])
    events, cells = parts.get("event", []), parts.get("audience", [])
    moments = all(
        isinstance(at, float) and 0 <= at < END_OF_TIME_S for at in (received_at, as_of)
    )
    if not (
        moments
        and isinstance(refused, int)
        and isinstance(progress, float | None)
        and (
            checked
            or all(
                _are_figures(parts.get(name, ()), of) for name, of in _FIGURES.items()
            )
        )
        and all(isinstance(text, str) for row in events for text in row)
        and all(tuple(map(type, row)) == (int, str, str, int) for row in cells)
    ):
        return None
    batch = Batch(
        slots=[Slot(*row) for row in slots],
        minutes=[Minute(*row) for row in minutes],
        as_of=as_of,
        event=Event(*events[-1]) if events else None,
        broadcasting=None if on_air is None else bool(on_air),
        progress=progress,
        refused=refused,
        afresh=bool(afresh),
        audience=_audience(cells),
    )
    return Entry(received_at, as_of, batch, number, bool(complete))


def _audience(cells: Sequence[tuple[Any, ...]]) -> Audience | None:
    viewers: dict[str, dict[str, int]] = {}
    for _, dimension, value, count in cells:
        viewers.setdefault(dimension, {})[value] = count
    return Audience(cells[0][0], viewers) if cells else None


def _are_figures(rows: Sequence[tuple[Any, ...]], figures: Sequence[Figure]) -> bool:
    starts, *columns = zip(*rows, strict=True) if rows else ((),)
    kinds = [int if figure.is_count else float for figure in figures]
    return set(map(type, starts)) <= {int} and all(
        set(map(type, column)) <= {kind, type(None)}
        for kind, column in zip(kinds, columns, strict=False)
    )


def _without(entry: Entry, unsure: set[tuple[str, int]]) -> Entry:
    """Leave out what is not sure any more."""
    batch = entry.batch
    kept = replace(
        batch,
        slots=[each for each in batch.slots if ("slot", each.start) not in unsure],
        minutes=[
            each for each in batch.minutes if ("minute", each.start) not in unsure
        ],
    )
    return replace(entry, batch=kept)
