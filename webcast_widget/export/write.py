"""A frame to bytes and to a file, in the format that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.atomic import save
from webcast_widget.export.document import to_html
from webcast_widget.export.formats import FORMATS, format_of
from webcast_widget.export.provenance import WINDOW, ends
from webcast_widget.export.table import checked
from webcast_widget.export.text import file_stem

if TYPE_CHECKING:
    import os

    import pandas as pd

    from webcast_widget.export.provenance import Provenance
    from webcast_widget.timeline.records import Event


def to_bytes(frame: pd.DataFrame, provenance: Provenance, format: str) -> bytes:  # noqa: A002 - the word for it
    """Write a frame as the bytes of a file.

    Parameters
    ----------
    frame
        A feed's frame, or some rows of one.
    provenance
        Where its numbers come from, and in which time zone to write its times.
    format
        One of `webcast_widget.export.formats.FORMATS`.

    Raises
    ------
    ConfigurationError
        If there is no such format, or the frame is not a feed's.
    """
    if format not in FORMATS:
        raise ConfigurationError(
            f"There is no format {format!r}: choose one of {', '.join(FORMATS)}."
        )
    data: bytes = FORMATS[format].writer(checked(frame), provenance)
    return data


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
    return save(to_bytes(frame, provenance, format_of(target)), target)


def report(
    frame: pd.DataFrame,
    provenance: Provenance,
    path: str | os.PathLike[str],
    **more: Any,
) -> Path:
    """Write the document of an event to a file, wholly or not at all.

    Parameters
    ----------
    frame
        A feed's frame.
    provenance
        Where its numbers come from, and in which time zone to tell moments.
    path
        The file, whose name ends in ``.html``. One that exists is replaced.
    more
        What else there is; see `webcast_widget.export.document.Evidence`.

    Raises
    ------
    ConfigurationError
        If the name ends in something else, or what is given cannot be used.
    ExportError
        If the file cannot be written; one that was there before is untouched.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise ConfigurationError(
            f"A report is a document in HTML: let the name {target.name!r} end in .html."
        )
    return save(to_html(checked(frame), provenance, **more), target)


@dataclass(frozen=True)
class File:
    """A file of an event's slots: its name, MIME type and bytes."""

    name: str
    mime: str
    data: bytes


def to_file(frame: pd.DataFrame, provenance: Provenance, format: str) -> File:  # noqa: A002 - the word for it
    """Give a frame as a file that is nowhere yet; see `to_bytes`.

    Raises
    ------
    ConfigurationError
        If there is no such format, or the frame is not a feed's.
    """
    data = to_bytes(frame, provenance, format)
    name = file_name(
        provenance.event,
        frame,
        format,
        part="" if provenance.window is None else WINDOW,
    )
    return File(name, FORMATS[format].mime, data)


def file_name(
    event: Event,
    frame: pd.DataFrame,
    format: str,  # noqa: A002 - the word for it
    *,
    part: str = "",
) -> str:
    """Give a name for a file: event and range in UTC, safe on any system.

    Parameters
    ----------
    event
        The event, whose id may hold anything.
    frame
        The frame; the range goes to the end of its last slot.
    format
        One of `webcast_widget.export.formats.FORMATS`.
    part
        What of the event it is, in letters; empty for all of it.

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
    checked_frame = checked(frame)
    span = "empty"
    if len(checked_frame):
        span = "_".join(end.strftime("%Y%m%dT%H%M%SZ") for end in ends(checked_frame))
    named = [file_stem(event.id), *([part] if part else []), span]
    return f"{'_'.join(named)}.{suffix}"
