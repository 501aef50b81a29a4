"""A long query ends with whoever waits for it, and what an engine says is a sentence."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.engines.interrupts import interruptible
from webcast_widget.heartbeats.engines.results import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

PRESSED = """
import os, signal, threading
import duckdb
from webcast_widget.heartbeats.engines.interrupts import interruptible

# What is started in the background ignores it otherwise.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
connection, began = duckdb.connect(), threading.Event()

def press():
    began.wait()
    os.kill(os.getpid(), signal.SIGINT)

def work():
    began.set()
    rows = "range(1_000_000_000_000_000)"
    connection.execute(f"SELECT count(*) FROM {rows} WHERE hash(range) = 0")

threading.Thread(target=press).start()
try:
    interruptible(connection, work)
except KeyboardInterrupt:
    print("ended", connection.execute("SELECT 1").fetchall())
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def test_ctrl_c_ends_a_query_that_would_not_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRESSED],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("ended [(1,)]\n", "")


def test_what_comes_of_it_is_given_and_what_fails_is_raised(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert interruptible(connection, lambda: 5) == 5
    with pytest.raises(duckdb.ParserException):
        interruptible(connection, lambda: connection.execute("SELECTED"))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (duckdb.OutOfMemoryException("full\nSee also"), r"does not suffice \(full\)"),
        (duckdb.IOException("{No space left on device}"), "no room on the disk"),
        (RuntimeError("it broke:\nhere"), r"engine mine failed \(it broke\)"),
    ],
)
def test_an_engine_fails_in_one_sentence(error: Exception, sentence: str) -> None:
    with pytest.raises(HeartbeatsError, match=sentence) as raised, explained("mine"):
        raise error
    assert "\n" not in str(raised.value)
