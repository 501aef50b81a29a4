"""A frame to bytes and to a file, in the format that is asked for."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.export.csv_file import to_csv
from webcast_widget.export.excel import to_xlsx
from webcast_widget.export.page import to_html
from webcast_widget.export.parquet_file import to_parquet
from webcast_widget.export.table import checked
from webcast_widget.export.text import file_stem
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webcast_widget.export.provenance import Provenance
    from webcast_widget.timeline.records import Event

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "csv": "text/csv",
        "parquet": "application/vnd.apache.parquet",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "html": "text/html",
    }
)
"""The formats, which are also the suffixes of their files, and their MIME types."""

_WRITERS: Final = {
    "csv": to_csv,
    "parquet": to_parquet,
    "xlsx": to_xlsx,
    "html": to_html,
}


def to_bytes(frame: pd.DataFrame, provenance: Provenance, format: str) -> bytes:  # noqa: A002 - the word for it
    """Write a frame as the bytes of a file.

    Parameters
    ----------
    frame
        A feed's frame, or some rows of one.
    provenance
        Where its numbers come from, and in which time zone to write its times.
    format
        One of `FORMATS`.

    Raises
    ------
    ConfigurationError
        If there is no such format, or the frame is not a feed's.
    """
    if format not in _WRITERS:
        raise ConfigurationError(
            f"There is no format {format!r}: choose one of {', '.join(FORMATS)}."
        )
    return _WRITERS[format](checked(frame), provenance)


def write(
    frame: pd.DataFrame, provenance: Provenance, path: str | os.PathLike[str]
) -> Path:
    """Write a frame to a file, wholly or not at all.

    Parameters
    ----------
    frame
        A feed's frame, or some rows of one.
    provenance
        Where its numbers come from, and in which time zone to write its times.
    path
        The file; its suffix says the format. One that exists is replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ConfigurationError
        If no format has that suffix, or the frame is not a feed's.
    ExportError
        If the file cannot be written; one that was there before is untouched.
    """
    target = Path(path)
    data = to_bytes(frame, provenance, format_of(target))
    try:
        _replace(target, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(
            f"The file {str(target)!r} could not be written ({reason}): choose a folder"
            " that exists, may be written to and has room."
        ) from error
    return target


def format_of(path: Path) -> str:
    """Give the format that the suffix of a file says.

    Raises
    ------
    ConfigurationError
        If no format has that suffix.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ConfigurationError(
            f"The name {path.name!r} does not say a format: let it end in one of"
            f" {known}."
        )
    return suffix


def file_name(event: Event, frame: pd.DataFrame, format: str) -> str:  # noqa: A002 - the word for it
    """Give a name for a file: event and range in UTC, safe on any system.

    Parameters
    ----------
    event
        The event, whose id may hold anything.
    frame
        The frame; the range goes to the end of its last slot.
    format
        One of `FORMATS`.

    Returns
    -------
    str
        Such as ``1_k2m4x9a1_20261122T101500Z_20261122T114500Z.csv``.

    Raises
    ------
    ConfigurationError
        If there is no such format, or the frame is not a feed's.
    """
    suffix = format_of(Path(f"name.{format}"))
    index = checked(frame).index
    span = "empty"
    if len(index) > 0:
        ends = (index[0], index[-1] + pd.Timedelta(seconds=SLOT_S))
        span = "_".join(end.strftime("%Y%m%dT%H%M%SZ") for end in ends)
    return f"{file_stem(event.id)}_{span}.{suffix}"


def _replace(target: Path, data: bytes) -> None:
    """Write a file beside its place and move it there when it is whole."""
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
