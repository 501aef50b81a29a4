"""The vendor's counting rules, of 2015 and later: heartbeats to 10-second slots.

These loops are the oracle that every other way of counting is compared with, so
they are plain and share no code with any other part of the package.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from webcast_widget.simulator.heartbeat import DVR, FIRST, LIVE, Heartbeat
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webcast_widget.simulator.events import EventStore

UNKNOWN_PHASE = 5
"""Phase of a player that has not been told the collector's time yet, in seconds."""


@dataclass(slots=True)
class SlotCounts:
    """Counts and sums of one slot."""

    live: int = 0  # heartbeats at the live edge, first ones excluded
    dvr: int = 0  # the same behind it
    plays: int = 0  # first heartbeats at the live edge
    bitrate_sum: int = 0  # of the heartbeats that carry one, kbps
    bitrate_count: int = 0
    buffer_cs: int = 0  # of all heartbeats, in hundredths of a second


def slot_of_heartbeat(time: int, start_second: int | None) -> int:
    """Give the start of the slot that a heartbeat counts in.

    A player's timer is steady but its phase is its own; shifting by the phase puts
    every player in the middle of a slot, so that it lands in each slot once.

    Parameters
    ----------
    time
        Second of the collector's log, epoch seconds, UTC.
    start_second
        Seconds field of the player's start time, None when unknown.

    >>> slot_of_heartbeat(1700000009, 9)
    1700000000
    >>> slot_of_heartbeat(1700000008, 0)
    1700000010
    """
    phase = UNKNOWN_PHASE if start_second is None else start_second % SLOT_S
    shifted = time + UNKNOWN_PHASE - phase
    return shifted - shifted % SLOT_S


class SlotTable:
    """The slots of one entry, by start in epoch seconds. A slot nobody hit is absent.

    Attributes
    ----------
    slots
        The counts.
    events
        What was counted, one by one; None when it is not kept.
    """

    def __init__(self, events: EventStore | None = None) -> None:
        self.slots: dict[int, SlotCounts] = {}
        self.events = events

    def count(self, heartbeats: Iterable[Heartbeat]) -> None:
        """Add heartbeats to the slots that they count in."""
        slots, events = self.slots, self.events
        for beat in heartbeats:
            start = slot_of_heartbeat(beat.time, beat.start_second)
            slot = slots.get(start)
            if slot is None:
                slot = slots[start] = SlotCounts()
            if beat.event_index > FIRST:
                if beat.event_type == LIVE:
                    slot.live += 1
                elif beat.event_type == DVR:
                    slot.dvr += 1
            elif beat.event_type == LIVE:
                slot.plays += 1
            if beat.bitrate >= 0:
                slot.bitrate_sum += beat.bitrate
                slot.bitrate_count += 1
            if beat.buffer_cs > 0:
                slot.buffer_cs += beat.buffer_cs
            if events is not None:
                events.add(start, beat)

    def between(self, first: int, last: int) -> Iterator[tuple[int, SlotCounts]]:
        """Give the slots from `first` to `last`, both included, in order of time."""
        begin = first - first % SLOT_S
        if (last - begin) // SLOT_S < len(self.slots):
            starts = [
                one for one in range(begin, last + 1, SLOT_S) if one in self.slots
            ]
        else:
            # The table is short; the range may be anything that a request says.
            starts = sorted(self.slots)
        for start in starts:
            if first <= start <= last:
                yield start, self.slots[start]

    def copy(self) -> SlotTable:
        """Give the slots alone, to be counted on without changing these."""
        twin = type(self)()
        twin.slots = {start: replace(slot) for start, slot in self.slots.items()}
        return twin


class ViewTable(SlotTable):
    """Slots by the later rules: VIEW events in slots of server time.

    A heartbeat after the first is a VIEW; the first is a PLAY. The phase of a player
    does not matter here, and only VIEW events carry bitrate and buffering.
    """

    def count(self, heartbeats: Iterable[Heartbeat]) -> None:
        """Add heartbeats to the slots of the seconds in which they were logged."""
        slots, events = self.slots, self.events
        for beat in heartbeats:
            if beat.event_type not in {LIVE, DVR}:
                continue
            start = beat.time - beat.time % SLOT_S
            if events is not None:
                events.add(start, beat)
            if beat.is_error:
                continue
            slot = slots.get(start)
            if slot is None:
                slot = slots[start] = SlotCounts()
            if beat.event_index <= FIRST:
                slot.plays += 1
                continue
            if beat.event_type == LIVE:
                slot.live += 1
            else:
                slot.dvr += 1
            if beat.bitrate >= 0:
                slot.bitrate_sum += beat.bitrate
                slot.bitrate_count += 1
            slot.buffer_cs += max(0, beat.buffer_cs)
