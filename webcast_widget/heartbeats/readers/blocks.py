"""Files to blocks of whole lines: unpacked, bounded, and as far as they can be read.

DuckDB reads CSV files by itself, yet it stops without a word at damage inside a gzip
stream, and leaves out what it finds too long: neither may disappear here.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from webcast_widget.decoding.encodings import line_feeds, single_bytes, utf8
from webcast_widget.decoding.gunzip import MAGIC, unpacked
from webcast_widget.heartbeats.readers.left_out import SAMPLE_CHARS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from webcast_widget.heartbeats.readers.left_out import LeftOut

PIECE = 1 << 20
"""Bytes of text that are taken at once; a block holds up to twice as many."""

LONGEST = 1 << 20
"""Bytes of the longest line that is read."""

PACKED = 1 << 18
"""Bytes of a file that are read at once."""

TOO_LONG = "longer than 1 MiB"
NEWLINE = 10
LINE = pa.schema([("line", pa.string())])


class Blocks:
    """The lines of files, in blocks.

    Parameters
    ----------
    left_out
        Where lines that are too long are counted, and damaged files named.
    advance
        Told how many more bytes of a file have been read.
    """

    def __init__(self, left_out: LeftOut, advance: Callable[[int], None]) -> None:
        self._left_out = left_out
        self._advance = advance

    def lines(self, path: Path) -> Iterator[pa.RecordBatch]:
        """Give the lines of a file, each with its line feed, in the column `line`."""
        for block in self.blocks(path):
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == NEWLINE)
            offsets = np.zeros(len(ends) + 1, np.int32)
            offsets[1:] = ends + 1
            lines = pa.StringArray.from_buffers(
                len(ends), pa.py_buffer(offsets), pa.py_buffer(block)
            )
            yield pa.record_batch([lines], schema=LINE)

    def blocks(self, path: Path) -> Iterator[bytes]:
        """Give blocks of whole lines in UTF-8, the last one ended by a line feed too."""
        tail, skipping = b"", False
        troubles = len(self._left_out.troubles)
        for one in self._pieces(path):
            piece = one
            if skipping:
                end = piece.find(b"\n") + 1
                if not end:
                    continue
                piece, skipping = piece[end:], False
            block = tail + piece
            first = block.find(b"\n") + 1
            if first > LONGEST:
                self._left_out.refuse(TOO_LONG, 1, [_shown(block)])
                block = block[first:]
            end = block.rfind(b"\n") + 1
            tail = block[end:]
            if len(tail) > LONGEST:
                self._left_out.refuse(TOO_LONG, 1, [_shown(tail)])
                tail, skipping = b"", True
            if end:
                yield utf8(block[:end])
        # The line in which a file breaks off is no line.
        if len(tail) >= LONGEST:
            self._left_out.refuse(TOO_LONG, 1, [_shown(tail)])
        elif tail and troubles == len(self._left_out.troubles):
            yield utf8(tail + b"\n")

    def _pieces(self, path: Path) -> Iterator[bytes]:
        """Give a file unpacked, as far as it can be; say so where it cannot."""
        size = 0
        try:
            with path.open("rb") as file:
                packed = file.read(len(MAGIC)) == MAGIC
                file.seek(0)
                chunks = self._counted(iter(lambda: file.read(PACKED), b""))
                plain = unpacked(chunks, PIECE) if packed else chunks
                for piece in line_feeds(single_bytes(plain)):
                    yield piece
                    size += len(piece)
        except OSError as error:
            flaw = f"cannot be read ({error.strerror or error})"
        except EOFError:
            flaw = "is cut off"
        except zlib.error as error:
            flaw = f"is damaged ({error})"
        else:
            return
        self._left_out.troubles.append(
            f"{path} {flaw} after {size:,} bytes of text: what comes before was read."
        )

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._advance(len(chunk))
            yield chunk


def _shown(line: bytes) -> str:
    return line[:SAMPLE_CHARS].decode("utf-8", "replace")
