"""What a source hands over: slots, minutes, and the batch they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Slot:
    """The counts of one 10-second slot, as far as this answer knows them.

    Parameters
    ----------
    start
        Start of the slot, epoch seconds UTC, a multiple of 10.
    live, dvr, plays
        Live viewers, DVR viewers and play starts in the slot. None means that
        this answer does not say; what was known before then stays.
    bitrate_kbps
        Sum of bitrate over the slot's heartbeats that carry one, kbps, live and DVR
        together; None as above, or if none did.
    buffering_s_per_min
        Seconds of buffering per minute viewed in the slot, 0 to 60; None as above.
    """

    start: int
    live: int | None = None
    dvr: int | None = None
    plays: int | None = None
    bitrate_kbps: float | None = None
    buffering_s_per_min: float | None = None


@dataclass(frozen=True, slots=True)
class Minute:
    """The quality of the stream over one clock minute.

    Parameters
    ----------
    start
        Start of the minute, epoch seconds UTC, a multiple of 60.
    avg_bitrate_kbps
        Sum of bitrate over the heartbeats that carry one, kbps; None if none did.
    avg_buffering_s_per_min
        Seconds of buffering per minute viewed, 0 to 60; None if nobody watched.
    """

    start: int
    avg_bitrate_kbps: float | None = None
    avg_buffering_s_per_min: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Which event a source is about: its id, and its name where known."""

    id: str
    name: str = ""

    def __post_init__(self) -> None:
        # A name cut off within a character could not be sent to the browser.
        for field in ("id", "name"):
            text = getattr(self, field).encode("utf-8", "replace").decode()
            object.__setattr__(self, field, text)


@dataclass(frozen=True)
class Batch:
    """One answer of a source.

    Parameters
    ----------
    slots, minutes
        What it said, in any order; the last answer about a slot wins.
    as_of
        The source's own time of the answer, epoch seconds UTC: slots that were
        younger than 60 s then are provisional. None when the source has no clock;
        ours is used.
    event
        The event, when this answer names it.
    broadcasting
        Whether the event is on the air; None when the source cannot tell.
    progress
        Share of the history received, 0 to 1, while it is received for the first
        time; None from then on.
    more
        Whether more is there already: the poller asks again at once.
    refused
        How many values of the answer were impossible and left out.
    final
        Whether the event is over and nothing of it will change any more, all of it
        having been asked for once more; None when the source cannot tell.
    trouble
        A sentence that says what is missing from the answer, and why; empty when
        nothing is.
    """

    slots: Sequence[Slot] = ()
    minutes: Sequence[Minute] = ()
    as_of: float | None = None
    event: Event | None = None
    broadcasting: bool | None = None
    progress: float | None = None
    more: bool = False
    refused: int = 0
    trouble: str = ""
    final: bool | None = None
