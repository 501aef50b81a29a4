"""CSV: the columns by the names in the first line, every value as text at first."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.readers.clocks import COARSE
from webcast_widget.heartbeats.readers.columns import (
    CANONICAL,
    REASONS,
    REQUIRED,
    UNREADABLE,
    missing,
)
from webcast_widget.heartbeats.readers.decimal_point import DecimalPoint
from webcast_widget.heartbeats.readers.fields import (
    DECIMAL,
    ROUND,
    bitrate,
    buffering,
    coarse,
    moment,
    unreadable,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from webcast_widget.heartbeats.readers.blocks import Blocks
    from webcast_widget.heartbeats.readers.left_out import LeftOut

BLOCK: Final = 1 << 22
"""Bytes that are parsed at once; more than the longest line that is read."""

DELIMITERS: Final = ",;\t|"
SEPARATOR: Final = re.compile(r'"?sep=(.)"?[,;\t|]*')
"""A line before the names in which spreadsheets say the delimiter."""

ROW: Final = pa.schema([(name, pa.string()) for name in CANONICAL])

_TEXTS = ("session_id", "user_id", "country", "city", "device", "referrer", "kind")
_LACKS = " ".join(
    [f"WHEN coarse THEN '{COARSE}'"]
    + [f"WHEN {name} IS NULL THEN '{reason}'" for name, reason in REASONS.items()]
    + [f"WHEN no_{name} THEN '{reason}'" for name, reason in UNREADABLE.items()]
)
_FLAGS = ", ".join(["row", "coarse", *(f"no_{name}" for name in UNREADABLE)])

QUERY: Final = f"""
    SELECT * EXCLUDE ({_FLAGS}), CASE {_LACKS} END AS reason,
        CASE WHEN reason IS NOT NULL THEN left(row, 200) END AS sample
    FROM (SELECT
        {moment("ts")} AS ts,
        nullif(entry_id, '') AS entry_id,
        {whole("event_type", ROUND, "BIGINT")} AS event_type,
        {whole("event_index", ROUND, "BIGINT")} AS event_index,
        {bitrate("bitrate", DECIMAL)} AS bitrate,
        {buffering("buffer_time")} AS buffer_time,
        {whole("start_phase", ROUND, "BIGINT")} AS start_phase,
        {", ".join(f"nullif({name}, '') AS {name}" for name in _TEXTS)},
        {coarse("ts")} AS coarse,
        {", ".join(f"{unreadable(name)} AS no_{name}" for name in UNREADABLE)},
        concat_ws(',', {", ".join(REQUIRED)}) AS row
    FROM incoming)
"""


def rows(
    path: Path,
    blocks: Blocks,
    columns: Mapping[str, str],
    left_out: LeftOut,
    decimal: str | None = None,
) -> Iterator[pa.RecordBatch]:
    """Give the canonical columns of a CSV file as texts, one batch at a time.

    Raises
    ------
    HeartbeatsError
        A column is missing.
    """
    pieces = blocks.blocks(path)
    title, rest = _first_line(b"", pieces)
    named = SEPARATOR.fullmatch(title)
    if named:
        title, rest = _first_line(rest, pieces)
    delimiter = named[1] if named else max(DELIMITERS, key=title.count)
    names = next(csv.reader([title], delimiter=delimiter), [])
    lack = missing(names, columns, str(path))
    if lack:
        raise HeartbeatsError(lack)
    if len(set(names)) < len(names):
        raise HeartbeatsError(f"{path} has several columns of one name: rename them.")

    def refuse(row: pa_csv.InvalidRow) -> str:
        reason = f"not {row.expected_columns} columns"
        left_out.refuse(reason, 1, [row.text])
        return "skip"

    stream = io.BufferedReader(_Stream(rest, pieces), BLOCK)
    if not stream.peek(1):
        return
    reader = pa_csv.open_csv(
        stream,
        pa_csv.ReadOptions(column_names=names, block_size=BLOCK),
        pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=refuse),
        pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    point = DecimalPoint(decimal or ("." if delimiter == "," else None))
    for batch in reader:
        yield _taken(batch, columns, point)


def _first_line(text: bytes, pieces: Iterator[bytes]) -> tuple[str, bytes]:
    """Give the first line that is not blank, and what is left of its piece."""
    rest: bytes | None = text
    while rest is not None and not rest.strip(b"\r\n "):
        rest = next(pieces, None)
    head, _, left = (rest or b"").lstrip(b"\r\n ").partition(b"\n")
    return head.decode().strip("\r\n "), left


def _taken(
    batch: pa.RecordBatch, columns: Mapping[str, str], point: DecimalPoint
) -> pa.RecordBatch:
    there = batch.schema.names
    arrays = {
        name: batch.column(columns.get(name, name))
        if columns.get(name, name) in there
        else pa.nulls(batch.num_rows, pa.string())
        for name in CANONICAL
    }
    return pa.record_batch(list(point.plain(arrays).values()), schema=ROW)


class _Stream(io.RawIOBase):
    """What is left of a file, to be read as one is."""

    def __init__(self, rest: bytes, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._rest = memoryview(rest)
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
