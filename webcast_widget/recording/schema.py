"""The tables of a file, and how those of an older version become those of a newer one.

Nothing is ever overwritten. Each poll adds what it changed, so that the file knows
both what a slot was and when the source said so.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from webcast_widget.recording import checksum

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

APPLICATION_ID: Final = 0x77635F77
"""Marks the file as ours, in SQLite's header: "wc_w"."""

CHECKSUM: Final = 5
"""The first version whose rows carry checksums, and that says which runs have ended."""

_CHECKSUM: Final = (
    "checksum INTEGER NOT NULL DEFAULT 0 CHECK (typeof(checksum) = 'integer')"
)
_AFRESH: Final = "afresh INTEGER NOT NULL DEFAULT 0 CHECK (typeof(afresh) = 'integer')"
FIRST: Final = """
-- Which event this is, and how often its source counts, as key and value: event_id,
-- cadence_s (whole seconds).
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
-- What an answer said of a slot, where it is not what was said before.
CREATE TABLE slot (
  poll INTEGER NOT NULL CHECK (typeof(poll) = 'integer'),
  start INTEGER NOT NULL CHECK (typeof(start) = 'integer'),
  live INTEGER CHECK (typeof(live) IN ('integer', 'null')),
  dvr INTEGER CHECK (typeof(dvr) IN ('integer', 'null')),
  plays INTEGER CHECK (typeof(plays) IN ('integer', 'null'))
);
-- The same of a minute.
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
"""The tables of version 1; with the migrations they are those of every other."""

MIGRATIONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        # The quality of single slots.
        1: """
ALTER TABLE slot ADD COLUMN
  bitrate_kbps REAL CHECK (typeof(bitrate_kbps) IN ('real', 'null'));
ALTER TABLE slot ADD COLUMN
  buffering_s_per_min REAL CHECK (typeof(buffering_s_per_min) IN ('real', 'null'));
""",
        # A figure has one name everywhere.
        2: """
ALTER TABLE slot RENAME COLUMN live TO live_viewers;
ALTER TABLE slot RENAME COLUMN dvr TO dvr_viewers;
ALTER TABLE slot RENAME COLUMN bitrate_kbps TO slot_bitrate_kbps;
ALTER TABLE slot RENAME COLUMN buffering_s_per_min TO slot_buffering_s_per_min;
""",
        # The cadence of the source: that of a file of before.
        3: """
INSERT OR IGNORE INTO about
  SELECT 'cadence_s', '10' FROM about WHERE key = 'event_id';
""",
        # Damage is told, and an answer may take back what was said before.
        4: f"""
ALTER TABLE about ADD COLUMN {_CHECKSUM};
ALTER TABLE run ADD COLUMN {_CHECKSUM};
-- Which runs ended with all that they had in this one file, and not in the log beside it.
CREATE TABLE ended (run INTEGER PRIMARY KEY);
ALTER TABLE poll ADD COLUMN {_AFRESH};
ALTER TABLE poll ADD COLUMN {_CHECKSUM};
ALTER TABLE status ADD COLUMN {_CHECKSUM};
""",
        # Who is watching.
        5: """
-- Who was watching in a slot: how many live viewers had which value of a dimension, such
-- as a country. Of nobody in particular.
CREATE TABLE audience (
  poll INTEGER NOT NULL CHECK (typeof(poll) = 'integer'),
  start INTEGER NOT NULL CHECK (typeof(start) = 'integer'),
  dimension TEXT NOT NULL CHECK (typeof(dimension) = 'text'),
  value TEXT NOT NULL CHECK (typeof(value) = 'text'),
  live_viewers INTEGER NOT NULL CHECK (typeof(live_viewers) = 'integer')
);
""",
        # The run sheet, and what alerts did.
        6: f"""
-- What was said of the run sheet: what began at which moment (epoch seconds), perhaps
-- until when, who said so, and when (our clock). Without a title, a mark is taken back.
CREATE TABLE mark (
  at INTEGER NOT NULL CHECK (typeof(at) = 'integer'),
  title TEXT NOT NULL CHECK (typeof(title) = 'text'),
  until INTEGER CHECK (typeof(until) IN ('integer', 'null')),
  set_by TEXT NOT NULL CHECK (typeof(set_by) = 'text'),
  set_at REAL NOT NULL CHECK (typeof(set_at) = 'real'),
  {_CHECKSUM}
);
-- In which slot a rule fired or cleared, and what its figure was then, as it was seen.
CREATE TABLE alert (
  rule TEXT NOT NULL CHECK (typeof(rule) = 'text'),
  what TEXT NOT NULL CHECK (typeof(what) = 'text'),
  slot INTEGER NOT NULL CHECK (typeof(slot) = 'integer'),
  value REAL CHECK (typeof(value) IN ('real', 'null')),
  {_CHECKSUM}
);
""",
        # What an alert meant, and when it was told.
        7: """
-- The rule in words, and when it was told (our clock): of older files nobody knows.
ALTER TABLE alert ADD COLUMN
  meaning TEXT CHECK (typeof(meaning) IN ('text', 'null'));
ALTER TABLE alert ADD COLUMN
  told_at REAL CHECK (typeof(told_at) IN ('real', 'null'));
""",
    }
)
"""By version, the SQL that makes a file of it one of the next version."""

VERSION: Final = 1 + len(MIGRATIONS)
"""Version of the tables, in SQLite's `user_version`."""


def steps(until: int, since: int = 0) -> list[str]:
    """Give the SQL that leads from the tables of a version, 0 being none, to another's."""
    made = [] if since else [FIRST]
    return made + [MIGRATIONS[version] for version in range(max(since, 1), until)]


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
    # Both marks are part of the transaction: a file is of a version, or it is not.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in "".join(steps(VERSION, version)).split(";"):
            connection.execute(statement)
        if 0 < version < CHECKSUM <= VERSION:
            checksum.put_all(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
