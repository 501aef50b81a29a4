"""What a source hands over: slots, minutes, and the batch they come in.

Figures have the names, units and limits of `webcast_widget.timeline.figures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.timeline.audience import Audience
    from webcast_widget.timeline.mark import Mark


LONGEST: Final = 500
"""So many characters of an event's id, and of its name, are kept."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The counts of one slot, as far as this answer knows them.

    Parameters
    ----------
    start
        Start of the slot, epoch seconds UTC, a multiple of 10; of a source that says
        another cadence, any whole second.
    live_viewers, dvr_viewers, plays
        Live viewers, DVR viewers and play starts in the slot. None means that
        this answer does not say; what was known before then stays.
    slot_bitrate_kbps
        Mean bitrate of the slot, kbps: the sum over its heartbeats that carry one, live
        and DVR together, divided by their number; None as above, or if none did.
    slot_buffering_s_per_min
        Seconds of buffering per minute viewed in the slot, 0 to 60; None as above.
    """

    start: int
    live_viewers: int | None = None
    dvr_viewers: int | None = None
    plays: int | None = None
    slot_bitrate_kbps: float | None = None
    slot_buffering_s_per_min: float | None = None


@dataclass(frozen=True, slots=True)
class Minute:
    """The quality of the stream over one clock minute.

    Parameters
    ----------
    start
        Start of the minute, epoch seconds UTC, a multiple of 60.
    avg_bitrate_kbps
        Mean bitrate of the minute, kbps: the sum over its heartbeats that carry one,
        divided by their number; None if none did.
    avg_buffering_s_per_min
        Seconds of buffering per minute viewed, 0 to 60; None if nobody watched.
    """

    start: int
    avg_bitrate_kbps: float | None = None
    avg_buffering_s_per_min: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Which event a source is about: its id, and its name where known.

    Of either, the first 500 characters count.
    """

    id: str
    name: str = ""

    def __post_init__(self) -> None:
        for field in ("id", "name"):
            said = getattr(self, field)
            text = "" if said is None else legible(str(said))
            object.__setattr__(self, field, text[:LONGEST])


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
    audience
        Who is watching in one slot, when this answer says so.
    trouble
        A sentence that says what is missing from the answer, and why; empty when
        nothing is.
    afresh
        Whether it takes the place of all that was said before: that is forgotten.
    marks
        Items of the run sheet that the source knows of; the same may be said again.
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
    afresh: bool = False
    audience: Audience | None = None
    marks: Sequence[Mark] = ()

    def moment(self, now: float) -> float:
        """Give the source's time of the answer; ours where that can be none.

        Parameters
        ----------
        now
            Epoch seconds, in place of `as_of`.
        """
        as_of = self.as_of
        # Written so that NaN is none.
        if as_of is not None and 0 <= as_of < END_OF_TIME_S:
            return float(as_of)
        return now
