"""Numbers, moments and lengths of time, as sentences say them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

NOT_KNOWN: Final = "\N{EN DASH}"
"""What stands where a figure is not known."""

MINUS: Final = "\N{MINUS SIGN}"

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_LONG_S: Final = 100 * _HOUR_S
"""From here on minutes say nothing any more, seconds."""


def count(value: float | None) -> str:
    """Give a number of people or things, to the unit.

    >>> count(1066.4), count(None) == NOT_KNOWN
    ('1,066', True)
    """
    return NOT_KNOWN if value is None else f"{value:,.0f}"


def signed(value: float | None) -> str:
    """Give a change, with its sign.

    >>> signed(-300) == MINUS + "300", signed(979), signed(0)
    (True, '+979', '0')
    """
    if value is None:
        return NOT_KNOWN
    said = f"{abs(value):,.0f}"
    sign = "" if said == "0" else "+" if value > 0 else MINUS
    return sign + said


def decimal(value: float | None, places: int) -> str:
    """Give a number with so many decimals.

    >>> decimal(0.3069, 2)
    '0.31'
    """
    return NOT_KNOWN if value is None else f"{value:,.{places}f}"


def share(value: float | None, places: int = 1) -> str:
    """Give a share, 0 to 1, as a percentage; 100 % is all of it, and nothing less.

    >>> share(0.116), share(0.99999), share(1.0)
    ('11.6 %', '99.9 %', '100 %')
    """
    if value is None:
        return NOT_KNOWN
    if value in {0, 1}:
        return f"{100 * value:.0f} %"
    edge = 10.0**-places
    return f"{min(max(100 * value, edge), 100 - edge):.{places}f} %"


def change(part: float, places: int = 0) -> str:
    """Give a change as a percentage, with its sign.

    >>> change(-0.284) == MINUS + "28 %", change(0.03), change(-0.001)
    (True, '+3 %', '0 %')
    """
    said = f"{abs(100 * part):,.{places}f}"
    sign = "" if float(said.replace(",", "")) == 0 else "+" if part > 0 else MINUS
    return f"{sign}{said} %"


def length(seconds: float | None) -> str:
    """Give a length of time.

    >>> [length(each) for each in (40, 130, 600, 5400, 5_400_000)]
    ['40 s', '2 min 10 s', '10 min', '1 h 30 min', '1,500 h']
    """
    if seconds is None:
        return NOT_KNOWN
    whole = round(seconds)
    if whole < _HOUR_S:
        minutes, rest = divmod(whole, _MINUTE_S)
        parts = [f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest)
        return " ".join(parts) or "0 s"
    hours, minutes = divmod(round(whole / _MINUTE_S), 60)
    if whole >= _LONG_S or not minutes:
        return f"{hours:,} h"
    return f"{hours} h {minutes} min"


def clock(at: pd.Timestamp, *, day: bool = False) -> str:
    """Give a moment by the clock of its zone; seconds where they are not 0.

    >>> import pandas as pd
    >>> clock(pd.Timestamp("2026-11-19 15:20:10", tz="UTC"))
    '15:20:10'
    >>> clock(pd.Timestamp("2026-11-19 15:20", tz="UTC"), day=True)
    '19 November 2026, 15:20'
    """
    said = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at.day} {at:%B %Y}, {said}" if day else said


def zone(at: pd.Timestamp) -> str:
    """Give the name of a moment's time zone."""
    return str(at.tz)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Say which known names are meant, perhaps.

    >>> suggestion("peek_viewers", ["peak_viewers", "plays"])
    'did you mean peak_viewers?'
    >>> suggestion("xyz", ["peak_viewers", "plays"])
    'choose one of peak_viewers, plays.'
    """
    names = list(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"choose one of {', '.join(names)}."


def listed(several: Sequence[str], last_with: str = "and") -> str:
    """Name several things in a sentence.

    >>> listed(["one"]), listed(["one", "two", "three"]), listed(["a", "b"], "or")
    ('one', 'one, two and three', 'a or b')
    """
    *first, last = several
    return f"{', '.join(first)} {last_with} {last}" if first else last
