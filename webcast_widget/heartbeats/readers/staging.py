"""Text once to Parquet: each line is parsed a single time, in bounded memory.

Everything after it (slots, sessions, breakdowns, on DuckDB or on Spark) reads the
parsed rows, and what was refused is known before the first of them.
"""

from __future__ import annotations

import glob
import tempfile
from collections import Counter
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from webcast_widget.heartbeats.engines.duckdb import SETTINGS
from webcast_widget.heartbeats.engines.interrupts import interruptible
from webcast_widget.heartbeats.engines.results import explained
from webcast_widget.heartbeats.readers.clocks import MINUTE_US, ROUND_US, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from webcast_widget.heartbeats.readers.left_out import LeftOut

SLICE = 256
"""Batches that are parsed before what was refused is looked at."""

MEMORY = "1GB"
INCOMING = "incoming"
"""Name under which a query finds the batches."""


class Staging:
    """A folder of parsed rows.

    Parameters
    ----------
    folder
        Where; it has to exist.
    left_out
        Where what is refused is counted.
    most
        So many rows may be refused; None allows any number.
    """

    def __init__(self, folder: Path, left_out: LeftOut, most: int | None) -> None:
        self._folder = folder
        self._left_out = left_out
        self._most = most
        self._connection = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "temp_directory": tempfile.gettempdir(),
                "preserve_insertion_order": False,
            }
        )
        for setting in SETTINGS:
            self._connection.execute(setting)

    def close(self) -> None:
        """Give the memory back; the folder stays."""
        self._connection.close()

    def stage(
        self,
        name: str,
        batches: Iterator[pa.RecordBatch],
        query: str,
        ignored: AbstractSet[str],
    ) -> tuple[list[Path], Seen]:
        """Parse batches to Parquet files.

        Parameters
        ----------
        name
            What the files' names begin with.
        batches
            What came, all of one schema.
        query
            SQL over the table `incoming`, with a column `reason` (null for a row
            that is good) and a column `sample` (the beginning of one that is not).
        ignored
            The reasons that are no fault of the row.

        Returns
        -------
        tuple
            The files, those rows included that have a reason; and what is seen of the
            moments of the others.

        Raises
        ------
        HeartbeatsError
            More was refused than is allowed, or there is no room for the files.
        """
        parts: list[Path] = []
        seen = Seen()
        for first in batches:
            part = self._folder / f"{name}-{len(parts):06d}.parquet"
            few = islice(batches, SLICE - 1)
            reader = pa.RecordBatchReader.from_batches(
                first.schema, chain([first], few)
            )
            self._connection.register(INCOMING, reader)
            with explained("duckdb"):
                copy = f"COPY ({query}) TO {quoted(str(part))} (FORMAT parquet)"
                interruptible(self._connection, partial(self._connection.execute, copy))
            self._connection.unregister(INCOMING)
            parts.append(part)
            seen += self._tally(part, ignored)
            self._left_out.check(self._most)
        return parts, seen

    def empty(self, parts: list[Path], names: Iterable[str]) -> list[str]:
        """Give those of the columns that hold nothing in any of the files."""
        described = self._connection.execute(
            f"DESCRIBE SELECT * FROM {_all(parts)}"
        ).fetchall()
        there = {row[0] for row in described}
        asked = [name for name in names if name in there]
        counts = ", ".join(f"count({name})" for name in asked)
        found = self._connection.execute(
            f"SELECT {counts} FROM {_all(parts)}"
        ).fetchall()
        return [name for name, n in zip(asked, found[0], strict=True) if not n]

    def _tally(self, part: Path, ignored: AbstractSet[str]) -> Seen:
        counts = self._connection.execute(
            "SELECT reason, count(*), list(sample)[1:3], min(epoch_us(ts)),"
            f" max(epoch_us(ts)), count(*) FILTER (epoch_us(ts) % {MINUTE_US} != 0),"
            f" count(*) FILTER (epoch_us(ts) % {ROUND_US} != 0) "
            f"FROM {_all([part])} GROUP BY reason"
        ).fetchall()
        seen = Seen()
        for reason, number, samples, *moments in counts:
            if reason is None:
                seen = Seen(number, *moments)
            elif reason in ignored:
                self._left_out.ignored += Counter({reason: number})
            else:
                self._left_out.refuse(reason, number, samples)
        return seen


def _all(parts: list[Path]) -> str:
    # DuckDB takes names for patterns, and the temporary folder may have any name.
    names = ", ".join(quoted(glob.escape(str(part))) for part in parts)
    return f"read_parquet([{names}])"


def quoted(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"
