"""The messages between kernel and browser: what either asks or answers.

Part of the contract; see `webcast_widget.pane.contract`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypedDict

from webcast_widget.export import FORMATS

PAGE: Final = "page"
"""The pane as a page of its own: of the whole event, as it is shown."""

EXPORT_FORMATS: Final = {
    **{
        name: each.label if each.reads else f"{each.label} (.{name})"
        for name, each in FORMATS.items()
    },
    PAGE: "Page (.html, interactive)",
}
"""What the browser may ask for, and what it is called."""


ExportFormat = Annotated[str, "ExportFormat"]
"""One of `EXPORT_FORMATS`."""


PARTS: Final = ("exports", "marking", "replay")
"""Modules that a pane asks for when it needs them: what Export offers, what marks,
and a replay's controls."""

PartName = Annotated[str, "PartName"]
"""One of `PARTS`."""


class ExportRequest(TypedDict):
    """The browser asks for the frame, or for the pane, as a file."""

    type: Literal["export"]
    id: str
    format: ExportFormat
    window: list[float] | None
    """First and last moment of what is wanted; null for the whole event. A page is."""


class SnapshotRequest(TypedDict):
    """The browser missed a change and asks for the whole series."""

    type: Literal["snapshot"]
    id: str


class NewsRequest(TypedDict):
    """The browser heard nothing for a while and asks for what is new since a change."""

    type: Literal["news"]
    id: str
    seq: int


class PlayRequest(TypedDict):
    """Play the replay on, or let it stand still."""

    type: Literal["play", "pause"]
    id: str


class SeekRequest(TypedDict):
    """Take the replay to a moment."""

    type: Literal["seek"]
    id: str
    moment: float


class SpeedRequest(TypedDict):
    """Play the replay at another speed."""

    type: Literal["speed"]
    id: str
    speed: float


class MarkRequest(TypedDict):
    """Mark that something begins."""

    type: Literal["mark"]
    id: str
    title: str
    at: float
    """When it was asked for, on the kernel's wall clock: a busy kernel hears it later."""


class UnmarkRequest(TypedDict):
    """Take back what was marked at a moment of the event."""

    type: Literal["unmark"]
    id: str
    at: int


class PartRequest(TypedDict):
    """The browser asks for a part of its script that is seldom needed."""

    type: Literal["part"]
    id: str
    part: PartName


class FileReply(TypedDict):
    """The file asked for; its bytes are the message's only buffer."""

    type: Literal["file"]
    id: str
    name: str
    mime: str


class PartReply(TypedDict):
    """The module asked for; its text is the message's only buffer."""

    type: Literal["part"]
    id: str


class SnapshotReply(TypedDict):
    """The whole series; its rows are the message's only buffer."""

    type: Literal["snapshot"]
    id: str
    seq: int


class NewsReply(TypedDict):
    """The rows that changed since; they are the message's only buffer."""

    type: Literal["news"]
    id: str
    seq: int


class MarkedReply(TypedDict):
    """What was marked, or taken back, at which moment of the event."""

    type: Literal["marked"]
    id: str
    title: str
    at: int


class ErrorReply(TypedDict):
    """The command could not be carried out."""

    type: Literal["error"]
    id: str
    sentence: str


FROM_BROWSER: Final = (
    ExportRequest,
    PartRequest,
    SnapshotRequest,
    NewsRequest,
    PlayRequest,
    SeekRequest,
    SpeedRequest,
    MarkRequest,
    UnmarkRequest,
)
TO_BROWSER: Final = (
    FileReply,
    PartReply,
    SnapshotReply,
    NewsReply,
    MarkedReply,
    ErrorReply,
)
