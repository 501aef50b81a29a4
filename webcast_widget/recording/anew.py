"""Writing a recording anew: its file is not where it was while it is being written."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from webcast_widget.errors import RecordingError
from webcast_widget.recording.access import look_into
from webcast_widget.recording.caution import beware
from webcast_widget.recording.entries import after
from webcast_widget.recording.place import log_of
from webcast_widget.recording.salvage import Salvaged
from webcast_widget.recording.version import version_of
from webcast_widget.timeline.records import Batch, Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from webcast_widget.recording.entries import Entry
    from webcast_widget.recording.standing import Standing
    from webcast_widget.timeline.change import Change


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place in the folder of a recording, which is made if it went too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f".{secrets.token_hex(8)}.webcast")
    try:
        yield place
    finally:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)


def copy(
    connection: sqlite3.Connection, place: Path, last: int, damaged: Sequence[range]
) -> bool:
    """Copy all that a connection holds; tell whether that is whole.

    Parameters
    ----------
    connection
        A recording that is open, wherever its file is by now.
    place
        Where the copy is to be. Nothing is there where it cannot be read.
    last
        Number of the last answer in it.
    damaged
        What of it is known to be damaged.
    """
    try:
        with closing(sqlite3.connect(place, isolation_level=None)) as new:
            connection.backup(new)
            beware(new)
            if version_of(new, place):
                return is_whole(new, last, damaged)
    except (sqlite3.Error, RecordingError):
        pass
    place.unlink(missing_ok=True)
    return False


def is_whole(
    connection: sqlite3.Connection, last: int, damaged: Sequence[range]
) -> bool:
    """Tell whether a file has all answers to one, each as it was when it was opened."""
    found = after(connection, 0)
    numbers = [entry.id for entry in found.entries] or [0]
    return found.damaged == [*damaged] and numbers[-1] == last


def is_there(path: Path, last: int, damaged: Sequence[range]) -> bool:
    """Tell whether what others read at a path has all answers to one."""
    try:
        return look_into(
            path,
            lambda found, _: (
                not isinstance(found, Salvaged) and is_whole(found, last, damaged)
            ),
        )
    except RecordingError:
        return False


def put_in_place(
    new: Path, path: Path, standing: Standing, *, is_copy: bool
) -> Path | None:
    """Move a file to where a recording was; give where what stood there is by now.

    Nothing is lost: what somebody put there meanwhile keeps a name of its own, and so
    does our own file where the new one is no whole copy of it.
    """
    aside = None
    # Our own file, of which the log alone is gone, is in the copy as a whole.
    is_left = is_copy and standing.is_ours(path) and not standing.is_touched()
    if path.exists() and not is_left:
        aside = _free(path)
        path.rename(aside)
        log = log_of(path)
        if log.exists() and not (is_copy and standing.is_ours(log)):
            log.rename(log_of(aside))
    new.replace(path)
    return aside


def sweep(path: Path, standing: Standing) -> None:
    """Remove what belonged to the file that was open, before another is opened."""
    for ending in ("-wal", "-shm"):
        left = path.with_name(path.name + ending)
        if ending == "-shm" or standing.is_ours(left):
            with contextlib.suppress(OSError):
                left.unlink()


def lacking(entries: Sequence[Entry], line: Timeline, at: float) -> Change:
    """Give what is known, and not said by a file yet.

    Parameters
    ----------
    entries
        The answers in it.
    line
        What is known.
    at
        Now, epoch seconds of the machine's clock.
    """
    said = Timeline(Event(line.event.id), cadence_s=line.cadence_s)
    for entry in entries:
        said.merge(entry.batch, entry.as_of)
    return said.examine(_told_by(line), at)


def _told_by(line: Timeline) -> Batch:
    """Give all that a timeline knows, as one answer.

    There may be more: whoever goes on with it asks the source for everything again.
    """
    slots, minutes = line.told()
    return Batch(
        slots=[line.slot(start) for start in slots],
        minutes=[line.minute(start) for start in minutes],
        as_of=line.as_of,
        event=line.event,
        audience=line.audience,
        marks=line.said_marks,
        more=True,
    )


def _free(path: Path) -> Path:
    """Give a name beside it that is free."""
    number = 1
    while (free := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return free
