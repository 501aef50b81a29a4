"""Rows to stays: when each person came and left, and which rows tell nobody's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.moments import NO_ZONE, epoch_s, is_moment, needs_zone
from webcast_widget.lists.orders import read_moments
from webcast_widget.lists.people import Person, viewer_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webcast_widget.lists.headers import Table

_CAME: Final = "join"
_WENT: Final = frozenset({"left", "leave", "leaving"})
_LENGTH: Final = re.compile(
    r"(?=\d)(?:(\d{1,4})\s*h\w*)?[\s,]*(?:(\d{1,6})\s*m\w*)?[\s,]*(?:(\d{1,6})\s*s\w*)?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})")
LONGEST_S: Final = 31 * 86_400
"""A list of a longer time has a moment that is wrong, seconds."""

_NEAR_S: Final = 120
"""A length that is told in whole minutes agrees with one that is computed by so much."""


class _Row(NamedTuple):
    """A row that tells of a moment or two, in the words of the file."""

    viewer: str
    came: str
    left: str
    minutes: str
    number: int


@dataclass
class Read:
    """What was read of a list: stays in epoch seconds, and what tells none."""

    stays: list[tuple[str, int, int]] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def read_stays(
    tables: Sequence[Table],
    stated: Mapping[str, str],
    *,
    zone: ZoneInfo | None,
    day_first: bool | None,
) -> Read:
    """Read the stays of tables; see `webcast_widget.lists.attendance_list`."""
    read = Read()
    by_event = [each for each in tables if {"action", "moment"} <= set(each.columns)]
    rows = [
        row for table in tables if table not in by_event for row in _rows(table, read)
    ]
    told = [(row, table) for table in by_event for row in _events(table, read)]
    cells = [(text, row) for row in rows for text in (row.came, row.left) if text]
    comings = [at for at, (text, row) in enumerate(cells) if text == row.came]
    comings += [len(cells) + at for at, (row, _) in enumerate(told) if not row.left]
    cells += [(row.came, row) for row, _ in told]
    if not cells:
        return read
    preamble = [stated[name] for name in ("start", "end") if name in stated]
    preamble = [text for text in preamble if is_moment(text)]
    texts = [text for text, _ in cells]
    moments = read_moments(
        [*texts, *preamble],
        day_first=day_first,
        what="join and leave",
        rows=[*(row.number for _, row in cells), *(0 for _ in preamble)],
        fits=_Lengths(rows, len(texts)).fit,
        ascending=comings,
    )
    at = dict(zip([*texts, *preamble], moments, strict=True))
    is_utc = bool(tables) and all(each.is_utc for each in tables)
    of_naive = ZoneInfo("UTC") if is_utc else zone
    if of_naive is None and needs_zone(at.values()):
        raise ConfigurationError(NO_ZONE)

    def seconds(text: str) -> int:
        return epoch_s(at[text], of_naive or ZoneInfo("UTC"))

    known = {text: seconds(text) for text in set(texts)}
    ends = [seconds(stated["end"])] if stated.get("end", "") in at else []
    last = max([*known.values(), *ends])
    for row in rows:
        _stay(row, known, last, read)
    _tell_absence(rows, known, read, by_person=any(each.is_summary for each in tables))
    _pair([row for row, _ in told], known, last, read)
    _tell_doubtful(tables, read)
    return read


@dataclass(frozen=True)
class _Lengths:
    """What tells whether moments can be meant: how long stays and the meeting were."""

    rows: Sequence[_Row]
    size: int
    """How many moments are of the rows; those that follow are of the preamble."""

    def fit(self, moments: list[datetime]) -> bool:
        """Tell whether no stay is over a day, nor all over a month, and each as long as told."""
        naive = [each.replace(tzinfo=None) for each in moments]
        if max(naive) - min(naive) > timedelta(seconds=LONGEST_S):
            return False
        given = iter(naive)
        for row in self.rows:
            came = next(given) if row.came else None
            left = next(given) if row.left else None
            if came is None or left is None:
                continue
            length = left - came
            if not timedelta(0) <= length <= timedelta(days=1):
                return False
            told = _minutes(row.minutes)
            # Who was away for a while was there for less than from first to last.
            if told is not None and 60 * told - length.total_seconds() > _NEAR_S:
                return False
        inside, around = naive[: self.size], naive[self.size :]
        day = timedelta(days=1)
        return not around or (
            min(around) - day <= min(inside) and max(inside) <= max(around) + day
        )


def _rows(table: Table, read: Read) -> list[_Row]:
    found = []
    for number, row in table.rows.items():
        came = table.cells(row, "join", "first join")
        left = table.cells(row, "leave", "last leave")
        if table.cells(row, "attended").casefold() == "no":
            read.left_out["did not attend"] += 1
        elif table.cells(row, "waiting").casefold() == "yes":
            read.left_out["in the waiting room"] += 1
        elif not came:
            read.left_out["without the moment of joining"] += 1
        elif not all(map(is_moment, filter(None, (came, left)))):
            read.left_out["of a moment that cannot be read"] += 1
        else:
            viewer = viewer_of(table, row, number, read.people)
            minutes = table.cells(row, "duration") or _unambiguous(
                table.cells(row, "length")
            )
            found.append(_Row(viewer, came, left, minutes, number))
    return found


def _events(table: Table, read: Read) -> list[_Row]:
    """Give rows that tell of one coming or leaving; `left` is empty for a coming."""
    found = []
    for number, row in table.rows.items():
        action = table.cells(row, "action").casefold()
        moment = table.cells(row, "moment")
        went = action in _WENT
        if not moment or not (went or action.startswith(_CAME)):
            read.left_out["neither joined nor left"] += 1
            continue
        if not is_moment(moment):
            read.left_out["of a moment that cannot be read"] += 1
            continue
        viewer = viewer_of(table, row, number, read.people)
        session = table.cells(row, "session")
        found.append(_Row(viewer, moment, "left" if went else "", session, number))
    return found


def _tell_doubtful(tables: Sequence[Table], read: Read) -> None:
    """Note what was read, and may be meant otherwise."""
    nameless = sum(person == Person("", "") for person in read.people.values())
    if nameless:
        read.notes.append(
            f"Rows that name nobody: {nameless:,}. Each is counted as a person."
        )
    for column in dict.fromkeys(each for table in tables for each in table.again):
        read.notes.append(f"Of several columns {column!r} the first is read.")


def _unambiguous(length: str) -> str:
    """Give a length that says its units; nothing for a number of nobody knows what."""
    return "" if length.isdecimal() else length


def _stay(row: _Row, at: Mapping[str, int], last: int, read: Read) -> None:
    start = at[row.came]
    end = at[row.left] if row.left else last
    if not row.left:
        _stayed(read)
    if end < start:
        read.left_out["left before joining"] += 1
    elif end == start:
        read.left_out["of no length"] += 1
    else:
        read.stays.append((row.viewer, start, end))


def _pair(rows: Sequence[_Row], at: Mapping[str, int], last: int, read: Read) -> None:
    """Pair comings and leavings of each person, and of each session where it is named."""
    by_session: defaultdict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)
    for row in rows:
        by_session[row.viewer, row.minutes].append((at[row.came], row.left != ""))
    for (viewer, session), events in by_session.items():
        there: list[int] = []
        # Of one moment a coming is first: who came and left in a second was there.
        for moment, went in sorted(events):
            if not went and there and session:
                # A session is one connection: that it ended before, nobody told.
                read.left_out["joined again without having left"] += 1
            elif not went:
                there.append(moment)
            elif there:
                start = there.pop(0)
                if moment > start:
                    read.stays.append((viewer, start, moment))
                else:
                    read.left_out["of no length"] += 1
            else:
                read.left_out["left without having joined"] += 1
        for start in there:
            _stayed(read)
            if last > start:
                read.stays.append((viewer, start, last))
            else:
                read.left_out["of no length"] += 1


def _tell_absence(
    rows: Sequence[_Row], at: Mapping[str, int], read: Read, *, by_person: bool
) -> None:
    """Say of how many people absence counts as presence."""
    away = set()
    for row in rows:
        told = _minutes(row.minutes)
        if told is None or not row.left:
            continue
        if at[row.left] - at[row.came] - 60 * told > _NEAR_S:
            away.add(row.viewer)
    people = len({row.viewer for row in rows})
    if by_person:
        read.notes.append(
            f"The list tells of {people:,} people when they first came and last left, and"
            " not when they were away in between: that counts as presence. Of"
            f" {len(away):,} it tells that they were there for less."
        )
    elif away:
        read.notes.append(
            f"The list tells of {len(away):,} people that they were there for less than"
            " from coming to leaving, and not when they were away: that counts as"
            " presence."
        )


def _stayed(read: Read) -> None:
    note = "Who never left by the list is taken to have stayed until the last moment in it."
    if note not in read.notes:
        read.notes.append(note)


def _minutes(text: str) -> float | None:
    """Give a length in minutes: as a number of them, ``1h 13m 42s``, or ``1:13:42``."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", text):
        return float(text)
    found = _LENGTH.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return 60 * hours + minutes + seconds / 60
