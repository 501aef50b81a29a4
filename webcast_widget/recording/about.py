"""What a file says of its event: which one it is of, and how often its source counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.recording import checksum
from webcast_widget.recording.version import damaged
from webcast_widget.timeline.cadence import LONGEST_S, check_cadence
from webcast_widget.timeline.slots import END_OF_TIME_S, SLOT_S

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

_STARTS: Final = (
    "SELECT DISTINCT start FROM slot WHERE typeof(start) = 'integer'"
    " AND live_viewers IS NOT NULL AND start BETWEEN 0 AND ? ORDER BY start"
)


def about(connection: sqlite3.Connection) -> dict[str, str]:
    """Give what a file says of its event, as far as it is as it was written."""
    return dict(checksum.alone(connection, "about"))


def cadence_in(
    connection: sqlite3.Connection, said: Mapping[str, str], path: Path
) -> int:
    """Give how often the source of a file counts, seconds.

    Where the file does not say so any more, it is what most of its values are apart.

    Parameters
    ----------
    connection
        The file.
    said
        What it says of its event.
    path
        Where it is.

    Raises
    ------
    RecordingError
        If what it says is no cadence.
    """
    if "cadence_s" not in said:
        rows = connection.execute(_STARTS, (END_OF_TIME_S,)).fetchall()
        apart = np.diff(np.array(rows, np.int64).ravel())
        return int(min(np.median(apart), LONGEST_S)) if len(apart) else SLOT_S
    try:
        return check_cadence(int(said["cadence_s"]))
    except (TypeError, ValueError):
        raise damaged(path) from None


def lost_of(said: Mapping[str, str], cadence_s: int) -> list[str]:
    """Name what a file that somebody recorded to should say of its event, and does not.

    Parameters
    ----------
    said
        What it says.
    cadence_s
        As `cadence_in` gives it.
    """
    named = {
        "event_id": "the id of the event",
        "cadence_s": "how often its source counts"
        f" (once in {cadence_s} s, as its values are so far apart)",
    }
    return [what for key, what in named.items() if key not in said]
