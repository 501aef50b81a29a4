"""Text files of every format to parsed rows, one file after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.readers import access_log, beacons, csv_rows
from webcast_widget.heartbeats.readers.blocks import Blocks
from webcast_widget.heartbeats.readers.columns import OPTIONAL
from webcast_widget.heartbeats.readers.formats import Format, recognised
from webcast_widget.heartbeats.readers.staging import Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from webcast_widget.heartbeats.readers.clocks import Seen
    from webcast_widget.heartbeats.readers.left_out import LeftOut


def recognised_files(paths: list[Path], left_out: LeftOut) -> dict[Format, list[Path]]:
    """Sort files by what they hold; those that hold nothing, or else, are told."""
    kinds: dict[Format, list[Path]] = {}
    for path in paths:
        try:
            kind = recognised(path)
        except HeartbeatsError as error:
            left_out.troubles.append(str(error))
            continue
        if kind is Format.EMPTY:
            left_out.ignored["an empty file"] += 1
        else:
            kinds.setdefault(kind, []).append(path)
    return kinds


def size_of(kinds: Mapping[Format, list[Path]]) -> int:
    """Give the bytes of all files together."""
    return sum(path.stat().st_size for paths in kinds.values() for path in paths)


def staged(
    kinds: Mapping[Format, list[Path]],
    columns: Mapping[str, str],
    folder: Path,
    left_out: LeftOut,
    most: int | None,
    progress: Callable[[float], None],
    decimal: str | None = None,
) -> Iterator[tuple[list[Path], list[str], Seen]]:
    """Parse text files to Parquet.

    Gives, for each format, the parsed files, the columns that are empty in them, and
    what is seen of the moments.

    Raises
    ------
    HeartbeatsError
        More was refused than is allowed.
    """
    size, done = size_of(kinds), 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        progress(min(1.0, done / size))

    blocks = Blocks(left_out, advance)
    staging = Staging(folder, left_out, most)

    def tables(paths: list[Path]) -> Iterator[pa.RecordBatch]:
        for path in paths:
            try:
                yield from csv_rows.rows(path, blocks, columns, left_out, decimal)
            except HeartbeatsError as error:
                left_out.troubles.append(str(error))

    try:
        for kind, paths in kinds.items():
            lines: Iterator[pa.RecordBatch] = (
                batch for path in paths for batch in blocks.lines(path)
            )
            if kind is Format.LOG:
                query, ignored = access_log.QUERY, access_log.IGNORED
            elif kind is Format.BEACONS:
                query, ignored = beacons.query(columns), beacons.IGNORED
            else:
                lines = tables(paths)
                query, ignored = csv_rows.QUERY, frozenset()
            parts, seen = staging.stage(kind.name.lower(), lines, query, ignored)
            left_out.check(most)
            if parts:
                yield parts, staging.empty(parts, OPTIONAL), seen
    finally:
        staging.close()
