"""Which delimiter parts the cells of a text."""

from __future__ import annotations

import csv
import io
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DELIMITERS: Final = ("\t", ";", "|", ",")
"""Those that are rarer in ordinary words first."""

_LOOKED_AT: Final = 200
"""So many rows tell which it is."""


def delimiter_of(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """Give the delimiter of a text, as a reader sees it.

    It is one with which a header can be read. Where that is so of several, or of none,
    it is the one with which most rows have as many cells as the row above; then the one
    that gives more cells.

    Parameters
    ----------
    text
        All of it, or its beginning.
    is_header
        Tells whether cells are a header that the caller knows.

    Raises
    ------
    csv.Error
        If it is no table.
    """
    looks = {each: _rows(text, each) for each in _DELIMITERS}
    known = [each for each, rows in looks.items() if any(map(is_header, rows))]
    return max(known or looks, key=lambda each: _order(looks[each]))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    filled = ([cell.strip() for cell in row] for row in rows if row)
    return list(islice(filled, _LOOKED_AT))


def _order(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Give how many rows are as wide as the one above, and how wide they are."""
    alike = [len(row) for above, row in pairwise(rows) if len(above) == len(row) > 1]
    return len(alike), max(alike, default=max(map(len, rows), default=0))
