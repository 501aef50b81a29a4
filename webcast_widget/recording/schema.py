"""The file: its tables, its version, and how an older one becomes a newer one.

Nothing is ever overwritten. Each poll adds what it changed, so that the file knows
both what a slot was and when the source said so.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

APPLICATION_ID: Final = 0x77635F77
"""Marks the file as ours, in SQLite's header: "wc_w"."""

VERSION: Final = 2
"""Version of the tables, in SQLite's `user_version`."""

TABLES: Final = """
-- Which event this is, as key and value: event_id.
CREATE TABLE about (
  key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (typeof(value) = 'text')
) WITHOUT ROWID;
-- Each time somebody began to record: when (epoch seconds), whom it asked, and the
-- version of this package.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  started_at REAL NOT NULL CHECK (typeof(started_at) = 'real'),
  source TEXT NOT NULL CHECK (typeof(source) = 'text'),
  version TEXT NOT NULL CHECK (typeof(version) = 'text')
);
-- Each answer: when it came (our clock), of which moment it is (the source's clock),
-- whether the event was on the air, the share of the history received (none: all of
-- it), how many impossible values were left out, and whether nothing was left to be
-- asked for.
CREATE TABLE poll (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL CHECK (typeof(run) = 'integer'),
  received_at REAL NOT NULL CHECK (typeof(received_at) = 'real'),
  as_of REAL NOT NULL CHECK (typeof(as_of) = 'real'),
  broadcasting INTEGER CHECK (typeof(broadcasting) IN ('integer', 'null')),
  progress REAL CHECK (typeof(progress) IN ('real', 'null')),
  refused INTEGER NOT NULL CHECK (typeof(refused) = 'integer'),
  complete INTEGER NOT NULL CHECK (typeof(complete) = 'integer')
);
-- What an answer said of a slot, where it is not what was said before: viewers, play
-- starts, kbps, and seconds of buffering per minute viewed.
CREATE TABLE slot (
  poll INTEGER NOT NULL CHECK (typeof(poll) = 'integer'),
  start INTEGER NOT NULL CHECK (typeof(start) = 'integer'),
  live INTEGER CHECK (typeof(live) IN ('integer', 'null')),
  dvr INTEGER CHECK (typeof(dvr) IN ('integer', 'null')),
  plays INTEGER CHECK (typeof(plays) IN ('integer', 'null')),
  bitrate_kbps REAL CHECK (typeof(bitrate_kbps) IN ('real', 'null')),
  buffering_s_per_min REAL CHECK (typeof(buffering_s_per_min) IN ('real', 'null'))
);
-- The same of a minute: kbps, and seconds of buffering per minute viewed.
CREATE TABLE minute (
  poll INTEGER NOT NULL CHECK (typeof(poll) = 'integer'),
  start INTEGER NOT NULL CHECK (typeof(start) = 'integer'),
  avg_bitrate_kbps REAL CHECK (typeof(avg_bitrate_kbps) IN ('real', 'null')),
  avg_buffering_s_per_min REAL
    CHECK (typeof(avg_buffering_s_per_min) IN ('real', 'null'))
);
-- What an answer called the event, where it is not what it was called before.
CREATE TABLE event (
  poll INTEGER NOT NULL CHECK (typeof(poll) = 'integer'),
  id TEXT NOT NULL CHECK (typeof(id) = 'text'),
  name TEXT NOT NULL CHECK (typeof(name) = 'text')
);
-- How the feed was doing, from when on (our clock).
CREATE TABLE status (
  run INTEGER NOT NULL, at REAL NOT NULL, state TEXT NOT NULL
);
-- Between which moments (the source's clock) nobody listened, and why.
CREATE TABLE gap (
  poll INTEGER NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
  reason TEXT NOT NULL
);
"""

MIGRATIONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        # The quality of single slots.
        1: """
ALTER TABLE slot ADD COLUMN
  bitrate_kbps REAL CHECK (typeof(bitrate_kbps) IN ('real', 'null'));
ALTER TABLE slot ADD COLUMN
  buffering_s_per_min REAL CHECK (typeof(buffering_s_per_min) IN ('real', 'null'));
"""
    }
)
"""By version, the SQL that makes a file of it one of the next version."""


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Give the version of a file's tables; 0 if it has none yet.

    Raises
    ------
    RecordingError
        If it is not a recording, is damaged, or is newer than this package.
    """
    mark, version, tables = (
        int(connection.execute(question).fetchone()[0])
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_schema",
        )
    )
    if (mark, version, tables) == (0, 0, 0):
        return 0
    if mark != APPLICATION_ID or version < 1:
        raise RecordingError(
            f"The file {str(path)!r} is not a recording: choose another name."
        )
    if version > VERSION:
        raise RecordingError(
            f"The recording {str(path)!r} was made by a newer version of this package"
            f" (tables of version {version}, and {VERSION} is the newest known here):"
            " update webcast-widget."
        )
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise damaged(path)
    return version


def bring_up(connection: sqlite3.Connection, version: int) -> None:
    """Make or migrate the tables, wholly or not at all.

    Parameters
    ----------
    connection
        A file that nobody else writes to; without a transaction of its own.
    version
        What `version_of` gave.
    """
    if version == VERSION:
        return
    # New tables are of the newest version: nothing is to be migrated.
    older = range(version, VERSION) if version else ()
    steps = [MIGRATIONS[step] for step in older] or [TABLES]
    # Both marks are part of the transaction: a file is of a version, or it is not.
    connection.executescript(
        "\n".join(
            [
                "BEGIN IMMEDIATE;",
                *steps,
                f"PRAGMA application_id = {APPLICATION_ID};",
                f"PRAGMA user_version = {VERSION};",
                "COMMIT;",
            ]
        )
    )


def damaged(path: Path) -> RecordingError:
    """Say that a file cannot be read as a recording any more."""
    return RecordingError(
        f"The file {str(path)!r} is damaged, or no recording at all: choose another"
        " name, or a copy of it that is whole."
    )
