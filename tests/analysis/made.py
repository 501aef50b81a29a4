"""Events made by hand, as the frame of a Timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

START = 1_795_342_500  # 2026-11-22T10:15:00Z


def timeline_of(slots: Iterable[Slot], as_of: float = START + 1e7) -> Timeline:
    line = Timeline()
    line.merge(Batch(list(slots), as_of=as_of), now=0.0)
    return line


def frame_of(slots: Iterable[Slot], as_of: float = START + 1e7) -> pd.DataFrame:
    return timeline_of(slots, as_of).frame()


def course(live: Sequence[int | None], dvr: int | None = 0) -> pd.DataFrame:
    """A frame of one slot after the other; None is missing."""
    return frame_of(
        Slot(START + 10 * place, viewers, dvr)
        for place, viewers in enumerate(live)
        if viewers is not None
    )


def series(moments: Sequence[int], live: Sequence[int], zone: str) -> pd.DataFrame:
    """Viewers at moments of any cadence, and nothing else."""
    index = pd.to_datetime(list(moments), unit="s", utc=True).tz_convert(zone)
    data = {"live_viewers": pd.array(list(live), dtype="Int64")}
    return pd.DataFrame(data, index=index)


def at(seconds: float) -> pd.Timestamp:
    return pd.Timestamp(seconds, unit="s", tz="UTC")
