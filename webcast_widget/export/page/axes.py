"""Where an axis has its ticks, and what they say: pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_STEPS: Final = (
    *(60, 120, 300, 600, 900, 1800),
    *(_HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 91 * _DAY),
)
_MOST_TIMES: Final = 8
_MOST_VALUES: Final = 4


def values(top: float) -> list[float]:
    """Give the ticks of an axis that begins at 0 and holds `top`.

    Returns
    -------
    list of float
        From 0 on, at round distances; the last one is the axis's end.
    """
    if not 0 < top < math.inf:
        return [0.0, 1.0]
    rough = top / _MOST_VALUES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999
    )
    return [step * number for number in range(math.ceil(top / step * 0.999) + 1)]


def value_label(value: float) -> str:
    """Give a tick of an axis of values in words.

    >>> [value_label(each) for each in (0, 0.25, 500.0, 2500.0, 20000.0)]
    ['0', '0.25', '500', '2,500', '20,000']
    """
    return f"{value:,.10g}"


def times(first: float, last: float, zone: ZoneInfo) -> list[tuple[float, str]]:
    """Give the ticks of an axis of time, and what they say.

    Parameters
    ----------
    first, last
        Its ends, epoch seconds.
    zone
        Whose round times they are at.

    Returns
    -------
    list of tuple
        Epoch seconds and text, ascending; the first one, and the first of each day,
        says the day.
    """
    span = max(last - first, 1.0)
    step = next((each for each in _STEPS if span / each <= _MOST_TIMES), _STEPS[-1])
    # Round in the zone's time as of the left end: after a change of clocks a long
    # step is beside the round hour, and says so.
    offset = _local(first, zone).utcoffset().total_seconds()  # type: ignore[union-attr]
    at = math.ceil((first + offset) / step) * step - offset
    ticks: list[tuple[float, str]] = []
    day = None
    while at <= last:
        moment = _local(at, zone)
        words = f"{moment:%H:%M}"
        if moment.date() != day:
            day = moment.date()
            words = f"{moment.day} {moment:%b}" + ("" if step >= _DAY else f" {words}")
        ticks.append((at, words))
        at += step
    return ticks


def _local(at: float, zone: ZoneInfo) -> pd.Timestamp:
    return pd.Timestamp(at, unit="s", tz="UTC").tz_convert(zone)
