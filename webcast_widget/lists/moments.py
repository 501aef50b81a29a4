"""Moments as people and programs write them: which format, which order, which zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK: Final = (
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
)
_ZONE: Final = r"\s*(?:(?:UTC|GMT)(?=[+-]))?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_BRACKETS: Final = re.compile(r"(.*?)\s*\(([^()]{1,60})\)")
"""What a zone is called, behind it; or the zone, where there is none before."""

_DAY: Final = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?\s+)?"
"""A day of the week before a date says nothing more."""

_ISO: Final = re.compile(
    rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[T\s,]+{_CLOCK})?{_ZONE}"
)
_FIGURES: Final = re.compile(
    rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:,?\s+{_CLOCK})?{_ZONE}"
)
_NAMED: Final = re.compile(
    rf"{_DAY}(?:([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})|(\d{{1,2}})\.?\s+([A-Za-z]{{3,9}}))\.?,?\s+(\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?{_CLOCK})?{_ZONE}"
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ],
        start=1,
    )
}
_NOON: Final = 12
_YEARS: Final = range(1990, 2106)
"""Nobody counted viewers of a stream before, and slots end there."""

_MOST_AHEAD: Final = timedelta(hours=14)
"""No clock on earth is further from UTC."""


def check_zone(name: str | None, what: str) -> ZoneInfo | None:
    """Give a time zone by its name; None for none.

    Raises
    ------
    ConfigurationError
        If there is no such zone.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise ConfigurationError(
            f"There is no time zone {name!r}: give {what} the IANA name of one, such as"
            " 'Europe/Paris'."
        ) from None


def read_moment(text: str, *, day_first: bool) -> datetime | None:
    """Read a moment; None if it is none.

    Parameters
    ----------
    text
        From 1990 to 2105, such as ``2026-11-22T10:15:00Z``, ``22.11.2026 10:15``, ``11/22/26, 10:15:00 AM``
        or ``Nov 22, 2026 10:15 AM``. A fraction of a second is left out.
    day_first
        Whether ``1/2/2026`` is the first of February. With dots it always is.

    Returns
    -------
    datetime.datetime
        With a time zone where the text has one.
    """
    if found := _BRACKETS.fullmatch(text):
        plain, inside = found.groups()
        at = read_moment(plain, day_first=day_first)
        if at is None or at.tzinfo is not None:
            return at
        # A name of nobody knows which zone makes it no moment.
        return read_moment(f"{plain} {inside}", day_first=day_first)
    if found := _ISO.fullmatch(text):
        year, month, day = (int(found[at]) for at in (1, 2, 3))
        return _moment(year, month, day, found.groups()[3:])
    if found := _FIGURES.fullmatch(text):
        first, second, year = (int(found[at]) for at in (1, 3, 4))
        leads = day_first or found[2] == "."
        day, month = (first, second) if leads else (second, first)
        return _moment(year + 2000 * (year < 100), month, day, found.groups()[4:])  # noqa: PLR2004 - of two digits
    if found := _NAMED.fullmatch(text):
        word, day = found[1] or found[4], int(found[2] or found[3])
        month = _MONTHS.get(word[:3].lower(), 0)
        return _moment(int(found[5]), month, day, found.groups()[5:])
    return None


def is_moment(text: str) -> bool:
    """Tell whether a text is a moment, in whatever order day and month are."""
    return any(
        read_moment(text, day_first=order) is not None for order in (False, True)
    )


def is_either(text: str) -> bool:
    """Tell whether a text is a moment that hangs on the order of day and month."""
    inside = _BRACKETS.fullmatch(text)
    found = _FIGURES.fullmatch(inside[1] if inside else text)
    return found is not None and found[2] != "."


def _moment(
    year: int, month: int, day: int, rest: tuple[str | None, ...]
) -> datetime | None:
    hour, minute, second, half, zone = rest
    if year not in _YEARS:
        return None
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + (_NOON if half in "Pp" else 0)
    try:
        at = datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 - the text has none
    except ValueError:
        return None
    if not zone:
        return at
    if zone[0] in "+-":
        sign = -1 if zone[0] == "-" else 1
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return at.replace(tzinfo=UTC) - sign * ahead if ahead <= _MOST_AHEAD else None
    return at.replace(tzinfo=UTC)


def epoch_s(at: datetime, zone: ZoneInfo) -> int:
    """Give a moment as epoch seconds; one without a zone is of the zone given.

    Raises
    ------
    ConfigurationError
        If the clocks of the zone show it twice, or never.
    """
    if at.tzinfo is not None:
        return int(at.timestamp())
    early, late = (
        int(at.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)
    )
    if early != late:
        raise ConfigurationError(
            f"The clocks of {zone.key} show {at:%Y-%m-%d %H:%M} twice or never: give"
            " moments in UTC, or with their offset."
        )
    return early


def needs_zone(moments: Iterable[datetime]) -> bool:
    """Tell whether any of these moments says no time zone."""
    return any(at.tzinfo is None for at in moments)


NO_ZONE: Final = (
    "These moments have no time zone: say which they are told in, such as"
    " time_zone='Europe/Paris'."
)
