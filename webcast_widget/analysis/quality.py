"""Bitrate and buffering of any span: sum over sum, never a mean of means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PER_MINUTE: Final = 6
"""Heartbeats of one viewer in a minute."""

BEAT_S: Final = 10
"""Seconds of playback that a heartbeat stands for."""

FROM_SUMS: Final = "from the sums behind the figures"
FROM_SLOTS: Final = (
    "from the figures of slots and minutes, each weighted by its heartbeats"
)


@dataclass(frozen=True, eq=False)
class Quality:
    """Sums by slot, float64, shape (n,); 0 where nothing is known.

    Parameters
    ----------
    bitrate_sum, bitrate_count
        Sum of bitrate, kbps, and over how many heartbeats.
    buffer_s, beats
        Seconds of buffering, and in how many heartbeats.
    basis
        Where they come from, in words.
    """

    bitrate_sum: Floats
    bitrate_count: Floats
    buffer_s: Floats
    beats: Floats
    basis: str

    def of(self, chosen: NDArray[np.bool_]) -> Sums:
        """Sum the chosen slots up."""
        columns = (self.bitrate_sum, self.bitrate_count, self.buffer_s, self.beats)
        return Sums(*(float(column[chosen].sum()) for column in columns))


@dataclass(frozen=True)
class Sums:
    """Numerators and denominators of a span; see `Quality`."""

    bitrate_sum: float
    bitrate_count: float
    buffer_s: float
    beats: float

    @property
    def bitrate_kbps(self) -> float | None:
        """Average bitrate, kbps; None where no heartbeat carries one."""
        return self.bitrate_sum / self.bitrate_count if self.bitrate_count else None

    @property
    def buffering(self) -> float | None:
        """Seconds of buffering per minute viewed; None where nobody watched."""
        return PER_MINUTE * self.buffer_s / self.beats if self.beats else None

    @property
    def ratio(self) -> float | None:
        """Share of the time watched that was buffering, 0 to 1."""
        return self.buffer_s / (BEAT_S * self.beats) if self.beats else None


def of_counts(starts: NDArray[np.int64], counts: pd.DataFrame, rules: str) -> Quality:
    """Take the sums that a Timeline of heartbeats keeps.

    Parameters
    ----------
    starts
        The slots wanted, epoch seconds.
    counts
        As `webcast_widget.heartbeats.CountedTimeline.counts`.
    rules
        By which it was counted: those of 2015 count plays as heartbeats.
    """
    index = pd.DatetimeIndex(counts.index).tz_convert("UTC").tz_localize(None)
    table = counts.set_axis(index.as_unit("s").to_numpy().astype(np.int64))
    rows = table.reindex(starts, fill_value=0)
    column = {name: rows[name].to_numpy(dtype=np.float64) for name in rows.columns}
    beats = column["live"] + column["dvr"]
    if rules == "kaltura-2015":
        beats = beats + column["plays"]
    return Quality(
        bitrate_sum=column["bitrate_sum"],
        bitrate_count=column["bitrate_count"],
        buffer_s=column["buffer_sum"],
        beats=beats,
        basis=FROM_SUMS,
    )


def of_frame(frame: pd.DataFrame, live: Floats, dvr: Floats) -> Quality:
    """Take what a frame tells: the slot's own figure, else that of its minute.

    A mean times the heartbeats that it is of is their sum, up to how the source
    rounds. A heartbeat without a bitrate counts as if it had the others' mean.

    Parameters
    ----------
    frame
        As a feed's; columns that are missing tell nothing.
    live, dvr
        Its viewers, one heartbeat each.
    """
    beats = live + np.nan_to_num(dvr)
    kbps = _told(frame, "slot_bitrate_kbps", "avg_bitrate_kbps")
    buffering = _told(frame, "slot_buffering_s_per_min", "avg_buffering_s_per_min")
    bitrate_count = np.where(np.isnan(kbps), 0.0, beats)
    viewed = np.where(np.isnan(buffering), 0.0, beats)
    return Quality(
        bitrate_sum=np.nan_to_num(kbps) * bitrate_count,
        bitrate_count=bitrate_count,
        buffer_s=np.nan_to_num(buffering) * viewed / PER_MINUTE,
        beats=viewed,
        basis=FROM_SLOTS,
    )


def _told(frame: pd.DataFrame, slot: str, minute: str) -> Floats:
    first, then = (
        frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if name in frame.columns
        else np.full(len(frame), np.nan)
        for name in (slot, minute)
    )
    return np.where(np.isnan(first), then, first)
