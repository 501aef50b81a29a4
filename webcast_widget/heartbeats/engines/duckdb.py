"""DuckDB in this process: bounded memory, out of core, everything in UTC."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Final

import ibis
from duckdb import Error

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.arguments import is_whole

if TYPE_CHECKING:
    import os

    from ibis.backends.duckdb import Backend

MEMORY: Final = "1GB"
"""What DuckDB holds in memory; what is beyond goes to a temporary folder."""

SETTINGS: Final = (
    # What names no zone is UTC; this can be set once the calendar is loaded.
    "SET TimeZone = 'UTC'",
    # In a notebook DuckDB shows a widget, of which a saved one keeps an error.
    "SET enable_progress_bar_print = false",
)
"""What holds for every connection of ours."""


def duckdb(
    memory: str = MEMORY,
    *,
    threads: int | None = None,
    temp_directory: str | os.PathLike[str] | None = None,
) -> Backend:
    """Open a DuckDB in this process.

    Parameters
    ----------
    memory
        How much it may hold, such as ``"8GB"``. What is beyond that goes to disk.
    threads
        How many threads it runs; one for each core by default.
    temp_directory
        Where it puts what memory does not hold; the system's folder by default.

    Raises
    ------
    ConfigurationError
        If that is no amount of memory, or no number of threads.
    """
    if threads is not None and not is_whole(threads, 1):
        raise ConfigurationError(f"threads is {threads!r}: give 1 or more.")
    try:
        engine = ibis.duckdb.connect(
            memory_limit=memory,
            temp_directory=str(temp_directory or tempfile.gettempdir()),
            preserve_insertion_order=False,
            # It would fetch them from its makers' server.
            autoinstall_known_extensions=False,
        )
    except (Error, TypeError) as error:
        raise ConfigurationError(
            f'memory is {memory!r}: say how much DuckDB may hold, such as "8GB".'
        ) from error
    for setting in SETTINGS:
        engine.raw_sql(setting)
    if threads is not None:
        engine.raw_sql(f"SET threads = {threads}")
    return engine
