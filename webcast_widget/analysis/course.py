"""The course of an event: its slots as arrays, whoever hands them over.

Analyses take a Timeline, a feed, a recording that was opened, or a frame. What they
have in common is read here, once, and everything else computes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis.quality import Quality, of_counts, of_frame
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import DUE, cadence_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_REST: Final = ("dvr_viewers", "plays")


@dataclass(frozen=True, eq=False)
class Course:
    """The slots of an event that are settled and tell their live viewers.

    Parameters
    ----------
    starts
        Moments, epoch seconds UTC, ascending, shape (n,), int64.
    good_s
        How long each stands for, seconds: until the next one, or for one cadence
        where the next one did not come.
    live, dvr, plays
        Viewers and play starts, float64; NaN is missing, never in `live`.
    quality
        Sums of bitrate and buffering by slot.
    cadence_s
        How often the source counts, seconds.
    zone
        Time zone in which moments are told.
    name, id
        The event's, empty where nobody says.
    provisional
        How many newest slots were left out as they may still change.
    revisions
        How often a settled figure was changed afterwards; None where nobody counts.
    """

    starts: NDArray[np.int64]
    good_s: Floats
    live: Floats
    dvr: Floats
    plays: Floats
    quality: Quality
    cadence_s: float
    zone: Any
    name: str = ""
    id: str = ""
    provisional: int = 0
    revisions: int | None = None

    @property
    def first(self) -> int:
        """Start of the first slot, epoch seconds; 0 without any."""
        return int(self.starts[0]) if self.starts.size else 0

    @property
    def end(self) -> int:
        """When the last slot is over, epoch seconds; 0 without any."""
        if not self.starts.size:
            return 0
        return int(self.starts[-1]) + round(float(self.good_s[-1]))

    def moment(self, seconds: float) -> pd.Timestamp:
        """Give epoch seconds as a moment in this event's zone."""
        return pd.Timestamp(seconds, unit="s", tz="UTC").tz_convert(self.zone)

    def weights(self, start: float, end: float) -> Floats:
        """Give for how many of the seconds from `start` to `end` each slot stands."""
        begin = np.maximum(self.starts, start)
        stop = np.minimum(self.starts + self.good_s, end)
        seconds: Floats = np.maximum(stop - begin, 0.0)
        return seconds

    def gaps(self, start: float, end: float) -> list[tuple[float, float]]:
        """Give from when to when nothing is known between two moments, epoch seconds."""
        begin = np.maximum(self.starts, start)
        stop = np.minimum(self.starts + self.good_s, end)
        inside = stop > begin
        known_to = np.concatenate([[start], stop[inside]])
        known_from = np.concatenate([begin[inside], [end]])
        found = known_from > known_to
        return list(
            zip(known_to[found].tolist(), known_from[found].tolist(), strict=True)
        )

    def within(self, start: float, end: float) -> NDArray[np.bool_]:
        """Tell which slots begin from `start` on and before `end`."""
        inside: NDArray[np.bool_] = (self.starts >= start) & (self.starts < end)
        return inside


def course_of(event: Any) -> Course:
    """Read the course of an event.

    Parameters
    ----------
    event
        A frame as a feed's ``df``, or whatever has one: a feed, a recording that was
        opened, a Timeline counted from heartbeats; or a Timeline itself. Where it has
        ``counts`` (the sums behind the figures), bitrate and buffering come from them.

    Raises
    ------
    ConfigurationError
        If it is nothing of the kind, or a column is missing or holds something else.
    """
    frame = frame_of(event)
    whole_index = frame.index
    provisional = _provisional(frame)
    settled = frame[~provisional]
    live = _floats(settled, "live_viewers")
    known = ~np.isnan(live)
    settled, live = settled[known], live[known]
    starts = epoch(settled.index)
    cadence_s = cadence_of(event, frame)
    rest = {name: _floats(settled, name) for name in _REST}
    counts = getattr(event, "counts", None)
    quality = (
        of_counts(starts, counts, getattr(event, "rules", ""))
        if isinstance(counts, pd.DataFrame)
        else of_frame(settled, live, rest["dvr_viewers"])
    )
    about = getattr(event, "event", None)
    return Course(
        starts=starts,
        good_s=_good(starts, cadence_s),
        live=live,
        dvr=rest["dvr_viewers"],
        plays=rest["plays"],
        quality=quality,
        cadence_s=cadence_s,
        zone=pd.DatetimeIndex(whole_index).tz,
        name=str(getattr(about, "name", "")),
        id=str(getattr(about, "id", "")),
        provisional=int(provisional.sum()),
        revisions=_revisions(event),
    )


def frame_of(event: Any) -> pd.DataFrame:
    """Give the frame of an event, in order of time; see `course_of`."""
    found = event if isinstance(event, pd.DataFrame) else getattr(event, "df", None)
    if found is None and callable(getattr(event, "frame", None)):
        found = event.frame()
    if not isinstance(found, pd.DataFrame):
        raise ConfigurationError(
            f"A {type(event).__name__} is no event: give a feed, what ww.open gives, a"
            " Timeline, or a frame such as feed.df."
        )
    index = found.index
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None or index.hasnans:
        raise ConfigurationError(
            "The index of this frame is not one of moments with a time zone: give one"
            " as feed.df is."
        )
    if "live_viewers" not in found.columns:
        raise ConfigurationError(
            "This frame has no column live_viewers: give one as feed.df is."
        )
    if not index.is_unique:
        raise ConfigurationError(
            "This frame has two rows for one moment: give one row for each slot."
        )
    return found if index.is_monotonic_increasing else found.sort_index()


def name_of(event: Any) -> str:
    """Give the name of an event, else its id, else nothing."""
    about = getattr(event, "event", None)
    return str(getattr(about, "name", "") or getattr(about, "id", ""))


def epoch(index: pd.Index) -> NDArray[np.int64]:
    """Give an index of moments as whole epoch seconds."""
    naive = pd.DatetimeIndex(index).tz_convert("UTC").tz_localize(None)
    return naive.as_unit("s").to_numpy().astype(np.int64)


def _provisional(frame: pd.DataFrame) -> NDArray[np.bool_]:
    if "provisional" not in frame.columns:
        return np.zeros(len(frame), np.bool_)
    said = frame["provisional"].astype("boolean").fillna(value=False)
    return said.to_numpy(dtype=np.bool_)


def _floats(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    try:
        return frame[name].to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise ConfigurationError(
            f"The column {name} of this frame holds what is no number: give one as"
            " feed.df is."
        ) from None


def _good(starts: NDArray[np.int64], cadence_s: float) -> Floats:
    apart = np.diff(starts).astype(np.float64)
    good = np.where(apart <= DUE * cadence_s, apart, cadence_s)
    return np.append(good, cadence_s) if starts.size else good


def _revisions(event: Any) -> int | None:
    """Give how often settled figures were changed, where somebody counts that."""
    for counter in (event, getattr(event, "status", None)):
        found = getattr(counter, "revisions", None)
        if isinstance(found, int):
            return found
    return None
