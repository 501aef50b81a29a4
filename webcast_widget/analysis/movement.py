"""Arrivals and departures, from viewers' sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis.course import epoch
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.moment import moment_in
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNITS: Final = {"arrivals": "viewers per min", "departures": "viewers per min"}


def sessions_of(sessions: Any) -> pd.DataFrame:
    """Take viewers' sessions as a frame.

    Parameters
    ----------
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it.

    Raises
    ------
    ConfigurationError
        If it is something else.
    """
    frame = sessions if isinstance(sessions, pd.DataFrame) else None
    if frame is None and callable(getattr(sessions, "to_pandas", None)):
        frame = sessions.to_pandas()
    if not isinstance(frame, pd.DataFrame) or not {"first_seen", "last_seen"} <= set(
        frame.columns
    ):
        raise ConfigurationError(
            "Viewers' sessions have columns first_seen and last_seen: give what"
            " heartbeats.sessions gives."
        )
    for name in ("first_seen", "last_seen"):
        if not isinstance(frame[name].dtype, pd.DatetimeTZDtype):
            raise ConfigurationError(
                f"The column {name} of these sessions holds no moments with a time"
                " zone: give what heartbeats.sessions gives."
            )
    if frame[["first_seen", "last_seen"]].isna().any(axis=None):
        raise ConfigurationError(
            "A session has no first_seen or no last_seen: leave out the rows without them."
        )
    return frame


def movement(sessions: Any, *, end: Any = None) -> pd.DataFrame:
    """Count who came and who left in each minute.

    Parameters
    ----------
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it.
    end
        Where the data end: a moment with a time zone, or epoch seconds. Whoever was
        seen within the last 30 s before it has not left. The last moment in the
        sessions when left out.

    Returns
    -------
    pandas.DataFrame
        A row for each clock minute from the first arrival to the last departure,
        indexed by ``minute_start`` (UTC, tz-aware): ``arrivals`` and ``departures``,
        viewers' sessions that began or ended in it, int64. A viewer who comes back
        after a gap arrives again.
    """
    frame = sessions_of(sessions)
    came = epoch(pd.DatetimeIndex(frame["first_seen"]))
    seen = epoch(pd.DatetimeIndex(frame["last_seen"]))
    if not came.size:
        index = pd.DatetimeIndex([], dtype="datetime64[us, UTC]", name="minute_start")
        empty = pd.DataFrame(dict.fromkeys(UNITS, np.array([], np.int64)), index=index)
        empty.attrs["units"] = UNITS
        return empty
    until = None if end is None else moment_in(end, float(came.min())).timestamp()
    left = seen[has_left(seen, until)]
    first = int(came.min()) // MINUTE_S
    size = max(int(came.max()), int(left.max()) if left.size else 0) // MINUTE_S
    counts = [
        np.bincount(times // MINUTE_S - first, minlength=size - first + 1)
        for times in (came, left)
    ]
    minutes = (first + np.arange(len(counts[0]))) * MINUTE_S
    index = pd.DatetimeIndex(
        minutes.astype("datetime64[s]").astype("datetime64[us]"), name="minute_start"
    ).tz_localize("UTC")
    moved = dict(zip(UNITS, counts, strict=True))
    found = pd.DataFrame(moved, index=index).astype("int64")
    found.attrs["units"] = UNITS
    return found


def has_left(seen: NDArray[np.int64], end: float | None = None) -> NDArray[np.bool_]:
    """Tell who has left by the end of the data, of those last seen at `seen`."""
    if not seen.size:
        return np.zeros(0, np.bool_)
    until = float(seen.max()) if end is None else end
    gone: NDArray[np.bool_] = seen < until - 3 * SLOT_S
    return gone
