"""How others define the same figure, computed from raw heartbeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis.course import epoch
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

RIVALS: Final = ("kaltura-2015", "kava", "cta-2066", "mux")
BEATS: Final = ("event_type", "event_index", "bitrate", "buffer_time")
_NONE: Final = "not defined there"
_HIDDEN: Final = "not found in its public text"


@dataclass(frozen=True)
class Sums:
    """What the definitions are made of: V are heartbeats, P first ones of live.

    Parameters
    ----------
    live, dvr, plays
        Heartbeats after the first, live and DVR; first ones of live.
    bitrate, known
        Sum of bitrate over the V that carry one, kbps, and how many do.
    bitrate_all, known_all
        The same with first heartbeats.
    buffer, buffer_all
        Seconds of buffering in V, and with first heartbeats.
    bits, media
        Over the V that carry a bitrate: sum of bitrate times seconds played, and of
        seconds played.
    peak, slots
        Most live heartbeats in a slot, and how many slots have any heartbeat.
    """

    live: int
    dvr: int
    plays: int
    bitrate: float
    known: int
    bitrate_all: float
    known_all: int
    buffer: float
    buffer_all: float
    bits: float
    media: float
    peak: int
    slots: int

    @property
    def views(self) -> int:
        """V: live and DVR."""
        return self.live + self.dvr


@dataclass(frozen=True)
class Value:
    """A figure by somebody's definition: numerator, denominator, and the quotient."""

    text: str
    numerator: float
    denominator: float
    value: float


def sums_of(heartbeats: pd.DataFrame) -> Sums:
    """Sum raw heartbeats up.

    Parameters
    ----------
    heartbeats
        A row for each: ``ts`` (tz-aware), ``event_type`` (1 live, 2 DVR),
        ``event_index`` (1 is the first), ``bitrate`` (kbps; missing or negative is
        unknown), ``buffer_time`` (s).
    """
    first = (heartbeats["event_index"] <= 1).to_numpy(dtype=bool)
    kind = heartbeats["event_type"].to_numpy(dtype=np.int64)
    rate = pd.to_numeric(heartbeats["bitrate"], errors="coerce")
    kbps = rate.to_numpy(dtype=np.float64, na_value=np.nan)
    known = ~np.isnan(kbps) & (np.nan_to_num(kbps, nan=-1) >= 0)
    buffer = np.nan_to_num(heartbeats["buffer_time"].to_numpy(dtype=np.float64))
    carried = known & ~first
    played = SLOT_S - buffer[carried]
    slot = epoch(pd.DatetimeIndex(heartbeats["ts"])) // SLOT_S
    live = ~first & (kind == 1)
    places = np.unique(slot[~first], return_inverse=True)[1]
    per_slot = np.bincount(places, weights=live[~first])
    return Sums(
        live=int(live.sum()),
        dvr=int((~first & (kind == 2)).sum()),  # noqa: PLR2004 - DVR
        plays=int((first & (kind == 1)).sum()),
        bitrate=float(kbps[carried].sum()),
        known=int(carried.sum()),
        bitrate_all=float(kbps[known].sum()),
        known_all=int(known.sum()),
        buffer=float(buffer[~first].sum()),
        buffer_all=float(buffer.sum()),
        bits=float((kbps[carried] * played).sum()),
        media=float(played.sum()),
        peak=int(per_slot.max()) if per_slot.size else 0,
        slots=len(per_slot),
    )


@dataclass(frozen=True)
class Definition:
    """A rival's definition: in words, and what divides what; None cannot be computed."""

    text: str
    pair: Callable[[Sums], tuple[float, float]] | None = None
    places: int | None = None


def _bitrate_2015(s: Sums) -> tuple[float, float]:
    return s.bitrate_all, s.known_all


def _bitrate(s: Sums) -> tuple[float, float]:
    return s.bitrate, s.known


def _bits(s: Sums) -> tuple[float, float]:
    return s.bits, s.media


def _buffer_2015(s: Sums) -> tuple[float, float]:
    return 6 * s.buffer_all, s.plays + s.views


def _buffer(s: Sums) -> tuple[float, float]:
    return 6 * s.buffer, s.views


def _ratio_2015(s: Sums) -> tuple[float, float]:
    return s.buffer_all, 10 * (s.plays + s.views)


def _ratio(s: Sums) -> tuple[float, float]:
    return s.buffer, 10 * s.views


def _peak(s: Sums) -> tuple[float, float]:
    return s.peak, 1


def _average(s: Sums) -> tuple[float, float]:
    return s.live, s.slots


_START_UP: Final = "; start-up time is unknown from heartbeats, so watched = 10 V"
_TABLE: Final[dict[str, dict[str, Definition]]] = {
    "avg_bitrate_kbps": {
        "kaltura-2015": Definition(
            "sum of bitrate / heartbeats that carry one, live and DVR, 2 decimals",
            _bitrate_2015,
            2,
        ),
        "kava": Definition("the same over VIEW events, not rounded", _bitrate),
        "cta-2066": Definition(
            "bits played / media time played: sum of r(10 - b) / sum of (10 - b)", _bits
        ),
        "mux": Definition("time per rendition, by the wall clock"),
    },
    "avg_buffering_s_per_min": {
        "kaltura-2015": Definition(
            "6 x sum of buffering / (plays + live + DVR), 2 decimals", _buffer_2015, 2
        ),
        "kava": Definition("6 x sum of buffering / VIEW events", _buffer),
        "cta-2066": Definition(f"60 x stalled time / watched time{_START_UP}", _buffer),
        "mux": Definition(f"60 x the rebuffer percentage{_START_UP}", _buffer),
    },
    "rebuffering_ratio": {
        "kaltura-2015": Definition(
            "sum of buffering / 10 (plays + live + DVR)", _ratio_2015
        ),
        "kava": Definition("sum of buffering / 10 VIEW events", _ratio),
        "cta-2066": Definition(
            "stalled time / watched time, from request to end: start-up is in the"
            f" denominator and not in the numerator{_START_UP}",
            _ratio,
        ),
        "mux": Definition(
            f"rebuffering / time in which video was requested{_START_UP}", _ratio
        ),
    },
    "live_viewers": {
        "kaltura-2015": Definition("heartbeats of live per slot of 10 s; DVR apart"),
        "kava": Definition(
            "VIEW events with playbackType live; the newer `viewers` counts DVR as well"
        ),
        "cta-2066": Definition(_NONE),
        "mux": Definition(_HIDDEN),
    },
    "peak_viewers": {
        "kaltura-2015": Definition("the most in a slot", _peak),
        "kava": Definition("the most in a slot", _peak),
        "cta-2066": Definition(_NONE),
        "mux": Definition(_NONE),
    },
    "average_viewers": {
        "kaltura-2015": Definition("sum of live / slots with data", _average),
        "kava": Definition("sum of live / slots with data", _average),
        "cta-2066": Definition(_NONE),
        "mux": Definition(_NONE),
    },
    "unique_viewers": {
        "kaltura-2015": Definition(_NONE),
        "kava": Definition(
            "an approximate number of distinct user ids; all anonymous ones are one"
        ),
        "cta-2066": Definition(_NONE),
        "mux": Definition(_HIDDEN),
    },
}

COMPARED: Final = tuple(_TABLE)
"""Figures of which rivals have definitions, or are known to have none."""


def definition(name: str, rival: str) -> Definition:
    """Give how a rival defines a figure of `COMPARED`."""
    return _TABLE[name][rival]


def value_of(name: str, rival: str, heartbeats: Any) -> Value | None:
    """Compute a figure as a rival defines it; None where that cannot be done.

    Raises
    ------
    ConfigurationError
        If these are no heartbeats.
    """
    wanted = definition(name, rival)
    if wanted.pair is None:
        return None
    known = isinstance(heartbeats, pd.DataFrame)
    if not known or not {"ts", *BEATS} <= set(heartbeats.columns):
        raise ConfigurationError(
            "A rival's figure is computed from raw heartbeats: give a frame with columns"
            f" ts, {', '.join(BEATS)}."
        )
    above, below = wanted.pair(sums_of(heartbeats))
    if not below:
        return None
    quotient = above / below
    if wanted.places is not None:
        quotient = round(quotient, wanted.places)
    return Value(wanted.text, above, below, quotient)
