"""Text files of other people, as rows: whatever their encoding and their delimiter."""

from __future__ import annotations

import csv
import io
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from webcast_widget.decoding.encodings import line_feeds, single_bytes, utf8
from webcast_widget.decoding.gunzip import MAGIC, PIECE, unpacked
from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.delimiters import delimiter_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

_QUOTED: Final = re.compile('="?([^"]*)"?')
"""How a text is written that a spreadsheet is not to take for a number or a date."""

MOST_BYTES: Final = 512 * 2**20
"""A list of a million rows has a fifth of that."""


def read_rows(
    path: str | os.PathLike[str], is_header: Callable[[Sequence[str]], bool]
) -> list[list[str]]:
    """Give the rows of a file, each with its cells, without the spaces around them.

    Parameters
    ----------
    path
        Text in UTF-8, UTF-16 with or without its mark, or as Windows writes it; parted by
        tabs, semicolons, bars or commas; packed by gzip or not. One of more than 512 MB
        is refused.
    is_header
        Tells whether cells are a header that the caller knows; see
        `webcast_widget.lists.delimiters.delimiter_of`.

    Returns
    -------
    list
        In their order, those included that are blank: the first is row 1 of the file.

    Raises
    ------
    ConfigurationError
        If it cannot be read, or is no such file.
    """
    text = _text(Path(path))
    first, _, rest = text.partition("\n")
    delimiter = None
    if first.strip().strip('"').lower().startswith("sep="):
        # So does Excel say it to itself.
        delimiter, text = first.strip().strip('"')[4:5] or None, f"\n{rest}"
    try:
        if delimiter is None:
            delimiter = delimiter_of(text, is_header)
        return [
            list(map(_cell, row))
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except (csv.Error, TypeError) as error:
        raise ConfigurationError(
            f"The file {Path(path).name!r} is no table in text ({error}): save it as CSV"
            " and give that."
        ) from None


def _cell(text: str) -> str:
    """Give a cell without odd spaces, and a text that is written as a formula as one."""
    plain = text.replace("\u202f", " ").replace("\xa0", " ").strip()
    found = _QUOTED.fullmatch(plain)
    return found[1].strip() if found else plain


def _text(path: Path) -> str:
    """Give a file as text, unpacked.

    Raises
    ------
    ConfigurationError
        If it cannot be read, is too long, or is no text.
    """
    if not path.is_file():
        raise ConfigurationError(
            f"There is no file {str(path)!r}: check its name and its folder."
        )
    try:
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(PIECE), b"")
            is_packed = file.read(len(MAGIC)) == MAGIC
            file.seek(0)
            plain = unpacked(chunks) if is_packed else chunks
            data = b"".join(_bounded(line_feeds(single_bytes(plain)), path))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or {
            EOFError: "it is cut off",
            zlib.error: "it is damaged",
        }.get(type(error), type(error).__name__)
        raise ConfigurationError(
            f"The file {str(path)!r} could not be read ({reason}): give one that can."
        ) from error
    if b"\0" in data:
        raise ConfigurationError(
            f"The file {path.name!r} is no text: save it as CSV and give that."
        )
    return utf8(data).decode()


def _bounded(pieces: Iterator[bytes], path: Path) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise ConfigurationError(
                f"The file {path.name!r} has more than {MOST_BYTES >> 20} MB: give a part"
                " of it."
            )
        yield piece
