"""A window of an event: which rows are in it, and the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.moment import moment_in

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd


@dataclass(frozen=True)
class Window:
    """From when to when an event is exported.

    Parameters
    ----------
    first, last
        Its ends, both included: a row is in it whose slot begins in it.
    rows
        How many rows the whole event has.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    rows: int

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give the rows of the whole event's frame that are in it."""
        return frame.loc[self.first : self.last]

    def told(self, frame: pd.DataFrame, zone: ZoneInfo) -> str:
        """Say which window it is, and how much of the event is in it.

        Parameters
        ----------
        frame
            The rows in it.
        zone
            In which moments are told.
        """
        first, last = (
            at.tz_convert(zone).isoformat() for at in (self.first, self.last)
        )
        return (
            f"{first} to {last}, both included: {len(frame):,} of the event's"
            f" {self.rows:,} rows"
        )


def window_of(frame: pd.DataFrame, pair: Any, zone: str = "UTC") -> Window:
    """Read a window of an event.

    Parameters
    ----------
    frame
        The whole event's.
    pair
        Its first and its last moment, each as `moment_in` reads it.
    zone
        IANA name of the zone of moments that name none.

    Raises
    ------
    ConfigurationError
        If it is no pair of moments, ends before it begins, is outside of the event, or no
        slot begins in it.
    """
    if frame.empty:
        raise ConfigurationError(
            "Nothing of this event was received yet, so that it has no window: export"
            " it once it has slots, or leave window out."
        )
    begin = frame.index[0]
    try:
        first, last = pair
    except (TypeError, ValueError):
        raise ConfigurationError(
            f"window is {pair!r}: give its first and its last moment, or leave it out"
            " for the whole event."
        ) from None
    first, last = (
        moment_in(moment, begin.timestamp(), zone).tz_convert("UTC")
        for moment in (first, last)
    )
    if not first < last:
        raise ConfigurationError(
            f"window is from {_said(first)} to {_said(last)} UTC, which does not end"
            " after it begins: give its first and its last moment."
        )
    window = Window(first, last, len(frame))
    if window.of(frame).empty:
        raise ConfigurationError(
            f"No slot begins between {_said(first)} and {_said(last)} UTC, and the event"
            f" is from {_said(begin)} to {_said(frame.index[-1])} UTC: give a window in"
            " it with at least one slot."
        )
    return window


def _said(at: pd.Timestamp) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
