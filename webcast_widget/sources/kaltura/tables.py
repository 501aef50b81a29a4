"""Tables and totals of the ``report`` service to rows: pure, and ready for anything."""

from __future__ import annotations

from typing import Any, Final

from webcast_widget.errors import PayloadError
from webcast_widget.sources.kaltura.graphs import DELIMITER
from webcast_widget.sources.kaltura.wire import count, points

_MOST_ROWS: Final = 1000


def rows(answer: Any) -> list[dict[str, str]]:
    """Read the answer of ``report.getTable`` or ``report.getTotal``.

    Returns
    -------
    list of dict
        The cells of each row by the names of the columns; a total is one row.

    Raises
    ------
    PayloadError
        If it is no such answer.
    """
    if not isinstance(answer, dict):
        raise PayloadError("The server sent a table that cannot be read.")
    header, data = answer.get("header") or "", answer.get("data") or ""
    if not isinstance(header, str) or not isinstance(data, str):
        raise PayloadError("The server sent a table that cannot be read.")
    names = header.split(DELIMITER)
    found = [row.split(DELIMITER) for row in points(data, _MOST_ROWS)]
    if any(len(cells) != len(names) for cells in found):
        raise PayloadError("The server sent a table whose rows have no shape.")
    return [dict(zip(names, cells, strict=True)) for cells in found]


def counted(row: dict[str, str], name: str) -> int:
    """Give a cell that counts something; an empty one is 0.

    Raises
    ------
    PayloadError
        If it is not there, or no count.
    """
    told = row.get(name)
    value = 0 if told == "" else count(told)
    if value is None:
        raise PayloadError(f"The server sent a table without its {name}.")
    return value
