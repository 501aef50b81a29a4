"""The Timeline: a table of 10-second slots that answers are merged into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.timeline import schema
from webcast_widget.timeline.slots import (
    MINUTE_S,
    SLOT_S,
    is_slot,
    minute_of,
    newest_settled,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.timeline.records import Batch, Minute, Slot

_COUNTS = ("live", "dvr", "plays")
_QUALITY = ("avg_bitrate_kbps", "avg_buffering_s_per_min")
_PER_MINUTE = MINUTE_S // SLOT_S
_MAX_SPAN_S = 400 * 86_400
"""One wrong moment must not make us allocate centuries of slots."""


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
        How often a settled value was changed by a later answer.
    refused
        How many values were impossible and left out.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.as_of: float | None = None
        self.revisions = 0
        self.refused = 0
        self._origin = 0
        self._first: int | None = None
        self._last: int | None = None
        self._columns = {name: np.full(0, np.nan) for name in (*_COUNTS, *_QUALITY)}

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
        settled_before = self.settled
        changed = sorted(
            slot.start for slot in batch.slots if self._put(slot, settled_before)
        )
        for minute in batch.minutes:
            self._put_minute(minute)
        as_of = now if batch.as_of is None else batch.as_of
        self.as_of = as_of if self.as_of is None else max(self.as_of, as_of)
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
        return np.column_stack(
            [
                self._origin + SLOT_S * index,
                self._columns["live"][index],
                self._columns["dvr"][index],
            ]
        )

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
        live = self._slice(self._first, min(settled, self._last))["live"]
        if len(live) == 0 or bool(np.isnan(live).all()):
            return None
        at = int(np.nanargmax(live))
        return Peak(int(live[at]), self._first + SLOT_S * at)

    def _put(self, slot: Slot, settled: int | None) -> bool:
        values = {name: getattr(slot, name) for name in _COUNTS}
        said = {name: value for name, value in values.items() if value is not None}
        if any(value < 0 for value in said.values()) or not self._reserve(slot.start):
            self.refused += 1
            return False
        index = self._index(slot.start)
        if "live" in said:
            self._extend(slot.start)
        revised = changed = False
        for name, value in said.items():
            before = self._columns[name][index]
            if before == value:
                continue
            revised |= not np.isnan(before)
            changed |= name != "plays"
            self._columns[name][index] = value
        if revised and settled is not None and slot.start <= settled:
            self.revisions += 1
        return changed

    def _put_minute(self, minute: Minute) -> None:
        if minute.start != minute_of(minute.start) or not self._reserve(minute.start):
            self.refused += 1
            return
        index = self._index(minute.start)
        for name in _QUALITY:
            value = getattr(minute, name)
            self._columns[name][index : index + _PER_MINUTE] = (
                np.nan if value is None else value
            )

    def _extend(self, start: int) -> None:
        self._first = start if self._first is None else min(self._first, start)
        self._last = start if self._last is None else max(self._last, start)

    def _index(self, start: int) -> int:
        return (start - self._origin) // SLOT_S

    def _slice(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        rows = slice(self._index(first), self._index(last) + 1)
        return {name: column[rows] for name, column in self._columns.items()}

    def _reserve(self, start: int) -> bool:
        """Make room for the whole minute of a slot; False if it cannot be one."""
        if not is_slot(start):
            return False
        minute = minute_of(start)
        size = len(self._columns["live"])
        if size == 0:
            self._origin = minute
        end = self._origin + size * SLOT_S
        before = max(0, self._origin - minute) // SLOT_S
        after = max(0, minute + MINUTE_S - end) // SLOT_S
        if (before + size + after) * SLOT_S > _MAX_SPAN_S:
            return False
        if before or after:
            # Doubling keeps the cost of a long event linear.
            room = max(after, size) if after else 0
            self._columns = {
                name: np.pad(column, (before, room), constant_values=np.nan)
                for name, column in self._columns.items()
            }
            self._origin -= before * SLOT_S
        return True
