"""DuckDB's work, ended at once by whatever ends the caller."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

_Result = TypeVar("_Result")

AGAIN_S: Final = 0.05
"""Seconds between two interruptions."""

LOOK_S: Final = 0.5
"""Seconds after which Python hears of a signal at the latest."""


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
    context, go = contextvars.copy_context(), threading.Event()
    done: Future[_Result] = Future()

    def run() -> None:
        go.wait()
        try:
            done.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            done.set_exception(error)

    threading.Thread(target=run, name="heartbeats", daemon=True).start()
    try:
        # Not before it can be ended: a signal may come while the thread is started.
        go.set()
        # Looked up from, as a signal that comes just before a wait does not end it.
        while not done.done():
            wait([done], LOOK_S)
        return done.result()
    except BaseException:
        # Again, as a query that has not begun yet does not hear of it.
        while not done.done():
            connection.interrupt()
            wait([done], AGAIN_S)
        raise
