"""DuckDB in this process: bounded memory, out of core, everything in UTC."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Final

import duckdb
import ibis

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
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


def connect(memory: str = MEMORY) -> Backend:
    """Open a DuckDB of its own, in memory.

    Parameters
    ----------
    memory
        How much it may hold, as DuckDB writes it.

    Raises
    ------
    ConfigurationError
        If that is no amount of memory.
    """
    try:
        connection = ibis.duckdb.connect(
            memory_limit=memory,
            temp_directory=tempfile.gettempdir(),
            preserve_insertion_order=False,
            # It would fetch them from its makers' server.
            autoinstall_known_extensions=False,
        )
    except (duckdb.Error, TypeError) as error:
        raise ConfigurationError(
            f'memory is {memory!r}: say how much DuckDB may hold, such as "8GB".'
        ) from error
    for setting in SETTINGS:
        connection.raw_sql(setting)
    return connection
