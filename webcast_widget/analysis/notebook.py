"""Tables as a notebook shows them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table_html(
    heads: Sequence[str], rows: Iterable[Sequence[str]], note: str = ""
) -> str:
    """Give a table for a notebook; all text is escaped.

    Parameters
    ----------
    heads
        Of the columns.
    rows
        Texts, as many in each as there are heads; the first names the row.
    note
        What stands below.
    """
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    foot = f"<p>{escape(note)}</p>" if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"


def list_html(items: Iterable[str]) -> str:
    """Give a list of sentences for a notebook; all text is escaped."""
    said = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{said}</ul>" if said else ""
