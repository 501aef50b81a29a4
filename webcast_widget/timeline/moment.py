"""Moments as people say them: "15:30", a date with its time, epoch seconds. Pure."""

from __future__ import annotations

import math
import re
from numbers import Real
from typing import Any, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.number import is_number
from webcast_widget.timeline.slots import END_OF_TIME_S

_DAY_S: Final = 86_400
_OF_DAY: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?\Z"
)
_NOON: Final = 12


def moment_in(said: Any, first: float, zone: Any = "UTC") -> pd.Timestamp:
    """Read a moment of an event.

    Parameters
    ----------
    said
        A moment with or without a time zone, as a text, a `datetime`, a
        `pandas.Timestamp`, or epoch seconds. Without a zone it is the event's; a time
        of day alone, ``"15:30"``, is the first one at or after the event's first minute.
    first
        When the event begins, epoch seconds.
    zone
        The event's time zone.

    Raises
    ------
    ConfigurationError
        If it is no moment, or one that the clocks show twice or never.
    """
    if isinstance(said, str) and (found := _OF_DAY.match(said.strip())):
        hour, minute, second = (int(part or 0) for part in found.groups()[:3])
        if half := found[4]:
            # None of a clock with two halves is beyond all days.
            of_half = hour % _NOON if 1 <= hour <= _NOON else _DAY_S
            hour = of_half + (_NOON if half in "Pp" else 0)
        return _of_day(said, hour * 3600 + minute * 60 + second, first, zone)
    if isinstance(said, Real):
        is_some = is_number(said) and math.isfinite(said)
        at = _read(float(said), unit="s", tz="UTC") if is_some else None
    else:
        at = _read(said)
    if at is None:
        raise ConfigurationError(
            f"{said!r} is no moment: give one such as '15:30' or '2026-11-19 15:30'."
        )
    moment = _in_zone(at, zone) if at.tz is None else at.tz_convert(zone)
    if not 0 <= moment.timestamp() < END_OF_TIME_S:
        raise ConfigurationError(
            f"{said!r} is before 1970 or after 2105: give a moment such as '15:30' or"
            " '2026-11-19 15:30', or epoch seconds."
        )
    return moment


def _read(said: Any, **how: str) -> pd.Timestamp | None:
    try:
        at: Any = pd.Timestamp(said, **how)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return at if isinstance(at, pd.Timestamp) else None


def _of_day(said: str, seconds: int, first: float, zone: Any) -> pd.Timestamp:
    """Give the first such time of day that is not before the event's first minute."""
    if seconds >= _DAY_S:
        raise ConfigurationError(
            f"{said!r} is no time of day: give one such as '15:30'."
        )
    # Of UTC's minutes: of a zone's, pandas rounds none in the hour that comes twice.
    begin = pd.Timestamp(first, unit="s", tz="UTC").floor("min").tz_convert(zone)
    today = begin.tz_localize(None).normalize() + pd.Timedelta(seconds=seconds)
    at = _in_zone(today, zone)
    return at if at >= begin else _in_zone(today + pd.Timedelta(days=1), zone)


def _in_zone(naive: pd.Timestamp, zone: Any) -> pd.Timestamp:
    try:
        return naive.tz_localize(zone, ambiguous="raise", nonexistent="raise")
    except ValueError:
        raise ConfigurationError(
            f"The clocks of {zone} show {naive:%Y-%m-%d %H:%M} twice or never:"
            " give the moment with its offset, such as"
            f" '{naive:%Y-%m-%d %H:%M}+00:00'."
        ) from None
