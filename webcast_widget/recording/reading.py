"""Reading a recording: the answers in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from webcast_widget.recording.access import look_into
from webcast_widget.recording.polls import Poll, after
from webcast_widget.recording.schema import damaged

if TYPE_CHECKING:
    import os
    import sqlite3
    from pathlib import Path

NO_MOMENT_S = 7_258_118_400.0
"""The year 2200: what claims to be later is no time in epoch seconds."""


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
    polls
        The answers, in their order.
    """

    event_id: str
    source: str
    version: str
    polls: list[Poll]


def read(path: str | os.PathLike[str], after_poll: int = 0) -> Recorded:
    """Read a recording as it is at this moment.

    Parameters
    ----------
    path
        The file.
    after_poll
        Number of an answer; only those after it are given.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    return look_into(path, partial(_recorded, after_poll=after_poll))


def _recorded(connection: sqlite3.Connection, place: Path, after_poll: int) -> Recorded:
    about = dict(connection.execute("SELECT key, value FROM about").fetchall())
    run = connection.execute(
        "SELECT source, version FROM run ORDER BY id DESC LIMIT 1"
    ).fetchone()
    source, made_by = run or ("", "")
    polls = after(connection, after_poll)
    moments = [at for poll in polls for at in (poll.as_of, poll.received_at)]
    if not all(0 <= moment < NO_MOMENT_S for moment in moments):
        raise damaged(place)
    return Recorded(str(about.get("event_id", "")), str(source), str(made_by), polls)
