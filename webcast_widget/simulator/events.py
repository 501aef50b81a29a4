"""The single events behind the counts: who sent what in which slot.

Reports by person, place and page need them. They are kept in 8 bytes each, in memory
while there are few, and in a temporary file while a slot is no longer filling up.
"""

from __future__ import annotations

import tempfile
import weakref
from array import array
from dataclasses import dataclass, fields
from typing import IO, TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.heartbeat import DVR, FIRST, Heartbeat

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_KBPS = 0xFFFE
MOST_CS = 0xFFF
MIDDLE = 1 << 31
IS_DVR, IS_FIRST, IS_ERROR = 1, 2, 4

MOST_HELD = 1 << 20
"""So many events are held in memory."""

NEWEST = 12
"""So many slots may still be filling up, and stay in memory."""

EVENT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Events:
    """Some events as columns, in order of their slots."""

    slot: NDArray[np.int64]  # starts of their slots, epoch seconds, UTC
    number: NDArray[np.int64]  # of the viewers, as `People` has them
    is_dvr: NDArray[np.bool_]  # of a player behind the live edge
    is_first: NDArray[np.bool_]  # the first of its session
    is_error: NDArray[np.bool_]  # an error, and no heartbeat
    bitrate: NDArray[np.int64]  # kbps; negative when unknown
    buffer_cs: NDArray[np.int64]  # in hundredths of a second

    def where(self, mask: NDArray[np.bool_]) -> Events:
        """Give the events that a mask lets through."""
        return Events(*(getattr(self, one.name)[mask] for one in fields(self)))


def packed(beat: Heartbeat) -> int:
    """Write an event into 64 bits; what does not fit is cut off."""
    flags = IS_DVR if beat.event_type == DVR else 0
    if beat.event_index <= FIRST:
        flags |= IS_FIRST
    if beat.is_error:
        flags |= IS_ERROR
    # One comparison for each of millions, instead of a call.
    kbps, buffer_cs = beat.bitrate, beat.buffer_cs
    if not -1 <= kbps <= MOST_KBPS:
        kbps = -1 if kbps < 0 else MOST_KBPS
    if not 0 <= buffer_cs <= MOST_CS:
        buffer_cs = 0 if buffer_cs < 0 else MOST_CS
    return (beat.person + MIDDLE) << 32 | (kbps + 1) << 16 | buffer_cs << 4 | flags


def unpacked(slots: NDArray[np.int64], data: NDArray[np.uint64]) -> Events:
    """Take packed events apart."""
    low = data.astype(np.int64)
    return Events(
        slot=slots,
        number=(low >> 32 & 0xFFFFFFFF) - MIDDLE,
        is_dvr=(low & IS_DVR) != 0,
        is_first=(low & IS_FIRST) != 0,
        is_error=(low & IS_ERROR) != 0,
        bitrate=(low >> 16 & 0xFFFF) - 1,
        buffer_cs=low >> 4 & MOST_CS,
    )


class EventStore:
    """The events of one entry, by the starts of their slots."""

    def __init__(self, most_held: int = MOST_HELD) -> None:
        self._most_held = most_held
        self._held: dict[int, array[int]] = {}
        self._count = 0
        self._pieces: dict[int, list[tuple[int, int]]] = {}
        self._file: IO[bytes] | None = None
        self._end = 0

    def add(self, start: int, beat: Heartbeat) -> None:
        """Keep an event in the slot that begins at `start`."""
        held = self._held.get(start)
        if held is None:
            held = self._held[start] = array("Q")
        held.append(packed(beat))
        self._count += 1
        if self._count > self._most_held:
            self._spill()

    def between(self, first: int, end: int) -> Events:
        """Give the events of the slots from `first` up to before `end`."""
        starts = self._starts(first, end)
        parts = [self._slot(start) for start in starts]
        counts = [len(part) for part in parts]
        data = np.concatenate(parts) if parts else np.empty(0, np.uint64)
        return unpacked(np.repeat(np.array(starts, np.int64), counts), data)

    def chunks(self, first: int, end: int, most: int) -> list[tuple[int, int, int]]:
        """Split a range so that each part has about `most` events, or one slot.

        Returns
        -------
        list
            First slot, the one after the last, and the number of events.
        """
        found: list[tuple[int, int, int]] = []
        for start in self._starts(first, end):
            pieces = self._pieces.get(start, ())
            count = len(self._held.get(start, ())) + sum(size for _, size in pieces)
            if found and found[-1][2] + count <= most:
                begin, _, so_far = found.pop()
                found.append((begin, start + 1, so_far + count))
            else:
                found.append((start, start + 1, count))
        return found

    def _starts(self, first: int, end: int) -> list[int]:
        return sorted(
            start for start in {*self._held, *self._pieces} if first <= start < end
        )

    def _slot(self, start: int) -> NDArray[np.uint64]:
        parts = []
        for offset, count in self._pieces.get(start, ()):
            assert self._file is not None  # noqa: S101 - pieces are pieces of it
            self._file.seek(offset)
            parts.append(np.frombuffer(self._file.read(count * EVENT_BYTES), np.uint64))
        if start in self._held:
            # A copy: an array that is looked at cannot grow.
            parts.append(np.array(self._held[start], np.uint64))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _spill(self) -> None:
        """Move all but the newest slots into the file."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object
            weakref.finalize(self, self._file.close)
        self._file.seek(self._end)
        for start in sorted(self._held)[:-NEWEST]:
            events = self._held.pop(start)
            self._file.write(events)
            self._pieces.setdefault(start, []).append((self._end, len(events)))
            self._end += len(events) * EVENT_BYTES
        self._count = sum(map(len, self._held.values()))
        # Many viewers fill up the newest slots alone: no use in trying at each event.
        self._most_held = max(self._most_held, 2 * self._count)
