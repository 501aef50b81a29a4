"""Results out of the engines."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import duckdb
from ibis.common.exceptions import IbisError

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.engines.interrupts import interruptible

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    import pyarrow as pa

NO_ROOM: Final = os.strerror(errno.ENOSPC)


def collect(table: ir.Table) -> pa.Table:
    """Run an expression where its data are, and fetch the result.

    Raises
    ------
    HeartbeatsError
        If the engine cannot do it.
    """
    backend: Any = table.get_backend()
    with explained(backend.name):
        if backend.name == "pyspark":
            # Ibis would go through pandas, in a way that pandas 3 warns of.
            return backend.raw_sql(backend.compile(table)).toArrow()
        if backend.name == "duckdb":
            return interruptible(backend.con, table.to_pyarrow)
        return table.to_pyarrow()


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Make the errors that an engine raises ours: one sentence, with its own words.

    Parameters
    ----------
    name
        The engine's.

    Raises
    ------
    HeartbeatsError
        If the engine cannot do what is asked meanwhile.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise HeartbeatsError(
            f"Memory or disk does not suffice ({_first_line(error)}): let DuckDB hold"
            " more of either, with engine=heartbeats.duckdb(...) or --memory and TMPDIR."
        ) from error
    except (HeartbeatsError, OSError):
        raise
    except Exception as error:  # each engine has errors of its own
        if NO_ROOM in str(error):
            raise HeartbeatsError(
                "There is no room on the disk for what is written, or for what is put"
                " aside in TMPDIR: make some, or choose another."
            ) from error
        raise HeartbeatsError(
            f"The engine {name} failed ({_first_line(error)}): check that the input is"
            " whole, or count a copy of it."
        ) from error


def possible(table: ir.Table) -> ir.Table:
    """Give a lazy table back if its engine can be asked for it.

    Raises
    ------
    HeartbeatsError
        If the engine lacks something that it takes.
    """
    backend = table.get_backend()
    try:
        backend.compile(table)
    except IbisError as error:
        raise HeartbeatsError(
            f"The engine {backend.name} cannot do this ({_first_line(error)}): copy the"
            " table into a file or DuckDB."
        ) from error
    return table


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300].rstrip(".:")
