"""Digest: what a recording came to, in the file itself, for whoever lists many.

It is written when the recording ends, with a seal over all other bytes of the file. A
file of which a bit changed since, by us, by a disk or by anybody, has none any more.
"""

from __future__ import annotations

import json
import math
import sqlite3
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import RecordingError
from webcast_widget.recording.about import about
from webcast_widget.recording.caution import beware
from webcast_widget.recording.insertion import insert_alone
from webcast_widget.recording.place import log_of, place_of
from webcast_widget.recording.schema import VERSION
from webcast_widget.recording.version import tables_of
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from webcast_widget.analysis.summary import Summary
    from webcast_widget.recording.opened import Seal

KEY: Final = "digest"
"""What it is called among what a file says of its event."""

_DEFINED_BY: Final = version("webcast-widget")
"""Another version may define a figure otherwise."""

_FIGURES: Final = (
    "peak_viewers",
    "average_viewers",
    "avg_buffering_s_per_min",
    "coverage",
)
_PIECE: Final = 2**20
_CHANGING: Final = ((24, 28), (92, 100))
"""Where SQLite counts the changes of a file: https://sqlite.org/fileformat2.html, 1.3."""


@dataclass(frozen=True)
class Digest:
    """What an event came to.

    Parameters
    ----------
    id, name
        The event's; the name is empty where nobody says.
    start_s, end_s
        Of the broadcast, epoch seconds.
    peak_viewers, average_viewers, avg_buffering_s_per_min, coverage
        As `webcast_widget.analysis.summary` has them; None means not known.
    """

    id: str
    name: str
    start_s: float
    end_s: float
    peak_viewers: int | None
    average_viewers: float | None
    avg_buffering_s_per_min: float | None
    coverage: float | None


def digest(found: Summary) -> Digest | None:
    """Give what of an event's summary is told of it among others; None without data."""
    if found.span is None:
        return None
    figures = {name: getattr(found, name) for name in _FIGURES}
    return Digest(found.id, found.name, *found.span.bounds, **figures)


def digest_in(path: str | os.PathLike[str]) -> Digest | None:
    """Read what a recording says that it came to.

    Returns
    -------
    Digest or None
        None if it does not say, or is not as it was when it said so, or is not to be
        read: whoever reads all of it is told why.
    """
    try:
        place = place_of(path)
        address = f"{place.as_uri()}?mode=ro&immutable=1"
        if not place.is_file() or _is_written(place):
            return None
        with closing(sqlite3.connect(address, uri=True)) as connection:
            beware(connection)
            if tables_of(connection, place) != VERSION:
                return None
            told = json.loads(about(connection).get(KEY, "null"))
            if not isinstance(told, dict) or told.pop("by", "") != _DEFINED_BY:
                return None
            if told.pop("seal", None) != _seal(connection, place) or _is_written(place):
                return None
            return _sound(told)
    except (RecordingError, sqlite3.Error, OSError, ValueError, RecursionError):
        return None


def forget_digest(connection: sqlite3.Connection) -> None:
    """Take it out of a file that is gone on with."""
    connection.execute("DELETE FROM about WHERE key = ?", (KEY,))


def sealing(path: Path, told: Digest | None) -> Seal:
    """Give what writes a digest into a file that has all else; None without one."""
    if told is None:
        return None

    def seal(connection: sqlite3.Connection) -> None:
        said = asdict(told) | {"by": _DEFINED_BY, "seal": _seal(connection, path)}
        connection.execute("BEGIN IMMEDIATE")
        forget_digest(connection)
        insert_alone(connection, "about", KEY, json.dumps(said))
        connection.execute("COMMIT")

    return seal


def _is_written(place: Path) -> bool:
    """Tell whether answers may stand in the log beside a file."""
    log = log_of(place)
    return log.exists() and log.stat().st_size > 0


def _seal(connection: sqlite3.Connection, place: Path) -> int:
    """Give the CRC-32 of a file, without the page that the seal stands on."""
    question = "SELECT rootpage FROM sqlite_schema WHERE name = 'about'"
    (page,) = connection.execute(question).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    left_out = [*_CHANGING, ((page - 1) * size, page * size)]
    crc = at = 0
    with place.open("rb") as file:
        for start, end in [*left_out, (place.stat().st_size, 0)]:
            while at < start and (piece := file.read(min(_PIECE, start - at))):
                crc = zlib.crc32(piece, crc)
                at += len(piece)
            at = file.seek(max(end, at))
    return crc


def _sound(told: dict[str, Any]) -> Digest | None:
    """Give what was read; None where something else stands in its place."""
    if told.keys() != Digest.__annotations__.keys():
        return None
    texts = [told[name] for name in ("id", "name")]
    moments = [told[name] for name in ("start_s", "end_s")]
    figures = [told[name] for name in _FIGURES if told[name] is not None]
    is_sound = (
        all(isinstance(each, str) for each in texts)
        and all(map(_is_number, [*moments, *figures]))
        and 0 <= moments[0] < moments[1] < END_OF_TIME_S
        and isinstance(told["peak_viewers"], int | None)
    )
    return Digest(**told) if is_sound else None


def _is_number(told: object) -> bool:
    return type(told) in (int, float) and 0 <= told < math.inf  # type: ignore[operator]
