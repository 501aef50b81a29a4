"""Gzip, as far as it can be unpacked."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAGIC: Final = b"\x1f\x8b"
PIECE: Final = 1 << 20
"""Bytes that are unpacked at once."""

_WINDOW: Final = 31
"""What zlib calls the window of a stream with gzip's head and checksum."""


def unpacked(chunks: Iterable[bytes], piece: int = PIECE) -> Iterator[bytes]:
    """Unpack gzip in pieces; several files in a row are one, and zeros may follow.

    Parameters
    ----------
    chunks
        The packed bytes.
    piece
        Bytes that are unpacked at once, at most.

    Raises
    ------
    EOFError
        It is cut off; everything before was given.
    zlib.error
        It is damaged; everything before was given.
    """
    decoder = None
    for chunk in chunks:
        data = chunk
        while data:
            if decoder is None:
                data = data.lstrip(b"\0")
                decoder = zlib.decompressobj(_WINDOW) if data else None
                continue
            before = decoder.copy()
            try:
                text = decoder.decompress(data, piece)
            except zlib.error:
                yield from _up_to_damage(before, data)
                raise
            yield text
            if decoder.eof:
                data, decoder = decoder.unused_data, None
            else:
                data = decoder.unconsumed_tail
    if decoder is not None:
        while text := decoder.decompress(b"", piece):
            yield text
        raise EOFError


def _up_to_damage(decoder: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Unpack what comes before the first byte that is wrong, which is in `data`."""
    while len(data) > 1:
        half = len(data) // 2
        before = decoder.copy()
        try:
            yield decoder.decompress(data[:half])
        except zlib.error:
            decoder, data = before, data[:half]
        else:
            data = data[half:]
