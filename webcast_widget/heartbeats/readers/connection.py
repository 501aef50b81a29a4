"""DuckDB in this process: bounded memory, out of core, everything in UTC."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

MEMORY: Final = "1GB"
"""What DuckDB holds in memory; what is beyond goes to a temporary folder."""


def connect(memory: str = MEMORY) -> Backend:
    """Open a DuckDB of its own, in memory.

    Parameters
    ----------
    memory
        How much it may hold, as DuckDB writes it.
    """
    connection = ibis.duckdb.connect(
        memory_limit=memory,
        temp_directory=tempfile.gettempdir(),
        preserve_insertion_order=False,
    )
    # What names no zone is UTC; this can be set once the calendar is loaded.
    connection.raw_sql("SET TimeZone = 'UTC'")
    return connection
