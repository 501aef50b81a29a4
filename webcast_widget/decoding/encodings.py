"""Bytes to UTF-8, whatever wrote them: no two names become one."""

from __future__ import annotations

import codecs
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WINDOWS: Final = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)
)
"""What each byte is in Windows-1252, and in Latin-1 where that has nothing."""

MARKS: Final = {
    codecs.BOM_UTF8: None,
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""What stands before text that says its encoding; None for UTF-8."""

HALVES: Final = 400
"""Bytes without a mark that are looked at for halves of UTF-16, at most."""

LOOK: Final = 1 << 16
"""Bytes without a line feed that are looked at for what ends a line."""


def utf8(block: bytes) -> bytes:
    """Give whole lines in UTF-8; a line that is none is read as Windows-1252."""
    if block.isascii():
        return block
    try:
        block.decode()
    except UnicodeDecodeError:
        return b"".join(map(_line, block.splitlines(keepends=True)))
    return block


def _line(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return codecs.charmap_decode(line, "strict", WINDOWS)[0].encode()
    return line


def single_bytes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give text without the mark of its encoding; UTF-16 becomes UTF-8.

    Without a mark it is known by the zeros in every second byte of Latin letters.
    """
    rest = iter(pieces)
    begun = b""
    while len(begun) < len(codecs.BOM_UTF8) and (piece := next(rest, None)) is not None:
        begun += piece
    mark = next((one for one in MARKS if begun.startswith(one)), b"")
    begun = begun.removeprefix(mark)
    named = MARKS[mark] if mark else _unmarked(begun[:HALVES])
    if named is None:
        yield begun
        yield from rest
        return
    decoder = codecs.getincrementaldecoder(named)("replace")
    for piece in chain([begun], rest):
        yield decoder.decode(piece).encode()


def _unmarked(begun: bytes) -> str | None:
    """Give which UTF-16 a beginning is that has no mark; None if it is none."""
    high, low = begun[::2].count(0), begun[1::2].count(0)
    if high + low <= len(begun) // 4 or min(high, low):
        return None
    return "utf-16-be" if high else "utf-16-le"


def line_feeds(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give text with lines that line feeds end, where carriage returns alone end them.

    So old spreadsheets write. What is said before the first line feed tells, however
    small the pieces are.
    """
    rest = iter(pieces)
    begun = b""
    while b"\n" not in begun and len(begun) < LOOK:
        piece = next(rest, None)
        if piece is None:
            break
        begun += piece
    if b"\n" in begun or b"\r" not in begun:
        yield begun
        yield from rest
        return
    for piece in chain([begun], rest):
        yield piece.replace(b"\r", b"\n")
