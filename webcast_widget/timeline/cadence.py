"""The cadence: how often a source counts, and the rules that follow from it.

A value stands at its own moment and is good until the next one is due. Where the next
did not come within `DUE` cadences, there is a gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.slots import PROVISIONAL_S, SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

DUE: Final = 1.5
"""A value that did not come within so many cadences is missing."""

LONGEST_S: Final = 366 * 86_400
"""The longest cadence, seconds."""

LONG_GAP: Final = 360
"""Of a gap with more missing slots, a frame has the first and the last one alone."""

ATTRIBUTE: Final = "cadence_s"
"""Where a frame's `attrs` say the cadence."""


def check_cadence(cadence_s: Any) -> int:
    """Give a cadence in whole seconds.

    Raises
    ------
    ConfigurationError
        If it is no whole number of seconds, from 1 to a year.
    """
    try:
        whole = int(cadence_s)
    except (TypeError, ValueError, OverflowError):
        whole = 0
    if isinstance(cadence_s, (str, bool)) or not 1 <= whole <= LONGEST_S:
        whole = 0
    if whole == 0 or whole != cadence_s:
        raise ConfigurationError(
            f"cadence_s is {cadence_s!r}: give how often the source counts in whole"
            " seconds, such as 60."
        )
    return whole


def cadence_of(event: Any, frame: pd.DataFrame) -> float:
    """Give how often a source counts, seconds: as it says, else as the rows follow.

    Parameters
    ----------
    event
        Whoever may say so: a feed, a Timeline.
    frame
        Its frame, whose `attrs` may say so too.
    """
    said = getattr(event, "cadence_s", None) or frame.attrs.get(ATTRIBUTE)
    if said:
        return float(said)
    moments = pd.DatetimeIndex(frame.index).tz_convert("UTC").tz_localize(None)
    apart = np.diff(moments.as_unit("s").to_numpy().astype(np.int64))
    return float(np.median(apart)) if apart.size else float(SLOT_S)


def in_seconds(cadence_s: float) -> str:
    """Say a cadence, to the second and without an exponent.

    >>> in_seconds(60.0), in_seconds(7.5), in_seconds(2_592_000)
    ('60 s', '7.5 s', '2592000 s')
    """
    return f"{cadence_s:.10g} s"


def provisional_s(cadence_s: float) -> float:
    """Give how long a slot may still change, seconds: until the next one is due.

    60 s at the least, see `webcast_widget.timeline.slots.PROVISIONAL_S`.
    """
    return max(PROVISIONAL_S, cadence_s)


def by_cadence(seconds: float, cadence_s: float) -> float:
    """Give a length of time that is right for slots of 10 s, for another cadence.

    Parameters
    ----------
    seconds
        Long enough for a slot to be counted and told.
    cadence_s
        Of the source: two values and a minute are due in it at the least.
    """
    return seconds if cadence_s <= SLOT_S else max(seconds, 2 * cadence_s + 60)


def with_gaps(
    starts: NDArray[np.int64], cadence_s: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Add the moments at which a value was due and did not come.

    Of a gap of more than `LONG_GAP` of them, the first and the last are added: a frame
    has the size of what is known.

    Parameters
    ----------
    starts
        Epoch seconds, ascending, shape (n,).
    cadence_s
        Of the source.

    Returns
    -------
    moments : numpy.ndarray
        With those that were due, ascending.
    known : numpy.ndarray
        Where the starts are among them, shape (n,).
    """
    apart = np.diff(starts)
    if not (apart > DUE * cadence_s).any():
        return starts, np.arange(len(starts))
    lacking = np.where(
        apart > DUE * cadence_s, np.floor(apart / cadence_s - 0.5), 0
    ).astype(np.int64)
    is_long = lacking > LONG_GAP
    rows = 1 + np.append(np.where(is_long, 2, lacking), 0)
    known = np.cumsum(rows) - rows
    step = np.arange(rows.sum()) - np.repeat(known, rows)
    moments = np.repeat(starts, rows) + cadence_s * step
    # The last one of a long gap is the one before the next that came.
    moments[known[1:][is_long] - 1] = starts[1:][is_long] - cadence_s
    return moments, known
