"""The decimal point of a CSV file: said by the caller, or told by the file's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from webcast_widget.heartbeats.readers.columns import UNREADABLE
from webcast_widget.heartbeats.readers.values import WHOLE

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS: Final = ("ts", *WHOLE, *UNREADABLE)

NUMBER: Final = {
    ".": r"^(\s*[+-]?\d*)\.(\d*(?:[eE][+-]?\d+)?\s*)$",
    ",": r"^(\s*[+-]?\d*),(\d+(?:[eE][+-]?\d+)?\s*)$",
}
"""A number with a mark in it."""

THOUSANDS: Final = r"^\s*[+-]?[1-9]\d{0,2}[.,]\d{3}\s*$"
"""A number whose mark may be the decimal point, or be between thousands."""


class DecimalPoint:
    """What stands for the decimal point in one file.

    Until a figure tells, a comma that may be one is none. A number with the other mark is
    put into quotes, which no number has: it is refused where it is read.

    Parameters
    ----------
    mark
        A point or a comma; None for the file to tell it.
    """

    def __init__(self, mark: str | None) -> None:
        self._mark = mark

    def plain(self, texts: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """Give columns with points in their numbers.

        Parameters
        ----------
        texts
            The canonical columns.
        """
        if self._mark is None:
            self._mark = _told([texts[name] for name in NUMBERS])
        if self._mark != ",":
            return texts
        plain = dict(texts)
        for name in NUMBERS:
            other = pc.replace_substring_regex(texts[name], NUMBER["."], r'"\1.\2"')
            plain[name] = pc.replace_substring_regex(other, NUMBER[","], r"\1.\2")
        return plain


def _told(columns: list[pa.Array]) -> str | None:
    """Say which mark the figures have, by those that can be read in one way alone."""
    for mark in ".,":
        one = NUMBER[mark]
        for column in columns:
            found = pc.match_substring_regex(column, one)
            either = pc.match_substring_regex(column, THOUSANDS)
            if pc.any(pc.and_not(found, either)).as_py():
                return mark
    return None
