"""Stays out of sessions that are at hand: as the engine counts them, in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis.course import epoch
from webcast_widget.analysis.movement import has_left, sessions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

AWAY_S: Final = 300
"""Without a heartbeat for longer than this a viewer was away, seconds."""


def stays_of(
    sessions: Any, *, newest: float, end: float | None = None, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Count the stays of viewers by their length, and by whether they left.

    Each is cut at the horizon: the end of the event, or five minutes before the data
    end, whichever comes first. Who came later is left out, and who was there then has
    not left. It is what `webcast_widget.heartbeats.stays` counts of the heartbeats.

    Parameters
    ----------
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it.
    newest
        When the data end, epoch seconds.
    end
        When the event ended, epoch seconds; None where it goes on.
    by
        Columns of the sessions to tell groups of viewers apart by.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, ``stay_s`` (int64), ``left`` (bool) and ``n`` (int64).
    """
    frame = sessions_of(sessions)
    live = newest - AWAY_S
    over = end is not None and end <= live
    horizon = float(end) if over and end is not None else live
    came, seen = (
        epoch(pd.DatetimeIndex(frame[name])) for name in ("first_seen", "last_seen")
    )
    there = came < horizon
    left = has_left(seen, horizon) if over else seen < horizon
    table = pd.DataFrame(
        {
            **{name: frame[name].array for name in by},
            "stay_s": np.minimum(seen, int(horizon)) - came,
            "left": left,
        }
    )[there]
    keys = [*by, "stay_s", "left"]
    counted = table.groupby(keys, dropna=False, observed=True).size()
    return counted.rename("n").reset_index()
