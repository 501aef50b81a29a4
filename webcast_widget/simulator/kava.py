"""The counting rules of the later generation: VIEW events in slots of server time.

A heartbeat after the first is a VIEW; the first is a PLAY. The phase of a player
does not matter here, and only VIEW events carry bitrate and buffering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.counting import Slot, SlotTable
from webcast_widget.simulator.heartbeat import DVR, FIRST, LIVE, Heartbeat
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterable


class ViewTable(SlotTable):
    """Slots by the later rules."""

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
                slot = slots[start] = Slot()
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
