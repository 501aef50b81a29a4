"""Marked: an event that carries its own run sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.mark import Mark, current, mark_of, marks_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


class Marked:
    """What was said of an event's run sheet, and what holds of it.

    Attributes
    ----------
    said_marks
        All that was ever said, in that order.
    """

    cadence_s: int

    def __init__(self) -> None:
        self.said_marks: tuple[Mark, ...] = ()

    @property
    def first(self) -> int | None:
        """Start of the first slot received, epoch seconds; None without any."""
        raise NotImplementedError

    @property
    def last(self) -> int | None:
        """Start of the newest slot received, epoch seconds; None without any."""
        raise NotImplementedError

    @property
    def marks(self) -> pd.DataFrame:
        """The event's run sheet, a row for each mark in order of time.

        ``title``; ``start`` and ``end``, UTC, the latter missing where an item ends with
        the next one; ``set_by``, who said so; ``set_at``, when, UTC by the machine's
        clock. Analyses take it where nobody gives another run sheet.
        """
        return marks_frame(current(self.said_marks))

    def mark(self, title: str, at: Any, *, end: Any = None, set_by: str = "") -> Mark:
        """Say what began at a moment; of one moment the last word counts.

        Parameters
        ----------
        title
            What began, such as ``"Q&A"``.
        at, end
            From when, and perhaps to when: a moment with its time zone, or UTC; a time of
            day alone, ``"15:30"``, is the first one in the event.
        set_by
            Who says so.

        Raises
        ------
        ConfigurationError
            If it has no title, is outside the event, or ends before it begins.
        """
        if self.first is None or self.last is None:
            raise ConfigurationError("There is nothing in this event to mark.")
        within = (float(self.first), float(self.last + self.cadence_s))
        mark = mark_of(title, at, end, within, set_by, SystemClock().now())
        self.add_marks([mark])
        return mark

    def add_marks(self, marks: Iterable[Mark]) -> None:
        """Take in what was said; of what was said before, the last word of its moment."""
        self.said_marks += tuple(marks)
