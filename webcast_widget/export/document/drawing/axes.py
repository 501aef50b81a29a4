"""Axes: where their ticks are, what they say, and how they are drawn. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.export.document.drawing import labels, marks

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from webcast_widget.export.document.drawing.curve import Box
    from webcast_widget.export.document.drawing.marks import Mark

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_STEPS: Final = (
    *(60, 120, 300, 600, 900, 1800),
    *(_HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 91 * _DAY),
)
_MOST_TIMES: Final = 8
_MOST_VALUES: Final = 4
_FAR: Final = 0.08
"""Of the axis: a left end so far from the first round time is told as well."""
_BELOW: Final = 18
"""How far below its axis a tick of time says what it is."""
_AT_RIGHT: Final = 14
"""How far beyond the plot a text may reach."""


def values(top: float, most: int = _MOST_VALUES) -> list[float]:
    """Give the ticks of an axis that begins at 0 and holds `top`, `most` or a few more.

    Returns
    -------
    list of float
        From 0 on, at round distances; the last one is the axis's end.
    """
    if not 0 < top < math.inf:
        return [0.0, 1.0]
    rough = top / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        power * each for each in (1, 2, 2.5, 3, 5, 10) if power * each >= rough * 0.999
    )
    return [step * number for number in range(math.ceil(top / step * 0.999) + 1)]


def between(low: float, high: float, most: int) -> list[float]:
    """Give the round values between two, `most` at the most."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [step * number for number in range(first, last + 1)]


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
        Epoch seconds and text, ascending. The left end is one where the first round
        time is far from it. Where there are several days, the first tick of each says
        which.
    """
    span = max(last - first, 1.0)
    longest = math.ceil(span / _MOST_TIMES / _STEPS[-1]) * _STEPS[-1]
    step = next((each for each in _STEPS if span / each <= _MOST_TIMES), longest)
    # Round in the zone's time as of the left end: after a change of clocks a long
    # step is beside the round hour, and says so.
    offset = local(first, zone).utcoffset().total_seconds()  # type: ignore[union-attr]
    at = math.ceil((first + offset) / step) * step - offset
    ticks = [first] if at - first > _FAR * span else []
    while at <= last:
        ticks.append(at)
        at += step
    days = [local(each, zone).date() for each in (first, last)]
    day = days[0] if days[0] == days[1] else None
    said = []
    for at in ticks:
        moment = local(at, zone)
        words = f"{moment:%H:%M}"
        if moment.date() != day:
            day = moment.date()
            whole_day = step >= _DAY and words == "00:00"
            words = f"{day.day} {day:%b}" + ("" if whole_day else f" {words}")
        said.append((at, words))
    return said


def local(at: float, zone: ZoneInfo) -> pd.Timestamp:
    """Give epoch seconds as a moment of a zone."""
    return pd.Timestamp(at, unit="s", tz="UTC").tz_convert(zone)


def value_marks(box: Box, ticks: list[float], unit: str = "") -> list[Mark]:
    """Draw an axis of values: a line across for each tick, and its number at the left.

    Parameters
    ----------
    box
        Of the plot.
    ticks
        As of `values`.
    unit
        Said behind each number.
    """
    drawn = []
    for tick in ticks:
        y = box.y(tick)
        across = (
            f"M{marks.number(box.left)} {marks.number(y)}H{marks.number(box.right)}"
        )
        words = f"{value_label(tick)}{unit}"
        drawn += [
            marks.path("grid", across),
            marks.text(box.left - 8, y + 4, words, "ax", "end"),
        ]
    return drawn


def time_marks(box: Box, zone: ZoneInfo, y: float) -> list[Mark]:
    """Draw an axis of time: its ticks, and the moments that they are at.

    Parameters
    ----------
    box
        Whose moments they are, epoch seconds.
    zone
        Of the moments that are said.
    y
        Where it is.
    """
    ticks = times(box.first, box.last, zone)
    return [
        mark
        for at, words in ticks
        for mark in (
            marks.path("tick", f"M{marks.number(box.x(at))} {marks.number(y)}v5"),
            _held(box, box.x(at), y + _BELOW, words),
        )
    ]


def number_marks(box: Box, every: float, y: float, words: str) -> list[Mark]:
    """Draw an axis of numbers, and say below it what they are.

    Parameters
    ----------
    box
        Whose numbers they are.
    every
        From one tick to the next.
    y
        Where it is.
    words
        What the numbers are of.
    """
    size = math.floor((box.last - box.first) / every + 1e-9)
    drawn = [
        marks.text(box.x(at), y + 14, value_label(at), "ax", "middle")
        for at in (box.first + every * step for step in range(size + 1))
    ]
    middle = box.left + box.width / 2
    return [*drawn, marks.text(middle, y + 30, words, "ax", "middle")]


def _held(box: Box, x: float, y: float, words: str) -> Mark:
    """Put a text below its tick, and never beyond the picture."""
    half = labels.width(words) / 2
    if x + half > box.right + _AT_RIGHT:
        return marks.text(box.right + _AT_RIGHT, y, words, "ax", "end")
    if x - half < 0:
        return marks.text(0, y, words, "ax", "start")
    return marks.text(x, y, words, "ax", "middle")
