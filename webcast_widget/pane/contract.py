"""The contract between kernel and browser: every synced trait, every message.

Declared once, here. The traits of the widget are made from it, what the browser
sends is checked against it, and ``js/src/contract.gen.ts`` is generated from it
(see `webcast_widget.pane.typescript`). Names are the same on both sides.

Moments are epoch seconds, UTC. `None` means not known, and never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypedDict

from webcast_widget.feed.replay import FASTEST, SLOWEST
from webcast_widget.feed.status import State

CONTRACT_VERSION: Final = 4
"""Raised with every change here: a stale bundle says so instead of misbehaving."""

MISSING: Final = 0xFFFF_FFFF
"""Stands for "not known" in the rows of a series."""

SHORTEST_S: Final = 60
"""Shortest window of the chart, seconds."""

WHOLE_S: Final = 7 * 86_400
"""A window this long or longer shows the whole event, however long it gets."""

WHOLE_AT_LEAST_S: Final = 600
"""What a whole event shows at the least, so that its first minutes have a scale."""

ROW_FIELDS: Final = ("start", "live", "dvr")
"""A series row: three little-endian unsigned 32-bit integers.

The slot's start (epoch seconds), its live viewers and its DVR viewers.
"""

SLOWEST_SPEED: Final = SLOWEST
"""Slowest speed of a replay, recorded seconds per second."""

FASTEST_SPEED: Final = FASTEST
"""Fastest speed of a replay."""

StatusState = State
ExportFormat = Literal["csv", "parquet", "xlsx"]


class EventLabel(TypedDict):
    """Which event the pane shows."""

    id: str
    name: str


class Latest(TypedDict):
    """The counter and the tiles, all of one moment."""

    attendees: int | None
    """Live viewers of the newest settled slot."""
    attendees_at: int | None
    """Start of that slot: the moment that the counter names."""
    dvr: int | None
    """DVR viewers of the same slot."""
    bitrate_kbps: float | None
    """Average bitrate over the last full minute, kbps."""
    buffering: float | None
    """Average buffering over the last full minute, s per minute viewed."""
    quality_at: int | None
    """Start of that minute."""
    peak: int | None
    """Largest number of live viewers in a settled slot."""
    peak_at: int | None
    """Start of the first slot that reached it."""
    settled: int | None
    """Start of the newest settled slot; later rows of the series are provisional."""
    data_age_s: float | None
    """Age of the newest slot received, at `received_at`, in the event's own time."""
    received_at: float | None
    """When the last answer came, on the kernel's wall clock."""


LATEST_FIELDS: Final = tuple(Latest.__annotations__)
"""How `Latest` travels: a list of its values in this order, as it does so often."""


class Status(TypedDict):
    """How the feed is doing."""

    state: StatusState
    sentence: str
    """What happened and what to do; empty when all is well."""
    next_at: float | None
    """When the next try is due, on the kernel's wall clock; None when none is."""
    progress: float | None
    """Share of the history's quality figures received, 0 to 1; None when complete."""


class Replay(TypedDict):
    """Where a replay is."""

    first: float
    """Moment of the first recorded answer."""
    last: float
    """Moment of the last one."""
    position: float
    """The moment that is shown."""
    speed: float
    """Recorded seconds per second."""
    playing: bool
    """Whether the moment moves on."""


class Series(TypedDict):
    """Rows of the attendance series, as `ROW_FIELDS` says."""

    seq: int
    """Number of the last change that is in the rows."""
    rows: memoryview


class ExportRequest(TypedDict):
    """The browser asks for the whole frame as a file."""

    type: Literal["export"]
    id: str
    format: ExportFormat


class SnapshotRequest(TypedDict):
    """The browser missed a change and asks for the whole series."""

    type: Literal["snapshot"]
    id: str


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


class FileReply(TypedDict):
    """The file asked for; its bytes are the message's only buffer."""

    type: Literal["file"]
    id: str
    name: str
    mime: str


class SnapshotReply(TypedDict):
    """The whole series; its rows are the message's only buffer."""

    type: Literal["snapshot"]
    id: str
    seq: int


class ErrorReply(TypedDict):
    """The command could not be carried out."""

    type: Literal["error"]
    id: str
    sentence: str


FROM_BROWSER: Final = (
    ExportRequest,
    SnapshotRequest,
    PlayRequest,
    SeekRequest,
    SpeedRequest,
)
TO_BROWSER: Final = (FileReply, SnapshotReply, ErrorReply)


@dataclass(frozen=True)
class Trait:
    """One synced trait.

    Parameters
    ----------
    type
        Its Python type, from which the TypeScript type is generated; `"widget"`
        for a child widget.
    default
        Its value before anything is known.
    from_browser
        Whether the browser may set it. All others are the kernel's alone, and
        what the browser sends for them is dropped.
    doc
        What it means.
    """

    type: Any
    default: Any
    doc: str
    from_browser: bool = False


TRAITS: Final[dict[str, Trait]] = {
    "contract_version": Trait(
        int, CONTRACT_VERSION, "Which contract the kernel speaks."
    ),
    "event": Trait(EventLabel, {"id": "", "name": ""}, "Which event this is."),
    "latest": Trait(
        Latest, dict.fromkeys(Latest.__annotations__), "The counter and the tiles."
    ),
    "status": Trait(
        Status,
        {"state": "connecting", "sentence": "", "next_at": None, "progress": None},
        "How the feed is doing.",
    ),
    "replay": Trait(
        Replay | None, None, "Where the replay is; null for what is no replay."
    ),
    "delta": Trait(
        Series,
        {"seq": 0, "rows": b""},
        "The rows that the last poll added or changed: one more than the seq before,"
        " else the browser asks for a snapshot.",
    ),
    "history": Trait(
        Series,
        {"seq": 0, "rows": b""},
        "The whole series, serialised only when a view starts; afterwards `delta`.",
    ),
    "chart": Trait("widget", None, "The bqplot figure of the window."),
    "overview": Trait("widget", None, "The bqplot figure with the brush scroller."),
    "visible": Trait(
        bool,
        True,  # noqa: FBT003 - a default, not an argument's meaning
        "Whether the analytics are shown; else the configuration is.",
        from_browser=True,
    ),
    "window_s": Trait(
        float, 1800.0, "Length of the chart's window, seconds.", from_browser=True
    ),
    "window_end_s": Trait(
        float | None,
        None,
        "Last moment of the window when scrolled back; null follows the latest.",
        from_browser=True,
    ),
    "time_zone": Trait(
        str,
        "UTC",
        "IANA name of the zone that moments are shown in.",
        from_browser=True,
    ),
    "interval_s": Trait(
        float, 10.0, "Seconds between polls, 5 at the least.", from_browser=True
    ),
}
