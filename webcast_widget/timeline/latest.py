"""The newest figures: what the counter and the tiles show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from webcast_widget.timeline.timeline import Timeline

_LAST_MINUTE_S = 180
"""The last full minute has ended and settled at the most this long ago."""


@dataclass(frozen=True)
class Latest:
    """The newest figures of an event; None means not known, never zero.

    Every moment is a `pandas.Timestamp` in UTC, the start of its slot or minute.

    Parameters
    ----------
    live_viewers, dvr_viewers
        Viewers of the newest settled slot that has data.
    at
        That slot.
    avg_bitrate_kbps, avg_buffering_s_per_min
        Over the last full minute: kbps, and seconds of buffering per minute viewed.
        None where no minute of the last three has figures.
    quality_at
        That minute.
    peak_viewers, peak_at
        Largest number of live viewers in a settled slot, and the first such slot.
    newest
        The newest slot received, which may be provisional.
    data_age_s
        Now minus `newest`, seconds.
    """

    live_viewers: int | None = None
    dvr_viewers: int | None = None
    at: pd.Timestamp | None = None
    avg_bitrate_kbps: float | None = None
    avg_buffering_s_per_min: float | None = None
    quality_at: pd.Timestamp | None = None
    peak_viewers: int | None = None
    peak_at: pd.Timestamp | None = None
    newest: pd.Timestamp | None = None
    data_age_s: float | None = None


def latest(timeline: Timeline, now: float) -> Latest:
    """Read the newest figures off a timeline.

    Parameters
    ----------
    timeline
        Where they stand.
    now
        The present, epoch seconds, in the source's time.
    """
    if timeline.settled is None or timeline.last is None:
        return Latest()
    at = timeline.newest("live", timeline.settled)
    minute = timeline.newest("avg_buffering_s_per_min", timeline.settled)
    if minute is not None and timeline.settled - minute > _LAST_MINUTE_S:
        # What was, once, is not what is.
        minute = None
    peak = timeline.peak()
    return Latest(
        live_viewers=_whole(timeline, "live", at),
        dvr_viewers=_whole(timeline, "dvr", at),
        at=_moment(at),
        avg_bitrate_kbps=_value(timeline, "avg_bitrate_kbps", minute),
        avg_buffering_s_per_min=_value(timeline, "avg_buffering_s_per_min", minute),
        quality_at=_moment(None if minute is None else minute // 60 * 60),
        peak_viewers=None if peak is None else peak.viewers,
        peak_at=_moment(None if peak is None else peak.start),
        newest=_moment(timeline.last),
        data_age_s=max(0.0, now - timeline.last),
    )


def _value(timeline: Timeline, name: str, start: int | None) -> float | None:
    return None if start is None else timeline.value(name, start)


def _whole(timeline: Timeline, name: str, start: int | None) -> int | None:
    value = _value(timeline, name, start)
    return None if value is None else int(value)


def _moment(start: int | None) -> pd.Timestamp | None:
    return None if start is None else pd.Timestamp(start, unit="s", tz="UTC")
