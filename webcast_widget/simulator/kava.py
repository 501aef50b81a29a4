"""The counting rules of the later generation: VIEW events in slots of server time.

A heartbeat after the first is a VIEW; the first is a PLAY. The phase of a player
does not matter here, and only VIEW events carry bitrate and buffering.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from webcast_widget.simulator.counting import Slot, SlotTable
from webcast_widget.simulator.heartbeat import DVR, FIRST, LIVE, Heartbeat
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_KBPS = 0xFFFF
MOST_CS = 0xFFF


class View(NamedTuple):
    """A VIEW event.

    Attributes
    ----------
    person
        Number of the viewer.
    is_dvr
        Whether it plays behind the live edge.
    bitrate
        In kbps; negative when unknown.
    buffer_cs
        Buffering in hundredths of a second.
    """

    person: int
    is_dvr: bool
    bitrate: int
    buffer_cs: int


class ViewTable(SlotTable):
    """Slots by the later rules, and the single VIEW events behind them.

    Parameters
    ----------
    keeps_views
        Whether the single events are kept; 8 bytes each.
    """

    def __init__(self, *, keeps_views: bool = True) -> None:
        super().__init__()
        self.keeps_views = keeps_views
        self._views: dict[int, array[int]] = {}

    def count(self, heartbeats: Iterable[Heartbeat]) -> None:
        """Add heartbeats to the slots of the seconds in which they were logged."""
        for beat in heartbeats:
            if beat.event_type not in {LIVE, DVR}:
                continue
            start = beat.time - beat.time % SLOT_S
            slot = self.slots.get(start)
            if slot is None:
                slot = self.slots[start] = Slot()
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
            if self.keeps_views:
                self._views.setdefault(start, array("Q")).append(_packed(beat))

    def views(self, first: int, end: int) -> Iterator[tuple[int, View]]:
        """Give the VIEW events of the slots from `first` up to before `end`."""
        for start in sorted(self._views):
            if first <= start < end:
                for packed in self._views[start]:
                    yield start, _unpacked(packed)

    def copy(self) -> SlotTable:
        """Give the slots alone, to be counted on without changing these."""
        twin = ViewTable(keeps_views=False)
        twin.slots = super().copy().slots
        return twin


def _packed(beat: Heartbeat) -> int:
    bitrate = min(max(beat.bitrate, -1), MOST_KBPS - 1) + 1
    buffer_cs = min(max(beat.buffer_cs, 0), MOST_CS)
    number = (beat.person + 1) & 0xFFFFFFFF
    return number << 32 | bitrate << 16 | buffer_cs << 1 | (beat.event_type == DVR)


def _unpacked(packed: int) -> View:
    return View(
        (packed >> 32) - 1,
        bool(packed & 1),
        (packed >> 16 & MOST_KBPS) - 1,
        packed >> 1 & MOST_CS,
    )
