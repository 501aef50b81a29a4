"""The `report` command: a document of each event, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from webcast_widget.errors import ConfigurationError
from webcast_widget.export import READABLE, read
from webcast_widget.feed import FinishedEvent, open_recording
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from webcast_widget.feed import Feed


def report(
    files: Sequence[Path],
    *,
    output: Path | None = None,
    heartbeats: Sequence[str] = (),
    usual: Sequence[Path] = (),
    **more: Any,
) -> Iterator[Path]:
    """Write a document of each event.

    Parameters
    ----------
    files
        Recordings, or files that this package exported.
    output
        The document of the only one, or the folder of those of several; each is beside
        its file when left out.
    heartbeats
        Raw heartbeats of the only event.
    usual
        Earlier events, of the same kinds as `files`.
    more
        As `webcast_widget.Feed.report` takes it.

    Yields
    ------
    pathlib.Path
        Each document, when it is written.

    Raises
    ------
    ConfigurationError, RecordingError, HeartbeatsError, ExportError
        If something cannot be read, or not be written.
    """
    if len(files) > 1 and heartbeats:
        raise ConfigurationError(
            "Heartbeats are of one event: give one FILE with --heartbeats."
        )
    if heartbeats:
        more |= _counted(list(heartbeats), more.get("end"))
    more["usual"] = [_opened(file) for file in usual]
    places = [_place(file, output, alone=len(files) == 1) for file in files]
    for place in places:
        if places.count(place) > 1:
            raise ConfigurationError(
                f"Several of these files would be {str(place)!r}: give one at a time, each"
                " with a document of its own."
            )
    for file, place in zip(files, places, strict=True):
        yield _opened(file).report(place, **more)


def _counted(heartbeats: list[str], end: str | None) -> dict[str, Any]:
    """Count what a document tells of single viewers."""
    from webcast_widget.heartbeats import sessions, stalls

    # A time of day alone is for whoever knows the event.
    horizon = end if end is not None and "-" in end else None
    counts = stalls(heartbeats, horizon=horizon)
    return {"sessions": sessions(heartbeats), "stalls": counts}


def _place(file: Path, output: Path | None, *, alone: bool) -> Path:
    if output is None:
        return file.with_suffix(".html")
    if alone and not output.is_dir():
        return output
    return output / f"{file.stem}.html"


def _opened(file: Path) -> Feed:
    if file.suffix.lower().removeprefix(".") not in READABLE:
        event = open_recording(file)
        if event.trouble:
            click.echo(f"{file}: {event.trouble}", err=True)
        return event
    # Files that are read back do not tell which event they are of.
    return FinishedEvent(timeline_of(read(file), Event(file.stem), file.name))
