"""Numbers and moments of the document, beyond those that analyses tell as well."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from webcast_widget.analysis.words import NOT_KNOWN, clock

if TYPE_CHECKING:
    import pandas as pd


def minutes(seconds: float | None) -> str:
    r"""Give a length of time in minutes, to the tenth.

    >>> ascii((minutes(1068), minutes(math.inf), minutes(None)))
    "('17.8', '\\u221e', '\\u2013')"
    """
    if seconds is None or math.isnan(seconds):
        return NOT_KNOWN
    return "\N{INFINITY}" if math.isinf(seconds) else f"{seconds / 60:,.1f}"


def between(start: pd.Timestamp, end: pd.Timestamp, *, day: bool = False) -> str:
    r"""Give from when to when by the clock, to the minute.

    >>> import pandas as pd
    >>> first = pd.Timestamp("2026-11-19 15:43", tz="UTC")
    >>> ascii(between(first, first + pd.Timedelta('4min')))
    "'15:43\\u201315:47'"
    >>> ascii(between(first, first + pd.Timedelta('24h')))
    "'19 Nov 15:43\\u201320 Nov 15:43'"
    """
    day = day or start.date() != end.date()
    first, last = (
        (f"{at.day} {at:%b} " if day else "") + f"{at:%H:%M}" for at in (start, end)
    )
    return f"{first}\N{EN DASH}{last}"


def date(at: pd.Timestamp) -> str:
    """Give a day with its name.

    >>> import pandas as pd
    >>> date(pd.Timestamp("2026-11-19 15:43", tz="UTC"))
    'Thursday 19 November 2026'
    """
    return f"{at:%A} {at.day} {at:%B %Y}"


def span(start: pd.Timestamp, end: pd.Timestamp, zone: str) -> str:
    """Say from when to when something was, with the days.

    >>> import pandas as pd
    >>> first = pd.Timestamp("2026-11-19 15:00", tz="UTC")
    >>> span(first, first + pd.Timedelta("90min"), "UTC")
    'Thursday 19 November 2026, 15:00 to 16:30 UTC'
    """
    far = start.date() != end.date()
    last = f"{date(end)}, {clock(end)}" if far else clock(end)
    return f"{date(start)}, {clock(start)} to {last} {zone}"
