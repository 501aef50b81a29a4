"""Which files there are, and what is in each, by content first and name second."""

from __future__ import annotations

import glob
import re
import zlib
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from webcast_widget.decoding.encodings import single_bytes
from webcast_widget.decoding.gunzip import MAGIC, unpacked
from webcast_widget.errors import HeartbeatsError

if TYPE_CHECKING:
    from collections.abc import Iterable

PARQUET = b"PAR1"
LOOK = 1 << 16
"""Bytes of a file that are looked at."""

LOGGED = re.compile(r"\[\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d")
"""The time of an access log."""

NONE = (
    "{} is none of the formats read here: access logs, JSON lines, CSV (each gzipped or "
    "not) and Parquet."
)
GLOB = frozenset("*?[")


class Format(Enum):
    """What a file holds."""

    LOG = "access log"
    BEACONS = "beacons as JSON lines"
    CSV = "CSV"
    PARQUET = "Parquet"
    EMPTY = "nothing"


def files(source: str | Path | Iterable[str | Path]) -> list[Path]:
    """Give the files of a path, a glob, a folder, or several of them, each once.

    A file is the same under any of its paths, relative ones and links too.

    Raises
    ------
    HeartbeatsError
        There is no such file.
    """
    several = [source] if isinstance(source, str | Path) else list(source)
    found: dict[Path, Path] = {}
    if not all(map(str, several)):
        several = []  # an empty text would be the folder that we are in
    for one in several:
        try:
            for path in _expanded(_named(one)):
                found.setdefault(path.resolve(), path)
        except OSError as error:
            raise HeartbeatsError(
                f"{str(one)[:200]!r} cannot be opened: {error.strerror or error}."
            ) from error
    if not found:
        raise HeartbeatsError("No file was named: give a path, or several.")
    return list(found.values())


def _named(one: str | Path) -> Path:
    """Give a path; a tilde stands for a home unless a file is named so."""
    path = Path(one)
    if not str(one).startswith("~") or path.exists():
        return path
    try:
        return path.expanduser()
    except RuntimeError:  # nobody of that name has a home
        return path


def _expanded(path: Path) -> list[Path]:
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.is_file())
        # Spark and others write such beside their data, and folders of copies too.
        paths = [
            one
            for one in inside
            if not any(
                part.startswith((".", "_")) for part in one.relative_to(path).parts
            )
        ]
    elif path.is_file():
        paths = [path]
    elif path.exists():
        raise HeartbeatsError(
            f"{path} is a pipe, a socket or a device, which cannot be read twice:"
            " write what comes out of it to a file."
        )
    elif GLOB & set(str(path)):
        names = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - it takes absolute patterns
        paths = [Path(name) for name in names if Path(name).is_file()]
    else:
        paths = []
    if not paths and path.is_dir():
        raise HeartbeatsError(f"The folder {path} holds no file: check the path.")
    if not paths:
        raise HeartbeatsError(f"There is no file {path}: check the path.")
    return paths


def recognised(path: Path) -> Format:
    """Tell what a file holds.

    Raises
    ------
    HeartbeatsError
        It is nothing that we read, or cannot be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(LOOK)
            if head.startswith(PARQUET):
                return Format.PARQUET
            chunks = chain([head], iter(lambda: file.read(LOOK), b""))
            head = _beginning(chunks, path, packed=head.startswith(MAGIC))
    except OSError as error:
        raise HeartbeatsError(
            f"{path} cannot be opened: {error.strerror or error}."
        ) from error
    text = head.decode("utf-8", "replace").lstrip()
    if not text:
        return Format.EMPTY
    if text.startswith("{"):
        return Format.BEACONS
    return _by_lines(text, path)


def _by_lines(text: str, path: Path) -> Format:
    """Tell logs from tables; an odd first line does not decide, nor a wrong name."""
    lines = text.splitlines()[:50]
    if LOGGED.search(text):
        return Format.LOG
    if "\0" in text:
        raise HeartbeatsError(NONE.format(path))
    if sum(line.lstrip().startswith("{") for line in lines) * 2 > len(lines):
        return Format.BEACONS
    names = path.name.lower().removesuffix(".gz")
    if names.endswith((".csv", ".tsv")):
        return Format.CSV
    if names.endswith((".jsonl", ".ndjson", ".json")):
        return Format.BEACONS
    if names.endswith(".log"):
        return Format.LOG
    if any(mark in lines[0] for mark in ",;\t|"):
        return Format.CSV
    raise HeartbeatsError(NONE.format(path))


def _beginning(chunks: Iterable[bytes], path: Path, *, packed: bool) -> bytes:
    """Give the first text of a file, however many blanks or empty parts precede it.

    Packed, it is unpacked as far as it can be; the reading tells what is wrong.
    """
    head = b""
    try:
        for piece in single_bytes(unpacked(chunks, LOOK) if packed else chunks):
            head = (head + piece).lstrip()
            if len(head) >= LOOK:
                break
    except EOFError:
        pass  # as the end of one that is cut off is
    except zlib.error as error:
        if not head:
            raise HeartbeatsError(
                f"{path} is damaged: nothing of it can be unpacked ({error})."
            ) from error
    return head
