"""The Timeline: a table of 10-second slots that answers are merged into."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from webcast_widget.timeline import schema
from webcast_widget.timeline.ledger import Ledger
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
_SHOWN = ("live", "dvr")
_LIVE = 0
_SLOT_FIGURES = (*_COUNTS, "bitrate_kbps", "buffering_s_per_min")
"""What a slot says, by its own names; in the frame its quality begins with ``slot_``."""
_QUALITY = {"avg_bitrate_kbps": is_kbps, "avg_buffering_s_per_min": is_buffering}
"""What a minute says, and what tells whether it can be."""
_REACH_S = 400 * 86_400
"""One wrong moment must not make a frame of centuries of slots, in seconds."""
_Record = TypeVar("_Record", "Slot", "Minute")


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
        self._first: int | None = None
        self._last: int | None = None
        self._slots = Ledger(SLOT_S, len(_SLOT_FIGURES))
        self._minutes = Ledger(MINUTE_S, len(_QUALITY))
        self._peak: Peak | None = None
        self._peak_until: int | None = None

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
        first, last = self._first, self._last
        live, dvr, plays, kbps, buffering = (
            self._slots.span(at, first, last) for at in range(len(_SLOT_FIGURES))
        )
        settled = self.settled
        until = last if settled is None else settled
        provisional = np.arange(first, last + SLOT_S, SLOT_S) > until
        absent = np.isnan(live)
        return schema.frame(
            first,
            {
                "live_viewers": live,
                "dvr_viewers": dvr,
                "plays": plays,
                # A row that the source did not send says nothing, its minute's
                # quality included.
                **{
                    name: np.where(absent, np.nan, self._by_slot(at, first, last))
                    for at, name in enumerate(_QUALITY)
                },
                "slot_bitrate_kbps": kbps,
                "slot_buffering_s_per_min": buffering,
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
        if starts is not None:
            rows = np.array(
                [(start, *self._shown(start)) for start in starts], np.float64
            )
            return rows.reshape(-1, 1 + len(_SHOWN))
        if self._first is None or self._last is None:
            return np.empty((0, 1 + len(_SHOWN)))
        size = (self._last - self._first) // SLOT_S + 1
        rows = np.empty((size, 1 + len(_SHOWN)))
        rows[:, 0] = self._first + SLOT_S * np.arange(size)
        for at in range(len(_SHOWN)):
            rows[:, 1 + at] = self._slots.span(at, self._first, self._last)
        absent = np.isnan(rows[:, 1 + _LIVE])
        return rows[~absent] if absent.any() else rows

    def value(self, name: str, start: int) -> float | None:
        """Give one value of the slot that begins at `start`; None if missing.

        Parameters
        ----------
        name
            ``live``, ``dvr``, ``plays``, or what a minute says.
        """
        if self._first is None or self._last is None:
            return None
        if not self._first <= start <= self._last:
            return None
        ledger, at, grid = self._place(name)
        figures = ledger.get(start // grid * grid)
        return None if figures is None else figures[at]

    def newest(self, name: str, until: int) -> int | None:
        """Give the start of the newest slot up to `until` that has a value."""
        if self._first is None or self._last is None or until < self._first:
            return None
        ledger, at, grid = self._place(name)
        last = min(until, self._last)
        newest = ledger.newest(at, self._first // grid * grid, last // grid * grid)
        return None if newest is None else min(newest + grid - SLOT_S, last)

    def peak(self) -> Peak | None:
        """Give the peak of live viewers over settled slots; None without any."""
        settled = self.settled
        if settled is None or self._first is None or self._last is None:
            return None
        last = min(settled, self._last)
        self._look_again(last + SLOT_S)
        # Only at what has settled since it was looked at last.
        begin = self._first if self._peak_until is None else self._peak_until + SLOT_S
        live = self._slots.span(_LIVE, begin, last)
        if not np.isnan(live).all():
            at = int(np.nanargmax(live))
            if self._peak is None or live[at] > self._peak.viewers:
                self._peak = Peak(int(live[at]), begin + SLOT_S * at)
        self._peak_until = max(begin - SLOT_S, last)
        return self._peak

    def _put_slots(
        self, slots: Sequence[Slot], settled: int | None, until: float
    ) -> list[int]:
        """Write slots; give the starts of those whose live or DVR viewers changed."""
        sound = self._near([slot for slot in slots if is_sound(slot)], SLOT_S, until)
        self.refused += len(slots) - len(sound)
        if not sound:
            return []
        starts = _starts(sound)
        told = [[*map(attrgetter(name), sound)] for name in _SLOT_FIGURES]
        figures = np.array(told, dtype=np.float64)
        said = ~np.isnan(figures)
        before, after = self._slots.exchange(starts, figures, said)
        if (known := starts[said[_LIVE]]).size:
            self._extend(int(known.min()), int(known.max()))
        differs = said & (before != after)
        self.shrunk += int((said & (after < before))[: len(_COUNTS)].sum())
        if settled is not None:
            revised = (differs & ~np.isnan(before)).any(axis=0)
            self.revisions += int((np.unique(starts[revised]) <= settled).sum())
        changed = np.unique(starts[differs[: len(_SHOWN)].any(axis=0)])
        if changed.size:
            self._look_again(int(changed[0]))
        return [int(start) for start in changed]

    def _put_minutes(
        self, minutes: Sequence[Minute], settled: int | None, until: float
    ) -> None:
        sound = self._near(minutes, MINUTE_S, until)
        self.refused += len(minutes) - len(sound)
        if not sound:
            return
        starts = _starts(sound)
        figures = np.full((len(_QUALITY), len(sound)), np.nan)
        taken = np.ones(figures.shape, np.bool_)
        for at, (name, is_possible) in enumerate(_QUALITY.items()):
            for row, minute in enumerate(sound):
                figure = getattr(minute, name)
                # A missing value, None or NaN, is possible: it clears the minute.
                if figure is None or figure != figure:  # noqa: PLR0124 - NaN alone differs from itself
                    continue
                if is_possible(figure):
                    figures[at, row] = figure
                else:
                    taken[at, row] = False
        self.refused += int((~taken).sum())
        before, after = self._minutes.exchange(starts, figures, taken)
        if settled is not None:
            revised = (~np.isnan(before) & (before != after)).any(axis=0)
            ends = np.unique(starts[revised]) + MINUTE_S - SLOT_S
            self.revisions += int((ends <= settled).sum())

    def _extend(self, first: int, last: int) -> None:
        self._first = first if self._first is None else min(self._first, first)
        self._last = last if self._last is None else max(self._last, last)

    def _look_again(self, start: int) -> None:
        """Note that the peak is to be looked for again from a slot on."""
        if self._peak_until is None or start > self._peak_until:
            return
        self._peak_until = start - SLOT_S
        if self._peak is not None and self._peak.start >= start:
            self._peak = self._peak_until = None

    def _place(self, name: str) -> tuple[Ledger, int, int]:
        """Give where a value stands: its ledger, which figure, and the ledger's grid."""
        if name in _QUALITY:
            return self._minutes, list(_QUALITY).index(name), MINUTE_S
        return self._slots, _SLOT_FIGURES.index(name), SLOT_S

    def _shown(self, start: int) -> tuple[float | None, ...]:
        figures = self._slots.get(start) or (None,) * len(_SHOWN)
        return figures[: len(_SHOWN)]

    def _by_slot(self, at: int, first: int, last: int) -> NDArray[np.float64]:
        """Give a figure of minutes for each of their slots from `first` to `last`."""
        begin = minute_of(first)
        figures = self._minutes.span(at, begin, minute_of(last))
        skipped = (first - begin) // SLOT_S
        slots = (last - first) // SLOT_S + 1
        return np.repeat(figures, MINUTE_S // SLOT_S)[skipped : skipped + slots]

    def _near(
        self, records: Sequence[_Record], grid: int, until: float
    ) -> list[_Record]:
        """Give the records whose moment can be one, and is near the others."""
        sound = [
            record
            for record in records
            if is_moment(record.start, grid) and record.start <= until
        ]
        if not sound:
            return sound
        starts = _starts(sound)
        if self._anchor is None:
            # The middle one, so that one wrong moment does not shut out the rest.
            self._anchor = minute_of(float(np.median(starts)))
        near = np.abs(starts - self._anchor) <= _REACH_S
        if near.all():
            return sound
        return [record for record, ok in zip(sound, near, strict=True) if ok]


def _starts(records: Sequence[Slot | Minute]) -> NDArray[np.int64]:
    return np.array([record.start for record in records], dtype=np.int64)
