"""The Timeline: a table of 10-second slots that answers are merged into."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from webcast_widget.timeline import schema
from webcast_widget.timeline.slots import (
    MINUTE_S,
    SLOT_S,
    minute_of,
    newest_settled,
)
from webcast_widget.timeline.soundness import (
    AHEAD_S,
    is_buffering,
    is_kbps,
    is_moment,
    is_sound,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.timeline.records import Batch, Minute, Slot

_COUNTS = ("live", "dvr", "plays")
_SLOT_QUALITY = {
    "bitrate_kbps": "slot_bitrate_kbps",
    "buffering_s_per_min": "slot_buffering_s_per_min",
}
"""What a slot calls its quality, and what the frame does."""
_SHOWN = ("live", "dvr")
_QUALITY = ("avg_bitrate_kbps", "avg_buffering_s_per_min")
_COLUMNS = (*_COUNTS, *_SLOT_QUALITY, *_QUALITY)
_PER_MINUTE = MINUTE_S // SLOT_S
_REACH_S = 400 * 86_400
"""One wrong moment must not make us allocate centuries of slots, in seconds."""
_ROOM = 360
"""So many slots are made room for at the least, an hour."""
_Record = TypeVar("_Record", "Slot", "Minute")
_POSSIBLE = {"avg_bitrate_kbps": is_kbps, "avg_buffering_s_per_min": is_buffering}


@dataclass(frozen=True)
class Peak:
    """The largest number of live viewers and the slot that first reached it."""

    viewers: int
    start: int


class Timeline:
    """Slots by start, with the quality of their minutes, as the source said them.

    Answers are merged: the last one about a slot wins, and what changed is told.
    A slot that no answer named is missing, never 0. Not thread-safe: whoever
    shares one guards it.

    Attributes
    ----------
    seq
        Number of merges that changed live or DVR viewers.
    as_of
        The source's time of the last answer, epoch seconds; None before the first.
    revisions
        How often a settled slot, or the quality of a settled minute, was changed by a
        later answer.
    shrunk
        How often a count of a slot became smaller; the smaller one was taken.
    refused
        How many values were impossible and left out.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.as_of: float | None = None
        self.revisions = 0
        self.shrunk = 0
        self.refused = 0
        self._anchor: int | None = None
        self._origin = 0
        self._first: int | None = None
        self._last: int | None = None
        self._columns = {name: np.full(0, np.nan) for name in _COLUMNS}

    @property
    def first(self) -> int | None:
        """Start of the first slot received, epoch seconds; None without any."""
        return self._first

    @property
    def last(self) -> int | None:
        """Start of the newest slot received, epoch seconds; None without any."""
        return self._last

    @property
    def settled(self) -> int | None:
        """Start of the newest slot that is settled; None before the first answer."""
        return None if self.as_of is None else newest_settled(self.as_of)

    def merge(self, batch: Batch, now: float) -> list[int]:
        """Take an answer in.

        Parameters
        ----------
        batch
            What the source said.
        now
            Epoch seconds, in place of `Batch.as_of` where the source has no clock.

        Returns
        -------
        list of int
            Starts of the slots whose live or DVR viewers changed, ascending.
        """
        self.refused += batch.refused
        known = batch.as_of is not None and math.isfinite(batch.as_of)
        as_of = batch.as_of if known and batch.as_of is not None else now
        settled_before = self.settled
        changed = self._put_slots(batch.slots, settled_before, as_of + AHEAD_S)
        self._put_minutes(batch.minutes, settled_before, as_of + AHEAD_S)
        # The last answer's, not the latest: one wrong clock must not settle for long.
        self.as_of = as_of
        self.seq += bool(changed)
        return changed

    def frame(self) -> pd.DataFrame:
        """Give all slots from the first to the newest as a frame of the caller's own.

        Returns
        -------
        pandas.DataFrame
            Columns and dtypes as `webcast_widget.timeline.schema.DTYPES` says, one
            row per 10-second slot, gaps included as missing values.
        """
        if self._first is None or self._last is None:
            empty = np.full(0, np.nan)
            return schema.frame(0, dict.fromkeys(schema.DTYPES, empty))
        view = self._slice(self._first, self._last)
        starts = self._first + SLOT_S * np.arange(len(view["live"]))
        settled = self.settled
        provisional = starts > (self._last if settled is None else settled)
        absent = np.isnan(view["live"])
        return schema.frame(
            self._first,
            {
                "live_viewers": view["live"],
                "dvr_viewers": view["dvr"],
                "plays": view["plays"],
                # A row that the source did not send says nothing, its minute's
                # quality included.
                **{name: np.where(absent, np.nan, view[name]) for name in _QUALITY},
                **{column: view[name] for name, column in _SLOT_QUALITY.items()},
                "provisional": provisional.astype(np.float64),
            },
        )

    def rows(self, starts: list[int] | None = None) -> NDArray[np.float64]:
        """Give slots as an array, shape (slots, 3): start, live and DVR viewers.

        Parameters
        ----------
        starts
            Which slots; all received ones when left out. NaN is missing.
        """
        if starts is None:
            if self._first is None or self._last is None:
                return np.empty((0, 3))
            live = self._slice(self._first, self._last)["live"]
            known = np.flatnonzero(~np.isnan(live))
            index = known + self._index(self._first)
        else:
            index = np.array([self._index(start) for start in starts], dtype=np.int64)
        size = len(self._columns["live"])
        there = (index >= 0) & (index < size)
        rows = np.full((len(index), 3), np.nan)
        rows[:, 0] = self._origin + SLOT_S * index
        for place, name in enumerate(("live", "dvr"), start=1):
            rows[there, place] = self._columns[name][index[there]]
        return rows

    def value(self, name: str, start: int) -> float | None:
        """Give one value of the slot that begins at `start`; None if missing."""
        if self._first is None or self._last is None:
            return None
        if not self._first <= start <= self._last:
            return None
        value = float(self._columns[name][self._index(start)])
        return None if np.isnan(value) else value

    def newest(self, name: str, until: int) -> int | None:
        """Give the start of the newest slot up to `until` that has a value."""
        if self._first is None or self._last is None or until < self._first:
            return None
        column = self._slice(self._first, min(until, self._last))[name]
        known = np.flatnonzero(~np.isnan(column))
        return self._first + SLOT_S * int(known[-1]) if len(known) else None

    def peak(self) -> Peak | None:
        """Give the peak of live viewers over settled slots; None without any."""
        settled = self.settled
        if settled is None or self._first is None or self._last is None:
            return None
        if settled < self._first:
            return None
        live = self._slice(self._first, min(settled, self._last))["live"]
        at = int(np.nanargmax(live))
        return Peak(int(live[at]), self._first + SLOT_S * at)

    def _put_slots(
        self, slots: Sequence[Slot], settled: int | None, until: float
    ) -> list[int]:
        """Write slots; give the starts of those whose live or DVR viewers changed."""
        possible = [slot for slot in slots if is_sound(slot)]
        sound = self._reserve(possible, SLOT_S, until)
        self.refused += len(slots) - len(sound)
        if not sound:
            return []
        index = self._indices(sound)
        revised, changed = [], []
        for name in (*_COUNTS, *_SLOT_QUALITY):
            values = _floats(sound, name)
            said = ~np.isnan(values)
            if name == "live" and said.any():
                known = index[said]
                self._extend(int(known.min()), int(known.max()))
            column, at = self._columns[name], index[said]
            before = column[at]
            column[at] = values[said]  # of a slot told twice, the last one stays
            differs = before != column[at]
            if name in _COUNTS:
                self.shrunk += int((column[at] < before).sum())
            revised.append(at[differs & ~np.isnan(before)])
            if name in _SHOWN:
                changed.append(at[differs])
        if settled is not None:
            again = np.unique(np.concatenate(revised))
            self.revisions += int((again <= self._index(settled)).sum())
        starts = self._origin + SLOT_S * np.unique(np.concatenate(changed))
        return [int(start) for start in starts]

    def _put_minutes(
        self, minutes: Sequence[Minute], settled: int | None, until: float
    ) -> None:
        sound = self._reserve(minutes, MINUTE_S, until)
        self.refused += len(minutes) - len(sound)
        if not sound:
            return
        starts = self._indices(sound)
        revised = []
        for name, is_possible in _POSSIBLE.items():
            told = [getattr(minute, name) for minute in sound]
            # A missing value, None or NaN, is possible: it clears the minute.
            taken = [each is None or each != each or is_possible(each) for each in told]  # noqa: PLR0124 - NaN alone differs from itself
            self.refused += taken.count(False)
            at = starts[taken]
            values = np.array(
                [each for each, ok in zip(told, taken, strict=True) if ok],
                dtype=np.float64,
            )
            column = self._columns[name]
            before = column[at]
            column[at[:, np.newaxis] + np.arange(_PER_MINUTE)] = values[:, np.newaxis]
            revised.append(at[~np.isnan(before) & (before != column[at])])
        if settled is not None:
            again = np.unique(np.concatenate(revised)) + _PER_MINUTE - 1
            self.revisions += int((again <= self._index(settled)).sum())

    def _extend(self, first: int, last: int) -> None:
        start, end = (self._origin + SLOT_S * index for index in (first, last))
        self._first = start if self._first is None else min(self._first, start)
        self._last = end if self._last is None else max(self._last, end)

    def _index(self, start: int) -> int:
        return (start - self._origin) // SLOT_S

    def _indices(self, records: Sequence[Slot | Minute]) -> NDArray[np.int64]:
        starts = np.array([record.start for record in records], dtype=np.int64)
        return (starts - self._origin) // SLOT_S

    def _slice(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        rows = slice(self._index(first), self._index(last) + 1)
        return {name: column[rows] for name, column in self._columns.items()}

    def _reserve(
        self, records: Sequence[_Record], grid: int, until: float
    ) -> list[_Record]:
        """Make room for whole minutes; give the records whose moment can be one."""
        sound = [
            record
            for record in records
            if is_moment(record.start, grid) and record.start <= until
        ]
        if not sound:
            return sound
        starts = np.array([record.start for record in sound], dtype=np.int64)
        if self._anchor is None:
            # The middle one, so that one wrong moment does not shut out the rest.
            self._anchor = minute_of(float(np.median(starts)))
            self._origin = self._anchor
        near = np.abs(starts - self._anchor) <= _REACH_S
        if not near.all():
            sound = [record for record, ok in zip(sound, near, strict=True) if ok]
            starts = starts[near]
        if sound:
            self._grow(minute_of(starts.min()), minute_of(starts.max()) + MINUTE_S)
        return sound

    def _grow(self, start: int, end: int) -> None:
        size = len(self._columns["live"])
        before = max(0, self._origin - start) // SLOT_S
        after = max(0, end - self._origin - size * SLOT_S) // SLOT_S
        if before or after:
            # A share of what is there keeps the cost of a long event linear, in both
            # directions, and what stands empty small.
            room = tuple(
                max(more, size // 8, _ROOM) if more else 0 for more in (before, after)
            )
            self._columns = {
                name: np.pad(column, room, constant_values=np.nan)
                for name, column in self._columns.items()
            }
            self._origin -= room[0] * SLOT_S


def _floats(records: Sequence[Slot | Minute], name: str) -> NDArray[np.float64]:
    """Give one field of many records; NaN where it is None."""
    return np.array([*map(attrgetter(name), records)], dtype=np.float64)
