"""Tables: Parquet files, frames in memory, and whatever Ibis or Spark already has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.util import gen_name

from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.collecting import explained
from webcast_widget.heartbeats.readers.columns import missing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from webcast_widget.heartbeats.readers.refused import Refused


def parquet(
    paths: list[Path],
    columns: Mapping[str, str],
    connection: ibis.BaseBackend,
    refused: Refused,
) -> list[ir.Table]:
    """Give Parquet files as tables, one for all the files that are of one kind.

    A file that cannot be read, or lacks a column, is named among the troubles.
    """
    kinds: dict[tuple[tuple[str, str], ...], list[Path]] = {}
    for path in paths:
        try:
            schema = pq.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            reason = str(error).splitlines()[0].rstrip(".")
            refused.troubles.append(
                f"{path} is cut off, or no Parquet file ({reason}): nothing of it was read."
            )
            continue
        # Those of its folders' names, such as entry_id=1_a, which DuckDB has as well.
        folders = [part.split("=")[0] for part in path.parts[:-1] if "=" in part]
        lack = missing([*schema.names, *folders], columns, str(path))
        if lack:
            refused.troubles.append(lack)
            continue
        kind = tuple((field.name, str(field.type)) for field in schema)
        kind += tuple((name, "folder") for name in folders)
        kinds.setdefault(kind, []).append(path)
    return [table for alike in kinds.values() for table in opened(alike, connection)]


def opened(paths: list[Path], connection: ibis.BaseBackend) -> list[ir.Table]:
    """Open Parquet files of one kind on any backend that reads them."""
    with explained(connection.name):
        if connection.name == "duckdb":
            return [connection.read_parquet([str(path) for path in paths])]
        return [connection.read_parquet(str(path.absolute())) for path in paths]


def far(place: str, connection: ibis.BaseBackend) -> ir.Table:
    """Open Parquet in a place that only the backend knows, such as object storage.

    Raises
    ------
    HeartbeatsError
        If it cannot.
    """
    if connection.name == "duckdb" and not place.startswith("file:"):
        # Ibis would have it fetched from its makers' server.
        asked = "SELECT installed FROM duckdb_extensions() WHERE extension_name = ?"
        if connection.con.execute(asked, ["httpfs"]).fetchall() != [(True,)]:
            raise HeartbeatsError(
                f"{place} is read with DuckDB's extension httpfs, which is not"
                " installed: install it with duckdb.sql('INSTALL httpfs'), or count on"
                " Spark."
            )
    try:
        with explained(connection.name):
            return connection.read_parquet(place)
    except OSError as error:
        raise HeartbeatsError(
            f"{place} cannot be read ({error}): check the address."
        ) from error


def handed(source: Any, connection: ibis.BaseBackend) -> ir.Table:
    """Give what is no file as a table.

    Parameters
    ----------
    source
        An Ibis table, which stays on its own backend; a Spark frame, which stays on
        its cluster; a pandas, Polars or Arrow table.
    connection
        Where a table in memory is registered.

    Raises
    ------
    ConfigurationError
        It is none of these.
    """
    if isinstance(source, ir.Table):
        return source
    if type(source).__module__.partition(".")[0] == "pyspark":
        return _of_spark(source)
    table = _arrow(source)
    if not table.num_columns:
        raise HeartbeatsError("The table has no columns: give one with heartbeats.")
    name = gen_name("heartbeats")
    if connection.name == "duckdb":
        connection.con.register(name, table)
        return connection.table(name)
    return connection.create_table(name, table, temp=True)


def _of_spark(frame: Any) -> ir.Table:
    session = getattr(frame, "sparkSession", None)
    if session is None:
        raise ConfigurationError(
            "A Spark session is no table: give session.table(...) or session.read...."
        )
    name = gen_name("heartbeats")
    frame.createOrReplaceTempView(name)
    return ibis.pyspark.connect(session).table(name)


def _arrow(source: Any) -> pa.Table:
    try:
        if type(source).__module__.partition(".")[0] == "pandas":
            return pa.Table.from_pandas(source, preserve_index=False)
        if type(source).__module__.partition(".")[0] == "polars":
            source = source.lazy().collect()
        if hasattr(source, "__arrow_c_stream__"):
            return pa.table(source)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise HeartbeatsError(
            f"The table holds what cannot be read ({error}): give each column one type."
        ) from error
    raise ConfigurationError(
        f"Heartbeats cannot be read from {type(source).__name__}: give a path, several, "
        "a pandas, Polars or Arrow table, an Ibis table or a Spark frame."
    )
