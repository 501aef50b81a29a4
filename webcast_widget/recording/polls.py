"""Between answers and rows: what is new in an answer, and the answers of a file."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from dataclasses import astuple, dataclass
from typing import Any

from webcast_widget.timeline.ledger import Ledger
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S
from webcast_widget.timeline.soundness import is_moment, is_sound


@dataclass(frozen=True)
class Poll:
    """One answer, as it is recorded: what it changed, and when it came.

    Parameters
    ----------
    received_at
        Epoch seconds of the machine's clock.
    as_of
        Epoch seconds of the source's clock.
    batch
        The answer, without what had been said before in the same words.
    id
        Its number in the file, ascending; 0 as long as it is not written.
    complete
        Whether it left nothing to be asked for: no history, no report that failed.
    """

    received_at: float
    as_of: float
    batch: Batch
    id: int = 0
    complete: bool = True


class Said:
    """What has been said so far: an answer that repeats it brings nothing new."""

    def __init__(self) -> None:
        self._slots = Ledger(SLOT_S, 5)
        self._minutes = Ledger(MINUTE_S, 2)
        self._event: Event | None = None

    def news(self, batch: Batch) -> Batch:
        """Give what an answer adds to what was said, and take it as said.

        Values that are impossible are left out and counted, as the timeline does.

        Raises
        ------
        TypeError, ValueError, AttributeError
            If it holds something that is no slot, minute or event.
        """
        slots = [
            _slot(slot)
            for slot in batch.slots
            if is_sound(slot) and is_moment(slot.start, SLOT_S)
        ]
        minutes = [
            _minute(minute)
            for minute in batch.minutes
            if is_moment(minute.start, MINUTE_S)
        ]
        refused = len(batch.slots) - len(slots) + len(batch.minutes) - len(minutes)
        # All that is told of a start, or nothing: its last word counts.
        new_slots = {slot.start for slot in slots if self._is_news(slot)}
        new_minutes = {
            minute.start
            for minute in minutes
            if self._minutes.get(minute.start) != _quality(minute)
        }
        event = batch.event and Event(_text(batch.event.id), _text(batch.event.name))
        on_air = batch.broadcasting
        news = Batch(
            slots=[slot for slot in slots if slot.start in new_slots],
            minutes=[minute for minute in minutes if minute.start in new_minutes],
            as_of=_real(batch.as_of),
            event=None if event == self._event else event,
            broadcasting=None if on_air is None else bool(on_air),
            progress=_real(batch.progress),
            refused=int(batch.refused) + refused,
        )
        self.take(news)
        return news

    def take(self, news: Batch) -> None:
        """Take what is new as said."""
        for slot in news.slots:
            # A file that somebody else wrote may hold anything.
            if is_moment(slot.start, SLOT_S):
                known = self._slots.get(slot.start) or (None,) * len(_figures(slot))
                self._slots.put(slot.start, _over(_figures(slot), known))
        for minute in news.minutes:
            if is_moment(minute.start, MINUTE_S):
                self._minutes.put(minute.start, _quality(minute))
        self._event = news.event or self._event

    def _is_news(self, slot: Slot) -> bool:
        known = self._slots.get(slot.start)
        return known is None or _over(_figures(slot), known) != known


def after(connection: sqlite3.Connection, last: int) -> list[Poll]:
    """Read the answers of a file that follow one.

    Parameters
    ----------
    connection
        The file, in one transaction or with nobody else writing.
    last
        Number of that answer; 0 gives all.

    Raises
    ------
    sqlite3.DatabaseError
        If something else stands where a number belongs.
    """
    slots: defaultdict[int, list[Slot]] = defaultdict(list)
    minutes: defaultdict[int, list[Minute]] = defaultdict(list)
    rows = connection.execute(
        "SELECT poll, start, live, dvr, plays, bitrate_kbps, buffering_s_per_min"
        " FROM slot WHERE poll > ? ORDER BY rowid",
        (last,),
    )
    for poll, *values in rows:
        counts, quality = values[:4], values[4:]
        _numbers([counts[0], *quality], (int, float))
        slots[poll].append(Slot(*_numbers(counts, int), *quality))
    rows = connection.execute(
        "SELECT poll, start, avg_bitrate_kbps, avg_buffering_s_per_min FROM minute"
        " WHERE poll > ? ORDER BY rowid",
        (last,),
    )
    for poll, *values in rows:
        start, *figures = _numbers(values, (int, float))
        minutes[poll].append(Minute(int(start), *figures))
    rows = connection.execute(
        "SELECT poll, id, name FROM event WHERE poll > ?", (last,)
    )
    events = {poll: Event(*words) for poll, *words in rows}
    polls = connection.execute(
        "SELECT id, received_at, as_of, broadcasting, progress, refused, complete"
        " FROM poll"
        " WHERE id > ? ORDER BY id",
        (last,),
    )
    return [
        Poll(
            received_at,
            as_of,
            Batch(
                slots=slots[number],
                minutes=minutes[number],
                as_of=as_of,
                event=events.get(number),
                broadcasting=None if on_air is None else bool(on_air),
                progress=progress,
                refused=refused,
            ),
            number,
            bool(complete),
        )
        for number, received_at, as_of, on_air, progress, refused, complete in polls
    ]


def insert(connection: sqlite3.Connection, run: int, poll: Poll) -> int:
    """Write an answer down; give its number in the file."""
    batch = poll.batch
    number = connection.execute(
        "INSERT INTO poll (run, received_at, as_of, broadcasting, progress, refused,"
        " complete) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            run,
            poll.received_at,
            poll.as_of,
            batch.broadcasting,
            batch.progress,
            batch.refused,
            poll.complete,
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, *astuple(slot)) for slot in batch.slots],
    )
    connection.executemany(
        "INSERT INTO minute VALUES (?, ?, ?, ?)",
        [
            (number, m.start, m.avg_bitrate_kbps, m.avg_buffering_s_per_min)
            for m in batch.minutes
        ],
    )
    if batch.event is not None:
        connection.execute(
            "INSERT INTO event VALUES (?, ?, ?)",
            (number, batch.event.id, batch.event.name),
        )
    return number or 0


def _numbers(values: list[Any], kind: type | tuple[type, ...]) -> list[Any]:
    """Give values back if they are numbers: a check that no file escapes."""
    start, *others = values
    sound = all(value is None or isinstance(value, kind) for value in others)
    if not (sound and isinstance(start, int)):
        raise sqlite3.DatabaseError("A value is no number.")
    return values


def _over(
    told: tuple[float | None, ...], known: tuple[float | None, ...]
) -> tuple[float | None, ...]:
    """Give what is known of a slot after an answer: what it leaves open stays."""
    return tuple(
        was if said is None else said for said, was in zip(told, known, strict=True)
    )


def _figures(slot: Slot) -> tuple[float | None, ...]:
    return astuple(slot)[1:]


def _quality(minute: Minute) -> tuple[float | None, ...]:
    return astuple(minute)[1:]


def _slot(slot: Slot) -> Slot:
    """Give a slot in plain numbers: numpy's are none that SQLite knows."""
    return Slot(
        int(slot.start),
        _count(slot.live),
        _count(slot.dvr),
        _count(slot.plays),
        _real(slot.bitrate_kbps),
        _real(slot.buffering_s_per_min),
    )


def _minute(minute: Minute) -> Minute:
    return Minute(
        int(minute.start),
        _real(minute.avg_bitrate_kbps),
        _real(minute.avg_buffering_s_per_min),
    )


def _count(value: int | None) -> int | None:
    return None if value is None else int(value)


def _real(value: float | None) -> float | None:
    """Give a number, and a missing one for NaN."""
    return None if value is None or math.isnan(value) else float(value)


def _text(text: str) -> str:
    """Give a text that can be written: half a character of JSON's cannot."""
    return str(text).encode("utf-8", "replace").decode("utf-8")
