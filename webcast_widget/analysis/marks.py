"""The run sheet: what began when, checked against the event. Pure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.span import Span, broadcast
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.mark import one_line, quoted
from webcast_widget.timeline.moment import moment_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.analysis.course import Course

TITLES: Final = ("title", "name", "item", "label")
STARTS: Final = ("start", "at", "time")
END: Final = "end"

Row = tuple[pd.Timestamp, pd.Timestamp | None, str]
"""Start, end and title of an item."""


@dataclass(frozen=True)
class Item:
    """An item of the run sheet.

    Parameters
    ----------
    title
        What it is called.
    start, end
        From when to when, in the event's zone.
    """

    title: str
    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True)
class RunSheet:
    """The items that can be used, in order, and what is to be said of the others.

    Parameters
    ----------
    items
        Without overlap, within the event.
    notes
        A sentence for each row that was left out or cut.
    """

    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()


def run_sheet(agenda: Any, course: Course, span: Span | None = None) -> RunSheet:
    """Read a run sheet.

    Parameters
    ----------
    agenda
        A frame with a column ``title`` (or ``name``, ``item``, ``label``) and ``start``
        (or ``at``, ``time``), and perhaps ``end``; or pairs of title and start. Moments
        are what `moment_of` reads.
    course
        The event.
    span
        The broadcast, which ends the last item; found when left out.

    Raises
    ------
    ConfigurationError
        If it is no run sheet at all. A row that cannot be used is left out, and said.
    """
    whole = broadcast(course) if span is None else span
    if whole is None:
        return RunSheet(notes=("There are no settled slots to lay a run sheet over.",))
    rows, notes = items_of(agenda, course.first, course.zone)
    first, end = course.moment(course.first), course.moment(course.end)
    return _within(_laid(rows, whole, notes), first, end)


def items_of(
    agenda: Any, first: float, zone: Any = "UTC"
) -> tuple[list[Row], list[str]]:
    """Read the items of a run sheet, in order of time.

    Parameters
    ----------
    agenda
        As in `run_sheet`.
    first, zone
        When the event begins, epoch seconds, and its time zone.

    Returns
    -------
    tuple
        Start, end (None where it does not say) and title of each item; and a sentence for
        each row that is left out.

    Raises
    ------
    ConfigurationError
        If it is no run sheet at all.
    """
    found: list[Row] = []
    notes: list[str] = []
    for place, (title, start, end) in enumerate(_rows(agenda), 1):
        if not title:
            # A mark without one would take back what stands there.
            notes.append(f"Item {place} is left out: it has no title.")
            continue
        try:
            begin = moment_in(start, first, zone)
            stop = None if end is None else moment_in(end, first, zone)
        except ConfigurationError as error:
            notes.append(f"{quoted(title)} is left out: {error}")
            continue
        if stop is not None and stop <= begin:
            notes.append(f"{quoted(title)} is left out: it ends before it begins.")
        else:
            found.append((begin, stop, title))
    return sorted(found, key=lambda row: row[0]), notes


def _laid(
    rows: list[Row],
    whole: Span,
    notes: list[str],
) -> RunSheet:
    """Let each item end where it says, or where the next one begins."""
    items = []
    for row, after in itertools.zip_longest(rows, rows[1:]):
        begin, stop, title = row
        last = whole.end if after is None else after[0]
        if after is not None and begin == after[0]:
            notes.append(
                f"{quoted(title)} is left out: {quoted(after[2])} begins at the same"
                " moment."
            )
            continue
        if stop is not None and after is not None and stop > last:
            notes.append(
                f"{quoted(title)} is cut at {words.clock(last)}, where"
                f" {quoted(after[2])} begins: the two overlap."
            )
        end = last if stop is None else min(stop, last) if after is not None else stop
        if end > begin:
            items.append(Item(title, begin, end))
        else:
            notes.append(
                f"{quoted(title)} is left out: the broadcast, or what is known of it, is over by then."
            )
    return RunSheet(tuple(items), tuple(notes))


def _within(sheet: RunSheet, first: pd.Timestamp, end: pd.Timestamp) -> RunSheet:
    """Leave out the items of which no moment is one of the event."""
    inside = [item for item in sheet.items if item.start < end and item.end > first]
    outside = [
        f"{quoted(item.title)} is left out: it begins at"
        f" {words.clock(item.start, day=True)}, outside the event."
        for item in sheet.items
        if item not in inside
    ]
    return RunSheet(tuple(inside), (*sheet.notes, *outside))


def _rows(agenda: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(agenda, pd.DataFrame):
        title, start = _column(agenda, TITLES), _column(agenda, STARTS)
        ends = agenda[END] if END in agenda.columns else [None] * len(agenda)
        for name, begin, end in zip(agenda[title], agenda[start], ends, strict=True):
            yield one_line(name), begin, None if pd.isna(end) or end == "" else end
        return
    try:
        rows = [tuple(row) for row in agenda]
    except TypeError:
        rows = [()]
    for row in rows:
        if len(row) not in {2, 3} or isinstance(agenda, (str, bytes)):
            raise ConfigurationError(
                "A run sheet is a frame with columns title and start, or pairs of"
                " title and start: give one."
            )
        yield one_line(row[0]), row[1], row[2] if len(row) > 2 else None  # noqa: PLR2004 - title, start, end


def _column(agenda: pd.DataFrame, names: tuple[str, ...]) -> str:
    for name in names:
        if name in agenda.columns:
            return name
    raise ConfigurationError(
        f"This run sheet has no column {names[0]}, only"
        f" {', '.join(map(str, agenda.columns)) or 'none at all'}: name it so."
    )
