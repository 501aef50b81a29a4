"""Lengths of time and moments, as people write them."""

from __future__ import annotations

import re
from datetime import datetime

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.poller import check_interval
from webcast_widget.timeline.length import seconds

_DATE = re.compile(r"\d{4}-\d")


def interval_of(value: str | float | pd.Timedelta) -> float:
    """Read the time between two polls, in seconds.

    Raises
    ------
    ConfigurationError
        If it is no length of time, or cannot be used.
    """
    return check_interval(seconds(value))


def moment_of(when: datetime | float | str | pd.Timedelta, first: float) -> float:
    """Read a moment: epoch seconds, UTC.

    Parameters
    ----------
    when
        A moment with a time zone, such as ``"2026-11-22 15:00Z"``; or how long after
        `first`: seconds, or text such as ``"20m"``.
    first
        Epoch seconds.

    Raises
    ------
    ConfigurationError
        If it is neither.
    """
    if isinstance(when, str) and _is_date(when):
        when = pd.Timestamp(when)
    if isinstance(when, datetime):
        # pandas' missing moment is a datetime too, and has no zone either.
        if when.tzinfo is None:
            raise ConfigurationError(
                f"The moment {when!s} has no time zone: give one, such as"
                f" '{when!s}Z' for UTC, or datetime(..., tzinfo=UTC)."
            )
        return when.timestamp()
    return first + seconds(when)


def _is_date(text: str) -> bool:
    """Tell whether a text is a moment, with its year, and no length of time."""
    if not _DATE.match(text):
        return False
    try:
        pd.Timestamp(text)
    except ValueError:
        return False
    return True
