"""The chart's window: which moments are on the screen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import contract
from webcast_widget.timeline.moment import moment_in

if TYPE_CHECKING:
    from webcast_widget.feed import Extent


def window(extent: Extent, length_s: float, end_s: float | None) -> tuple[float, float]:
    """Give the chart's window: the first and the last moment in it, epoch seconds.

    The browser computes the same from the same traits (``js/src/series/window.ts``).

    Parameters
    ----------
    extent
        First, newest and newest settled slot.
    length_s
        Length of the window, seconds.
    end_s
        Its last moment; None follows the newest slot.
    """
    first, last, _ = extent
    if length_s >= contract.WHOLE_S:
        return float(first), float(max(last, first + contract.WHOLE_AT_LEAST_S))
    if last - first <= length_s:
        return float(first), first + length_s
    end = last if end_s is None else min(max(end_s, first + length_s), last)
    return end - length_s, float(end)


def moment(epoch_s: float) -> pd.Timestamp:
    """Give a moment in UTC."""
    return pd.Timestamp(epoch_s, unit="s", tz="UTC")


def moments(pair: Any, begin: float) -> tuple[float, float]:
    """Read the two ends of a window, epoch seconds; without a zone they are UTC.

    Parameters
    ----------
    pair
        As `webcast_widget.timeline.moment.moment_in` reads moments.
    begin
        When the event begins, epoch seconds: a time of day is one of its own.

    Raises
    ------
    ConfigurationError
        If it is no window.
    """
    try:
        given, until = pair
        first = moment_in(given, begin).timestamp()
        last = moment_in(until, first).timestamp()
    except (ConfigurationError, ValueError, TypeError):
        raise ConfigurationError(
            f"window is {pair!r}: give its first and its last moment, or None to"
            " follow the latest."
        ) from None
    if not first < last:
        raise ConfigurationError(
            f"window is {pair!r}, which does not end after it begins: give its first and"
            " its last moment."
        )
    return first, last


def check_within(pair: Any, first: float, last: float, extent: Extent | None) -> None:
    """Look whether a window has anything of the event in it.

    Parameters
    ----------
    pair
        The window as it was given.
    first, last
        Its ends, epoch seconds.
    extent
        First, newest and newest settled slot; None before any data, when all may come.

    Raises
    ------
    ConfigurationError
        If it has not; the sentence says where the event is.
    """
    if extent is None or (last >= extent.first and first <= extent.last):
        return
    begins, ends = (
        f"{moment(each):%Y-%m-%d %H:%M:%S}" for each in (extent.first, extent.last)
    )
    raise ConfigurationError(
        f"window is {pair!r}, and the event is from {begins} to {ends} UTC: give moments"
        " in it, or None to follow the latest."
    )
