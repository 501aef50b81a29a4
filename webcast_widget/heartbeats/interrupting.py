"""DuckDB's work, ended at once by whatever ends the caller."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

_Result = TypeVar("_Result")

AGAIN_S: Final = 0.05
"""Seconds between two interruptions."""


def interruptible(
    connection: DuckDBPyConnection, work: Callable[[], _Result]
) -> _Result:
    """Do something long in a thread of its own, so that Ctrl+C ends it at once.

    DuckDB itself looks for signals so seldom that a query goes on for a minute, and
    takes one that hits the Python below it for an error of its input.

    Parameters
    ----------
    connection
        Where the work runs its queries; nothing else does meanwhile.
    work
        What is to be done.
    """
    context = contextvars.copy_context()
    with ThreadPoolExecutor(1, "heartbeats") as pool:
        done = pool.submit(context.run, work)
        try:
            return done.result()
        except BaseException:
            # Again, as a query that has not begun yet does not hear of it.
            while not done.done():
                connection.interrupt()
                wait([done], AGAIN_S)
            raise
