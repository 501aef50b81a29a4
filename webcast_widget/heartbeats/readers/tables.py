"""Tables: Parquet files, frames in memory, and whatever Ibis or Spark already has."""

from __future__ import annotations

import glob
import re
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.util import gen_name

from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.engines.results import explained
from webcast_widget.heartbeats.readers.clocks import Seen
from webcast_widget.heartbeats.readers.columns import missing
from webcast_widget.heartbeats.readers.footers import footer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from webcast_widget.heartbeats.readers.left_out import LeftOut

_HADOOP_GLOB = re.compile(r"[][{}*?\\]")
"""What Hadoop takes for a pattern, and Spark with it, unless a backslash is before."""


def parquet(
    paths: list[Path],
    columns: Mapping[str, str],
    connection: ibis.BaseBackend,
    left_out: LeftOut,
) -> list[tuple[ir.Table, Seen | None]]:
    """Give Parquet files as tables, one for all the files that are of one kind.

    With each table comes what the files' footers say of its moments, if they say as
    well that every row is a heartbeat. A file that cannot be read, or lacks a column, is
    named among the troubles.
    """
    kinds: dict[tuple[tuple[str, str], ...], list[Path]] = {}
    said: dict[Path, Seen | None] = {}
    for path in paths:
        try:
            metadata = pq.read_metadata(path)
            schema = metadata.schema.to_arrow_schema()
        except (OSError, pa.ArrowException) as error:
            reason = str(error).splitlines()[0].rstrip(".")
            left_out.troubles.append(
                f"{path} is cut off, or no Parquet file ({reason}): nothing of it was read."
            )
            continue
        # Those of its folders' names, such as entry_id=1_a, which DuckDB has as well.
        folders = [part.split("=")[0] for part in path.parts[:-1] if "=" in part]
        lack = missing([*schema.names, *folders], columns, str(path))
        if lack:
            left_out.troubles.append(lack)
            continue
        kind = tuple((field.name, str(field.type)) for field in schema)
        kind += tuple((name, "folder") for name in folders)
        kinds.setdefault(kind, []).append(path)
        said[path] = footer(metadata, schema, columns)
    found: list[tuple[ir.Table, Seen | None]] = []
    for alike in kinds.values():
        each = [said[path] for path in alike]
        tables = opened(alike, connection)
        if len(tables) == len(alike):
            found += zip(tables, each, strict=True)
            continue
        known = [one for one in each if one is not None]
        whole = sum(known, start=Seen()) if len(known) == len(each) else None
        found += [(table, whole) for table in tables]
    return found


def opened(paths: list[Path], connection: ibis.BaseBackend) -> list[ir.Table]:
    """Open Parquet files of one kind on any backend that reads them.

    The paths are names of files: what would be a pattern to the engine is none here.
    """
    with explained(connection.name):
        if connection.name == "duckdb":
            return [connection.read_parquet([glob.escape(str(path)) for path in paths])]
        names = [str(path.absolute()) for path in paths]
        if connection.name == "pyspark":
            names = [_HADOOP_GLOB.sub(r"\\\g<0>", name) for name in names]
        return [connection.read_parquet(name) for name in names]


def away(place: str, connection: ibis.BaseBackend) -> ir.Table:
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
        try:
            connection.con.register(name, table)
            return connection.table(name)
        except (duckdb.Error, NotImplementedError) as error:
            raise HeartbeatsError(
                f"The table holds what DuckDB cannot read ({error}): leave that column"
                " out, or give it another type."
            ) from error
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
        if isinstance(source, pd.DataFrame):
            return pa.Table.from_pandas(source, preserve_index=False)
        is_column = type(source).__name__ == "Series"
        if type(source).__module__.partition(".")[0] == "polars" and not is_column:
            source = source.lazy().collect()
        if hasattr(source, "__arrow_c_stream__") and not is_column:
            return pa.table(source)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise HeartbeatsError(
            f"The table holds what cannot be read ({error}): give each column one type."
        ) from error
    raise ConfigurationError(
        f"Heartbeats cannot be read from {type(source).__name__}: give a path, several, "
        "a pandas, Polars or Arrow table, an Ibis table or a Spark frame."
    )
