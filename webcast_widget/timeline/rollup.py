"""The figures of an event as a whole, and of its parts, by their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LENGTHS_S: Final = (
    *(60, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800),
)
_MOST_PARTS: Final = 60


@dataclass(frozen=True)
class Whole:
    """The figures of an event, over its settled slots; None means not known.

    Parameters
    ----------
    peak_viewers, peak_at
        Maximum of live viewers, and the first slot that reached it.
    average_viewers
        Time-weighted mean of live viewers over the slots that have data.
    peak_dvr_viewers
        Maximum of DVR viewers; another moment's than that of the live ones.
    plays
        Sum over the slots that tell theirs.
    watch_time_s
        10 s for each heartbeat, live and DVR; None where a slot that tells its live
        viewers tells no DVR viewers.
    missing_s
        Seconds from the first slot to the last that have no data.
    """

    peak_viewers: int | None
    peak_at: pd.Timestamp | None
    average_viewers: float | None
    peak_dvr_viewers: int | None
    plays: int | None
    watch_time_s: int | None
    missing_s: int


@dataclass(frozen=True)
class Part:
    """The figures of a part of an event; see `Whole`.

    Parameters
    ----------
    start
        When it begins.
    average_dvr_viewers
        Time-weighted mean of DVR viewers over the slots that tell them.
    """

    start: pd.Timestamp
    peak_viewers: int | None
    average_viewers: float | None
    average_dvr_viewers: float | None
    plays: int | None


def whole(frame: pd.DataFrame) -> Whole:
    """Give the figures of an event.

    Parameters
    ----------
    frame
        A feed's frame, or some rows of one in their order.
    """
    settled = _settled(frame)
    live, dvr = _floats(settled, "live_viewers"), _floats(settled, "dvr_viewers")
    plays = _floats(settled, "plays")
    known = ~np.isnan(live)
    peak = int(np.nanargmax(live)) if known.any() else None
    has_all = known.any() and not np.isnan(dvr[known]).any()
    return Whole(
        peak_viewers=None if peak is None else int(live[peak]),
        peak_at=None if peak is None else settled.index[peak],
        average_viewers=float(live[known].mean()) if known.any() else None,
        peak_dvr_viewers=None if np.isnan(dvr).all() else int(np.nanmax(dvr)),
        plays=None if np.isnan(plays).all() else int(np.nansum(plays)),
        watch_time_s=int(SLOT_S * np.nansum(live + dvr)) if has_all else None,
        missing_s=_span_s(settled) - SLOT_S * int(known.sum()),
    )


def parts(frame: pd.DataFrame) -> tuple[int, list[Part]]:
    """Divide an event into parts of one length.

    Parameters
    ----------
    frame
        A feed's frame, its index in the zone whose round times divide it.

    Returns
    -------
    length_s : int
        Of each part, seconds: a minute, or longer for longer events.
    parts : list of Part
        In order, some sixty at the most; those without data are there too.
    """
    settled = _settled(frame)
    wanted = _span_s(settled) / _MOST_PARTS
    length = next((each for each in _LENGTHS_S if wanted <= each), _LENGTHS_S[-1])
    if len(settled) == 0:
        return length, []
    grid = settled.resample(pd.Timedelta(seconds=length), origin="start_day")
    live, dvr, plays = grid["live_viewers"], grid["dvr_viewers"], grid["plays"]
    table = pd.DataFrame(
        {
            "peak": live.max(),
            "average": live.mean(),
            "dvr": dvr.mean(),
            "plays": plays.sum(min_count=1),
        }
    )
    rows = zip(table.index, table.astype(object).itertuples(index=False), strict=True)
    return length, [
        Part(
            start,
            *(None if figure is pd.NA else figure for figure in figures),
        )
        for start, figures in rows
    ]


def _settled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[~frame["provisional"].fillna(value=False)]


def _span_s(frame: pd.DataFrame) -> int:
    if len(frame) == 0:
        return 0
    return int((frame.index[-1] - frame.index[0]).total_seconds()) + SLOT_S


def _floats(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return frame[name].to_numpy(dtype="float64", na_value=np.nan)
