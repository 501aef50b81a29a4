"""Marking: a feed's run sheet, which is written down before it is shown."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.analysis.marks import items_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.export.agenda import read_agenda
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.mark import AGENDA, Mark, current, mark_of, outside, quoted
from webcast_widget.timeline.moment import moment_in
from webcast_widget.timeline.slots import AHEAD_S

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    import pandas as pd

    from webcast_widget.timeline.timeline import Timeline

_HUB_USER: Final = "JUPYTERHUB_USER"


class Marking:
    """The run sheet of an event; from any thread."""

    _timeline: Timeline
    _lock: threading.RLock

    @property
    def marks(self) -> pd.DataFrame:
        """The event's run sheet, a row for each mark in order of time.

        ``title``; ``start`` and ``end``, UTC, the latter missing where an item ends with
        the next one; ``set_by``: a user's name, "vendor's cue points" or "agenda file";
        ``set_at``, when that was said, UTC by the machine's clock. Analyses and the
        document take it where nobody gives another run sheet.
        """
        with self._lock:
            return self._timeline.marks

    def mark(self, title: str, at: Any = None, *, end: Any = None) -> None:
        """Say what began at a moment; it is kept in the event's recording.

        Of one moment the last word counts.

        Parameters
        ----------
        title
            What began, such as ``"Q&A"``.
        at
            When: a moment with its time zone, or UTC; a time of day alone, ``"15:30"``,
            is the first one in the event. Now when left out, while the event goes on.
        end
            When it ends; where the next item begins when left out.

        Raises
        ------
        ConfigurationError
            If it has no title, is outside the event, or ends before it begins; if no
            moment is given and the event does not go on; if this is a replay.
        RecordingError
            If the event's recording cannot be written to.
        """
        now = self._present()
        if at is None and now is None:
            raise ConfigurationError(
                "This event does not go on, so that there is no now to mark: say at which"
                " moment, such as at='15:30'."
            )
        span = self._span()
        when = now if at is None else at
        self._add_marks([mark_of(title, when, end, span, user(), SystemClock().now())])

    def unmark(self, title: str, at: Any = None) -> None:
        """Take back the marks of a title; the recording keeps that they were there.

        Parameters
        ----------
        title
            The title.
        at
            When the one began that is taken back, as in `mark`; all of them when left
            out.

        Raises
        ------
        ConfigurationError
            If there is none.
        RecordingError
            If the event's recording cannot be written to.
        """
        with self._lock:
            marks = current(self._timeline.said_marks)
        who, now = user(), SystemClock().now()
        only = None if at is None else round(moment_in(at, self._span()[0]).timestamp())
        gone = [
            Mark(each.at, "", None, who, now)
            for each in marks
            if each.title == title and only in {None, each.at}
        ]
        if not gone:
            titles = ", ".join(quoted(each.title) for each in marks) or "none"
            raise ConfigurationError(
                f"There is no mark {quoted(title)} to take back; there are: {titles}."
            )
        self._add_marks(gone)

    def mark_agenda(
        self, agenda: pd.DataFrame | str | os.PathLike[str]
    ) -> tuple[str, ...]:
        """Take an agenda as the event's run sheet, beside the marks that there are.

        Parameters
        ----------
        agenda
            A frame with columns ``title`` and ``start``, perhaps ``end``, or a CSV file of
            them. Moments are as in `mark`.

        Returns
        -------
        tuple of str
            A sentence for each row that was left out.

        Raises
        ------
        ConfigurationError
            If it cannot be read, is no agenda, or no row of it can be used.
        RecordingError
            If the event's recording cannot be written to.
        """
        is_file = isinstance(agenda, (str, os.PathLike))
        table = read_agenda(Path(agenda)) if is_file else agenda  # type: ignore[arg-type]
        first, last = within = self._span()
        rows, notes = items_of(table, first)
        now = SystemClock().now()
        marks = []
        for place, (begin, stop, title) in enumerate(rows):
            after = rows[place + 1][0] if place + 1 < len(rows) else None
            until = stop if stop is not None else after
            if begin.timestamp() < last and (
                until is None or until.timestamp() > first
            ):
                end = None if stop is None else round(stop.timestamp())
                marks.append(Mark(round(begin.timestamp()), title, end, AGENDA, now))
            else:
                said = outside(title, begin.timestamp(), within)
                notes.append(f"{quoted(title)} is left out: {said}")
        if not marks:
            raise ConfigurationError(
                " ".join([*notes, "Nothing is left of this agenda: give its items."])
            )
        self._add_marks(marks)
        return tuple(notes)

    def _present(self) -> float | None:
        """Give the event's present, epoch seconds; None where it does not go on."""
        return None

    def _span(self) -> tuple[float, float]:
        """Give from when to when the event can be marked, epoch seconds."""
        now = self._present()
        with self._lock:
            line = self._timeline
            if line.first is None or line.last is None:
                if now is None:
                    raise ConfigurationError("There is nothing in this event to mark.")
                return now - AHEAD_S, now + AHEAD_S
            last = float(line.last + line.cadence_s)
            # What is planned is marked ahead.
            return float(line.first), last if now is None else max(last, now + AHEAD_S)

    def _add_marks(self, marks: Sequence[Mark]) -> None:
        """Write marks down, show them, and tell so."""
        raise NotImplementedError


def user() -> str:
    """Give the name of whoever runs this; "somebody" where the system knows none."""
    if named := os.environ.get(_HUB_USER):
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"
