"""The tables of an attendance list, found by their headers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.moments import is_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "name": frozenset(
            {
                *("name", "full name", "fullname", "user name", "username"),
                *("display name", "participant name", "participant", "attendee"),
                *("name (original name)", "user name (original name)"),
            }
        ),
        "first name": frozenset({"first name", "firstname", "given name"}),
        "last name": frozenset({"last name", "lastname", "family name", "surname"}),
        "email": frozenset(
            {
                *("email", "e-mail", "user email", "email address", "e-mail address"),
                *("participant email", "attendee email"),
            }
        ),
        "id": frozenset({"participant id (upn)", "participantid", "participant id"}),
        "session": frozenset({"sessionid", "session id"}),
        "join": frozenset({"join time", "joined", "join", "joined at", "time joined"}),
        "leave": frozenset({"leave time", "left", "leave", "left at", "time exited"}),
        "first join": frozenset({"first join", "first join time"}),
        "last leave": frozenset({"last leave", "last leave time"}),
        "action": frozenset({"user action", "action"}),
        "moment": frozenset({"timestamp", "utceventtimestamp"}),
        "duration": frozenset(
            {
                *("duration (minutes)", "time in session (minutes)"),
                *("total duration (minutes)", "attendance (minutes)"),
            }
        ),
        "length": frozenset(
            {"duration", "in-meeting duration", "attendance duration", "time in call"}
        ),
        "attended": frozenset({"attended"}),
        "waiting": frozenset({"in waiting room"}),
    }
)
"""What columns are called, without regard to upper case, by what they hold."""

UTC_NAMES: Final = frozenset({"utceventtimestamp"})
"""Columns whose moments are UTC by their name."""

STATED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "title": frozenset({"meeting title", "meeting name", "topic", "title"}),
        "start": frozenset({"start time", "actual start time", "meeting start time"}),
        "end": frozenset({"end time", "meeting end time"}),
        "peak": frozenset({"max concurrent views"}),
    }
)
"""What a preamble says of the whole, by what it is."""

_WHOLE: Final = MappingProxyType({"join": "first join", "leave": "last leave"})
"""What a name takes the place of, where a caller gives it."""

_MOMENTS: Final = ("join", "leave", "first join", "last leave", "moment")
_HOSTS: Final = re.compile(r"(host|panelist) details", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\d+\.\s+\S.*")


@dataclass(frozen=True)
class Table:
    """The rows below one header.

    Parameters
    ----------
    columns
        Where each of `NAMES` stands in a row.
    rows
        The cells, by the number of their row in the file, from 1.
    is_utc
        Whether the moments are UTC by the name of their column.
    of_hosts
        Whether they are of hosts and panelists, and not of the audience.
    again
        The columns of moments that it has more than once: the first one is read.
    """

    columns: Mapping[str, int]
    rows: dict[int, list[str]] = field(default_factory=dict)
    is_utc: bool = False
    of_hosts: bool = False
    again: tuple[str, ...] = ()

    @property
    def is_summary(self) -> bool:
        """Whether it has a row per participant, from the first coming to the last leaving."""
        return "first join" in self.columns and "join" not in self.columns

    def cells(self, row: Sequence[str], *names: str) -> str:
        """Give the first of some cells that holds anything."""
        for name in names:
            at = self.columns.get(name)
            if at is not None and at < len(row) and row[at] not in {"", "--", "-"}:
                return row[at]
        return ""


@dataclass
class Found:
    """The tables of a file, what it says of the whole, and rows that are in neither."""

    tables: list[Table] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    loose: int = 0


def find_tables(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> Found:
    """Find the tables of a list.

    A table goes on, over blank rows too, until a title or another header comes.

    Parameters
    ----------
    rows
        All of the file.
    columns
        What the file calls a column of `NAMES`; it is no other one then.

    Raises
    ------
    ConfigurationError
        If no header has a column that is named.
    """
    found, title, table = Found(), "", None
    filled = {at: row for at, row in enumerate(rows) if any(row)}
    below = dict(itertools.pairwise([*filled, len(rows)]))
    for at, row in filled.items():
        header = header_of(row, columns)
        if header is not None:
            table = Table(
                header,
                is_utc=_is_utc(row, header),
                again=_again(row, header),
                of_hosts=_HOSTS.search(title) is not None,
            )
            found.tables.append(table)
        elif _is_title(row, filled.get(below[at], ())):
            table, title = None, next(filter(None, row))
        elif header_of(row) is not None:
            table = None  # it has not the columns that the caller named
        elif table is not None:
            table.rows[at + 1] = list(row)
        elif found.tables:
            found.loose += 1
        else:
            found.stated |= dict(_stated(rows, at))
    _check_named(columns, list(filled.values()))
    return found


def header_of(
    row: Sequence[str], columns: Mapping[str, str] = MappingProxyType({})
) -> dict[str, int] | None:
    """Give where the columns stand, if a row is the header of a list.

    Parameters
    ----------
    row
        The cells.
    columns
        As in `find_tables`.
    """
    called = [cell.casefold() for cell in row]
    own = {name: word.strip().casefold() for name, word in columns.items()}
    if not set(own.values()) <= set(called):
        return None
    places = {name: called.index(word) for name, word in own.items()}
    told = {_WHOLE[name] for name in own if name in _WHOLE} | set(own)
    for at, cell in enumerate(called):
        if at in places.values():
            continue
        for name, usual in NAMES.items():
            if cell in usual and name not in told:
                places.setdefault(name, at)
    comes = {"join", "first join"} & set(places) or {"action", "moment"} <= set(places)
    who = {"name", "first name", "last name", "email", "id"} & set(places)
    if not (comes and who):
        return None
    # "Joined" and "Attendee" are words of rows too, and those have moments.
    return None if any(map(is_moment, row)) else places


def _again(row: Sequence[str], header: Mapping[str, int]) -> tuple[str, ...]:
    """Give the columns of moments that are there more than once."""
    moments = [row[header[each]] for each in _MOMENTS if each in header]
    called = [cell.casefold() for cell in row]
    return tuple(each for each in moments if called.count(each.casefold()) > 1)


def _is_title(row: Sequence[str], following: Sequence[str]) -> bool:
    """Tell whether a row is the title of a section: numbered, or above a header."""
    filled = [cell for cell in row if cell]
    return len(filled) == 1 and (
        _NUMBERED.fullmatch(filled[0]) is not None or header_of(following) is not None
    )


def _is_utc(row: Sequence[str], header: Mapping[str, int]) -> bool:
    at = header.get("moment")
    return at is not None and row[at].casefold() in UTC_NAMES


def _check_named(columns: Mapping[str, str], rows: Sequence[Sequence[str]]) -> None:
    """Refuse a name that no row has which can be a header.

    Raises
    ------
    ConfigurationError
        If there is one.
    """
    if not columns or any(header_of(row, columns) is not None for row in rows):
        return
    # What is suggested is of the header: rows below it name people.
    head = next((row for row in rows if header_of(row) is not None), None)
    if head is None:
        widest = max((len(row) for row in rows), default=0)
        head = next((row for row in rows if len(row) == widest), ())
    known = [cell for cell in head if cell and not is_moment(cell)]
    there = {cell.casefold() for row in rows for cell in row}
    for name, word in columns.items():
        if word.strip().casefold() not in there:
            near = get_close_matches(word, known, n=1)
            meant = (
                f"did you mean {near[0]!r}?"
                if near
                else f"its header has {', '.join(map(repr, known[:12])) or 'none'}."
            )
            raise ConfigurationError(
                f"There is no column {word!r} in the list, which columns= names for"
                f" {name!r}: {meant}"
            )


def _stated(rows: Sequence[Sequence[str]], at: int) -> Iterator[tuple[str, str]]:
    """Give what a row of the preamble says: beside its names, or below them."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else []
    names = [
        next(
            (
                name
                for name, usual in STATED.items()
                if cell.casefold().rstrip(":") in usual
            ),
            None,
        )
        for cell in row
    ]
    several = sum(name is not None for name in names) > 1
    for place, name in enumerate(names):
        cells = below if several else row
        where = place if several else place + 1
        if name is not None and where < len(cells) and cells[where]:
            yield name, cells[where]
