"""The timing of a replay: when each recorded answer is due, and how fast time passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.number import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.recording import Entry

SLOWEST: Final = 0.1
FASTEST: Final = 3600.0
"""Recorded seconds per second: what a replay's speed may be."""


def due(entries: Sequence[Entry]) -> list[float]:
    """Give when each answer is played, epoch seconds, ascending.

    That is the source's time of it. One answer whose clock was wrong is played with
    its neighbours.

    Parameters
    ----------
    entries
        At least one, in their order.
    """
    told = np.array([-np.inf, *(entry.as_of for entry in entries), np.inf])
    near = np.median(np.stack([told[:-2], told[1:-1], told[2:]]), axis=0)
    return [float(each) for each in np.maximum.accumulate(near)]


def check_speed(speed: Any) -> float:
    """Give a speed back if it can be used.

    Raises
    ------
    ConfigurationError
        If it is not from 0.1 to 3,600.
    """
    if not (is_number(speed) and SLOWEST <= speed <= FASTEST):
        raise ConfigurationError(
            f"speed is {speed!r}: give recorded seconds per second, {SLOWEST:g} to"
            f" {FASTEST:,.0f}, such as 60."
        )
    return float(speed)


def moment_at(seconds: float) -> pd.Timestamp:
    """Give epoch seconds as a moment, UTC."""
    return pd.Timestamp(seconds, unit="s", tz="UTC")
