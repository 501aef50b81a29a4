"""Databases that claim to be recordings: refused in a moment, and in little memory."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.feed.conftest import batch
from tests.memory import memory_of
from tests.recording.conftest import AT, record, recorder_of
from webcast_widget.errors import RecordingError
from webcast_widget.recording import logbook, read, schema

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    " SELECT x AS id, x AS poll, x AS start FROM n"
)
REWRITTEN = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace("

HOSTILE = {
    "a view for a table": f"DROP TABLE slot; CREATE VIEW slot AS {ENDLESS}",
    "a view beside": f"CREATE VIEW more AS {ENDLESS}",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM poll; END",
    "an index that computes": "CREATE INDEX i ON slot (abs(start))",
    "an index": "CREATE INDEX i ON slot (start)",
    "a generated column": "ALTER TABLE slot ADD COLUMN g AS (zeroblob(1000000000))",
    "a check that computes": REWRITTEN
    + "sql, 'CHECK (typeof(start) = ''integer'')', 'CHECK (start > 0)')",
    "a default": f"{REWRITTEN}sql, 'DEFAULT 0', 'DEFAULT 1')",
    "a virtual table": "DROP TABLE gap; CREATE VIRTUAL TABLE gap USING fts5(poll)",
    "a table too many": "CREATE TABLE more (x)",
    "a table too few": "DROP TABLE gap",
    "a long word": "CREATE TABLE more (x DEFAULT '" + "x" * 50_000 + "')",
    "a thousand tables": "BEGIN;"
    + ";".join(f"CREATE TABLE t{n} (x CHECK (x > 0 AND x < 9))" for n in range(1000))
    + ";COMMIT",
    "two tables in one place": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET"
    " rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'poll')"
    " WHERE name = 'slot'",
    "an older version's tables": "PRAGMA user_version = 2",
    "a version of long ago": "PRAGMA user_version = -4",
}


def made(path: Path, script: str) -> None:
    record(path, batch())
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def refused(path: Path) -> None:
    """Whoever asks has a sentence, in little memory, and the file is as it was."""
    before = path.read_bytes()

    def attempts() -> None:
        for attempt in (read, logbook, lambda at: recorder_of(at).open(AT)):
            with pytest.raises(RecordingError, match=r"is damaged|not a recording"):
                attempt(path)

    _, most = memory_of(attempts)
    assert most < 20e6
    assert path.read_bytes() == before


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_database_that_claims_to_be_a_recording_is_refused(
    path: Path, script: str
) -> None:
    made(path, script)
    refused(path)


@pytest.mark.parametrize("version", [1, 5])
def test_one_that_has_views_alone_is_refused(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for name in ("about", "run", "poll", "slot", "minute", "event", "gap"):
            connection.execute(f"CREATE VIEW {name} AS {ENDLESS}")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
    refused(path)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO event VALUES (1, 'x', CAST(zeroblob(3000000) AS TEXT))",
        "UPDATE about SET value = CAST(zeroblob(3000000) AS TEXT)",
        "UPDATE poll SET received_at = zeroblob(3000000)",
    ],
)
def test_a_text_that_is_longer_than_any_of_ours_is_not_read(
    path: Path, statement: str
) -> None:
    record(path, batch())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(statement)

    def attempts() -> None:
        for attempt in (read, lambda at: recorder_of(at).open(AT)):
            with pytest.raises(RecordingError, match="is damaged"):
                attempt(path)

    _, most = memory_of(attempts)
    assert most < 1e6


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are of POSIX")
def test_a_pipe_is_no_recording(path: Path) -> None:
    os.mkfifo(path)
    for attempt in (read, lambda at: recorder_of(at).open(AT)):
        with pytest.raises(RecordingError, match="is no file"):
            attempt(path)
