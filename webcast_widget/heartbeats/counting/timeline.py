"""What counting gives: a Timeline like the feed's, and the sums behind it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from webcast_widget.heartbeats.counting.rules import KAVA, SLOT
from webcast_widget.heartbeats.counting.sums import SUMS
from webcast_widget.heartbeats.readers.clocks import is_far
from webcast_widget.heartbeats.readers.left_out import LeftOut
from webcast_widget.timeline.frame import moments
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, PROVISIONAL_S, SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTS: Final[dict[str, str]] = {
    "live": "int64",
    "dvr": "int64",
    "plays": "int64",
    "bitrate_sum": "float64",
    "bitrate_count": "int64",
    "buffer_sum": "float64",
}
"""The columns of `CountedTimeline.counts` in order, with their dtypes."""

_PER_UNIT: Final = 1000
"""Bitrates and buffering are summed in thousandths of what they are given in."""

DAY_S: Final = 86_400
_PER_MINUTE: Final = MINUTE_S // SLOT_S
_MOST_BUFFERING: Final = 60
_DECIMALS: Final = 2


class CountedTimeline(Timeline):
    """The Timeline of an event, counted from raw heartbeats.

    Everything in it is settled. `webcast_widget.WebcastPane` shows it.

    Parameters
    ----------
    sums
        Integer sums over slots: `slot` (epoch seconds, UTC) and the columns of
        `webcast_widget.heartbeats.counting.sums.SUMS`, one row for each slot.
    rules
        The rules that they were counted by.
    event
        Which event they are of; without an id when they are of several.
    left_out
        What could not be read; None when that was not looked at.

    Attributes
    ----------
    rules, event, left_out
        As above.
    origin
        Where the figures come from, for people.
    """

    def __init__(
        self,
        sums: pd.DataFrame,
        rules: str,
        event: Event | None = None,
        left_out: LeftOut | None = None,
    ) -> None:
        super().__init__()
        self.rules = rules
        self.event = event or Event("")
        self.left_out = left_out
        self.origin = f"raw heartbeats, counted by the rules {rules}"
        self._sums = sums.loc[:, [SLOT, *SUMS]].sort_values(SLOT, ignore_index=True)
        self._leave_out_the_far()
        if len(sums):
            newest = float(self._sums[SLOT].iloc[-1])
            slots, minutes = _slots(self._sums, rules), _minutes(self._sums, rules)
            self.merge(Batch(slots, minutes, as_of=newest), newest)
        if self.last is not None:
            self.as_of = float(self.last + PROVISIONAL_S)

    def _leave_out_the_far(self) -> None:
        """Keep what fits into one Timeline: of several entries some may be years off."""
        sums = self._sums
        watched = sums["live"] + sums["dvr"] + sums["plays"]
        # In some slots nothing counts but bitrates; they are there all the same.
        far = is_far(sums[SLOT].to_numpy() // DAY_S, watched.clip(lower=1).to_numpy())
        if not far.any():
            return
        self._sums = sums[~far].reset_index(drop=True)
        slots = "slot is" if far.sum() == 1 else "slots are"
        said = LeftOut(
            troubles=[
                f"{far.sum():,} {slots} more than 400 days from most others: left out."
                " Count the entries one by one, with entry_id or breakdown."
            ]
        )
        self.left_out = said if self.left_out is None else self.left_out + said

    @property
    def df(self) -> pd.DataFrame:
        """All slots as a feed's frame, of the caller's own.

        One row per 10-second slot from the first to the last, indexed by
        ``slot_start`` (UTC, tz-aware), with a feed's columns; a slot without a
        heartbeat is missing (`pandas.NA`), and none is provisional. Of more than 360
        such slots in a row the first and the last are there alone.
        """
        return self.frame()

    @property
    def counts(self) -> pd.DataFrame:
        """The sums over slots, from which every longer window is *sum over sum*.

        One row for each slot that has a heartbeat, ascending, indexed by
        ``slot_start`` (UTC, tz-aware): ``live``, ``dvr`` (heartbeats), ``plays``,
        ``bitrate_count`` (heartbeats that carry a bitrate) as int64,
        ``bitrate_sum`` (kbps) and ``buffer_sum`` (s) as float64.
        """
        sums = self._sums
        data = {
            "live": sums["live"],
            "dvr": sums["dvr"],
            "plays": sums["plays"],
            "bitrate_sum": sums["bitrate_bps"] / _PER_UNIT,
            "bitrate_count": sums["bitrate_count"],
            "buffer_sum": sums["buffer_ms"] / _PER_UNIT,
        }
        frame = pd.DataFrame(data).astype(COUNTS)
        return frame.set_index(moments(sums[SLOT].to_numpy(np.int64)))

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing.

        False where an input was not read to its end, and where heartbeats were left out
        because they are more than 400 days from most others; `left_out.troubles` says so.
        """
        return self.left_out is None or self.left_out.complete

    def __add__(self, other: object) -> CountedTimeline:
        """Add another part of the same event, counted by the same rules."""
        if not isinstance(other, CountedTimeline) or other.rules != self.rules:
            return NotImplemented
        both = pd.concat([self._sums, other._sums])
        event = self.event if self.event == other.event else None
        sums = both.groupby(SLOT, as_index=False).sum()
        parts = [part for part in (self.left_out, other.left_out) if part is not None]
        left_out = sum(parts[1:], start=parts[0]) if parts else None
        return CountedTimeline(sums, self.rules, event, left_out)

    def __repr__(self) -> str:
        what = self.event.id or "several entries"
        return f"<CountedTimeline {what}, {len(self._sums):,} slots>"


def _slots(sums: pd.DataFrame, rules: str) -> list[Slot]:
    """Give what the vendor's API says of each slot.

    By the later rules a slot in which somebody only began to play has no heartbeat.
    """
    return [
        Slot(row[SLOT], plays=row["plays"])
        if rules == KAVA and not row["live"] + row["dvr"]
        else Slot(
            row[SLOT], row["live"], row["dvr"], row["plays"], *quality(row, rules)
        )
        for row in _rows(sums)
    ]


def _minutes(sums: pd.DataFrame, rules: str) -> list[Minute]:
    """Give the quality of each clock minute, sum over sum."""
    minute = sums[SLOT] // MINUTE_S * MINUTE_S
    whole = sums.assign(**{SLOT: minute}).groupby(SLOT, as_index=False).sum()
    return [Minute(row[SLOT], *quality(row, rules)) for row in _rows(whole)]


def _rows(sums: pd.DataFrame) -> list[dict[str, int]]:
    """Give the rows with Python's whole numbers, which are exact whatever their size."""
    names = [SLOT, *SUMS]
    columns = [sums[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def quality(sums: Mapping[str, int], rules: str) -> tuple[float | None, float | None]:
    """Give average bitrate and average buffering from sums over any window.

    Parameters
    ----------
    sums
        The sums of `webcast_widget.heartbeats.counting.sums.SUMS`.
    rules
        The rules: those of 2015 round to 2 decimals, and have the plays among the
        heartbeats that buffering is an average of.

    Returns
    -------
    tuple
        kbps, and seconds of buffering per minute viewed; None where nothing says.
    """
    watching = sums["live"] + sums["dvr"] + (0 if rules == KAVA else sums["plays"])
    bitrate = _ratio(sums["bitrate_bps"], sums["bitrate_count"], rules)
    buffering = _ratio(_PER_MINUTE * sums["buffer_ms"], watching, rules)
    if buffering is not None and buffering > _MOST_BUFFERING:
        # First heartbeats of the DVR buffer, and are nobody's viewing in 2015.
        buffering = None
    return bitrate or None, buffering


def _ratio(thousandths: int, count: int, rules: str) -> float | None:
    if not count:
        return None
    exact = Fraction(thousandths, _PER_UNIT * count)
    return float(exact if rules == KAVA else round(exact, _DECIMALS))
