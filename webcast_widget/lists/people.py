"""Who is who in an attendance list: what tells a person from the others."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.lists.headers import Table

_NONE: Final = frozenset({"n/a", "#n/a", "none", "null", "nan", "\u2013", "\u2014"})
"""What people write where there is nothing, besides what tables hold blank."""


class Person(NamedTuple):
    """What a list calls somebody; kept only where somebody asks for it."""

    name: str
    email: str


def viewer_of(
    table: Table, row: Sequence[str], number: int, people: dict[str, Person]
) -> str:
    """Give what tells the person of a row from the others, and note who it is.

    Parameters
    ----------
    table, row, number
        The row, which table it is of, and where it stands in the file.
    people
        What each is called, by what this gives.
    """
    parts = (table.cells(row, each) for each in ("first name", "last name"))
    name = table.cells(row, "name") or " ".join(filter(None, parts))
    email, known_as = table.cells(row, "email"), table.cells(row, "id")
    # People write "n/a" where there is none; else all of them were one person.
    said = [each for each in (known_as, name, email) if each.casefold() not in _NONE]
    who = email if "@" in email else next(filter(None, said), "")
    # An accent is one letter or two, by the system it was typed on.
    plain = " ".join(unicodedata.normalize("NFC", who).casefold().split())
    # Nobody knows whether two of them are one.
    viewer = plain or f"row {number}"
    people.setdefault(viewer, Person(name, email) if plain else Person("", ""))
    return viewer
