"""What stands on a shelf: events, and the table that has a row for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.notebook import table_html
from webcast_widget.feed.recorded import open_recording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.recording import Digest

UNITS: Final = {
    "length_s": "s",
    "peak_viewers": "viewers",
    "average_viewers": "viewers",
    "avg_buffering_s_per_min": "s per minute viewed",
    "coverage": "share of the broadcast",
}
_DTYPES: Final = {
    "name": "str",
    "date": "datetime64[us, UTC]",
    "length_s": "Float64",
    "peak_viewers": "Int64",
    "average_viewers": "Float64",
    "avg_buffering_s_per_min": "Float64",
    "coverage": "Float64",
    "file": "str",
    "trouble": "str",
}
_HEADS: Final = (
    "Event",
    "Date",
    "Length",
    "Peak",
    "Average",
    "Buffering, s per min",
    "Coverage",
    "",
)


@dataclass(frozen=True)
class Item:
    """One event of a shelf.

    Parameters
    ----------
    name
        What it is called: the event's name, else its file's, else its id.
    event
        What stands on the shelf: a recording's path, or an event.
    digest
        What it came to; None where it cannot be read, or nothing is in it.
    trouble
        Why it cannot be read, or what of it is damaged; empty when all is well.
    """

    name: str
    event: Any
    digest: Digest | None
    trouble: str = ""

    def open(self) -> Any:
        """Give the event itself.

        Raises
        ------
        RecordingError
            If it is a recording that cannot be read.
        """
        return (
            open_recording(self.event) if isinstance(self.event, Path) else self.event
        )


def table_of(items: Sequence[Item]) -> pd.DataFrame:
    """Give a row for each event; see `webcast_widget.feed.shelf.Shelf.table`."""
    rows = [_row(item) for item in items]
    index = pd.RangeIndex(len(rows), name="event")
    table = pd.DataFrame(rows, index=index, columns=list(_DTYPES)).astype(_DTYPES)
    table.attrs["units"] = UNITS
    return table


def _row(item: Item) -> dict[str, Any]:
    found = item.digest
    start = None if found is None else pd.Timestamp(found.start_s, unit="s", tz="UTC")
    figures = {name: getattr(found, name, None) for name in UNITS}
    return figures | {
        "name": item.name,
        "date": start,
        "length_s": None if found is None else found.end_s - found.start_s,
        "file": item.event.name if isinstance(item.event, Path) else "",
        "trouble": item.trouble,
    }


def shelf_html(items: Sequence[Item]) -> str:
    """Give the table for a notebook; all text is escaped."""
    rows = [_said(number, _row(item)) for number, item in enumerate(items)]
    note = f"{len(rows)} events." if rows else "There are no recordings here."
    return table_html(_HEADS, rows, note)


def _said(number: int, row: dict[str, Any]) -> tuple[str, ...]:
    date = row["date"]
    return (
        f"{number}. {row['name']}",
        words.NOT_KNOWN if date is None else f"{date:%a %d %b %Y, %H:%M} UTC",
        words.length(row["length_s"]),
        words.count(row["peak_viewers"]),
        words.count(row["average_viewers"]),
        words.decimal(row["avg_buffering_s_per_min"], 2),
        words.share(row["coverage"]),
        row["trouble"],
    )
