"""The newest figures: what the counter and the tiles show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from webcast_widget.timeline.estimate import Estimate
    from webcast_widget.timeline.records import Minute, Slot
    from webcast_widget.timeline.timeline import Timeline

_LAST_MINUTE_S: Final = 180
"""The last full minute has ended and settled at the most this long ago."""


@dataclass(frozen=True)
class Latest:
    """The newest figures of an event; None means not known, never zero.

    Every moment is a `pandas.Timestamp` in UTC, the start of its slot or minute.

    Parameters
    ----------
    slot
        The newest settled slot that has live viewers.
    minute
        The last full minute: of the last three, the newest that has figures.
    peak_viewers, peak_at
        Largest number of live viewers in a settled slot, and the first such slot.
    newest
        The newest slot received, which may be provisional.
    data_age_s
        Now minus `newest`, seconds.
    estimate
        What the newest slot that is over will settle at: `viewers`, nine times in ten
        from `low` to `high`, and `at`, its start. None where none is estimated.
    """

    slot: Slot | None = None
    minute: Minute | None = None
    peak_viewers: int | None = None
    peak_at: pd.Timestamp | None = None
    newest: pd.Timestamp | None = None
    data_age_s: float | None = None
    estimate: Estimate | None = None

    @property
    def live_viewers(self) -> int | None:
        """Live viewers of `slot`."""
        return None if self.slot is None else self.slot.live_viewers

    @property
    def dvr_viewers(self) -> int | None:
        """DVR viewers of `slot`."""
        return None if self.slot is None else self.slot.dvr_viewers

    @property
    def at(self) -> pd.Timestamp | None:
        """The start of `slot`."""
        return None if self.slot is None else _moment(self.slot.start)

    @property
    def avg_bitrate_kbps(self) -> float | None:
        """Average bitrate over `minute`, kbps."""
        return None if self.minute is None else self.minute.avg_bitrate_kbps

    @property
    def avg_buffering_s_per_min(self) -> float | None:
        """Average buffering over `minute`, seconds per minute viewed."""
        return None if self.minute is None else self.minute.avg_buffering_s_per_min

    @property
    def quality_at(self) -> pd.Timestamp | None:
        """The start of `minute`."""
        return None if self.minute is None else _moment(self.minute.start)


def latest(timeline: Timeline, now: float) -> Latest:
    """Read the newest figures off a timeline.

    Parameters
    ----------
    timeline
        Where they stand.
    now
        The present, epoch seconds, in the source's time.
    """
    settled = timeline.settled
    if settled is None or timeline.last is None:
        return Latest()
    at = timeline.newest("live_viewers", settled)
    quality_at = timeline.newest("avg_buffering_s_per_min", settled)
    if quality_at is not None and settled - quality_at > _LAST_MINUTE_S:
        # What was, once, is not what is.
        quality_at = None
    peak = timeline.peak()
    return Latest(
        slot=None if at is None else timeline.slot(at),
        minute=None if quality_at is None else timeline.minute(quality_at),
        peak_viewers=None if peak is None else peak.viewers,
        peak_at=None if peak is None else _moment(peak.start),
        newest=_moment(timeline.last),
        data_age_s=max(0.0, now - timeline.last),
        estimate=timeline.estimates[-1] if timeline.estimates else None,
    )


def _moment(start: int) -> pd.Timestamp:
    return pd.Timestamp(start, unit="s", tz="UTC")
