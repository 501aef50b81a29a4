"""Reading a recording: the answers in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from webcast_widget.recording import checksum
from webcast_widget.recording.about import about, cadence_in, lost_of
from webcast_widget.recording.access import look_into
from webcast_widget.recording.entries import Entry, after, is_in
from webcast_widget.recording.place import log_of
from webcast_widget.recording.said import alerts_in, marks_in
from webcast_widget.recording.salvage import Salvaged

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from webcast_widget.analysis.alerts.told import Told
    from webcast_widget.recording.entries import Found
    from webcast_widget.timeline.mark import Mark

_NAMED: Final = 5
"""So many answers are named; of more their number is told."""


@dataclass(frozen=True)
class Recorded:
    """What a recording holds.

    Parameters
    ----------
    event_id
        Id of the event it is of.
    source
        Where its figures come from, as of the last run.
    version
        Version of this package that recorded last.
    entries
        The answers, in their order.
    cadence_s
        How often the source counts, seconds.
    lost
        What of that is damaged and left out, in words.
    log_missing
        A sentence that says so if the newest answers may be in a file that is not here;
        else empty.
    marks
        All that was said of the run sheet.
    alerts
        All that alerts told while it was recorded.
    afresh
        Whether the answers take the place of those that were known: the file is another
        one, or damaged since.
    """

    event_id: str
    source: str
    version: str
    entries: list[Entry]
    cadence_s: int
    lost: list[str]
    log_missing: str
    marks: tuple[Mark, ...] = ()
    alerts: tuple[Told, ...] = ()
    afresh: bool = False

    @property
    def trouble(self) -> str:
        """What is damaged or missing, and what to do; empty when nothing is."""
        return f"{told(self.lost)} {self.log_missing}".strip()


def read(path: str | os.PathLike[str], known: Entry | None = None) -> Recorded:
    """Read a recording as it is at this moment.

    Parameters
    ----------
    path
        The file.
    known
        The newest answer that is known; only those after it are given, as long as they
        follow it.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    return look_into(path, partial(_recorded, known=known))


def _recorded(
    connection: sqlite3.Connection, place: Path, known: Entry | None
) -> Recorded:
    said = about(connection)
    cadence_s = cadence_in(connection, said, place)
    runs = checksum.alone(connection, "run")
    follows = known is not None and is_in(connection, known.id, known.as_of)
    found = after(connection, known.id if known is not None and follows else 0)
    if follows and (found.damaged or isinstance(connection, Salvaged)):
        # What is damaged may have revised what is known.
        follows, found = False, after(connection, 0)
    event_id = said.get("event_id")
    lost = answers(found.damaged)
    if isinstance(connection, Salvaged):
        lost.append("what stood on damaged pages")
    if runs:
        lost += lost_of(said, cadence_s)
    marks, unread = marks_in(connection)
    if unread:
        lost.append("a mark" if unread == 1 else f"{unread} marks")
    alerts, unread = alerts_in(connection)
    if unread:
        lost.append("an alert" if unread == 1 else f"{unread} alerts")
    if event_id is None:
        named = (entry.batch.event for entry in reversed(found.entries))
        event_id = next((event.id for event in named if event is not None), None)
    _, _, source, made_by = runs[-1] if runs else (0, 0.0, "", "")
    return Recorded(
        str(event_id or ""),
        str(source),
        str(made_by),
        found.entries,
        cadence_s,
        lost,
        _log_missing(connection, place),
        marks,
        alerts,
        known is not None and not follows,
    )


def _log_missing(connection: sqlite3.Connection, place: Path) -> str:
    """Say that a file was copied while it was written, without what belongs to it."""
    (ended,) = connection.execute(
        "SELECT ifnull(max(id) IN (SELECT run FROM ended), 0) FROM run"
    ).fetchone()
    if ended or (log := log_of(place)).exists():
        return ""
    return (
        f"Its newest answers may be missing: they stand in {log.name!r}, beside the file"
        " that this is a copy of. Copy both, or stop the recording first."
    )


def complete_until(found: Found) -> float | None:
    """Give up to where a file has all that the source had, as far as it is not damaged.

    Epoch seconds of the source's clock; None where that is nowhere so.
    """
    until = None
    for entry in found.entries:
        # What is damaged is asked for again, and all that follows it.
        if entry.complete and not any(each[0] < entry.id for each in found.damaged):
            until = entry.as_of
    return until


def told(lost: list[str]) -> str:
    """Say what is damaged in a file, as a sentence; nothing if nothing is."""
    if not lost:
        return ""
    *first, last = lost
    what = f"{', '.join(first)} and {last}" if first else last
    verb = "is" if len(lost) == 1 and not last.startswith("answers") else "are"
    return f"Damaged in the file and left out {verb} {what}: a copy may have it whole."


def answers(numbers: Sequence[range]) -> list[str]:
    """Name some answers of a file."""
    count = sum(len(each) for each in numbers)
    first = [str(each) for each in islice(chain.from_iterable(numbers), _NAMED)]
    if count <= _NAMED:
        return [f"answer {number}" for number in first]
    return [f"answers {', '.join(first)} and {count - _NAMED:,} more"]
