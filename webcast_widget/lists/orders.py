"""The order of day and month, which a whole list decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.moments import is_either, read_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime


def read_moments(
    texts: Sequence[str],
    *,
    day_first: bool | None,
    what: str,
    rows: Sequence[int],
    fits: Callable[[list[datetime]], bool] = lambda _: True,
    ascending: Sequence[int] | None = None,
) -> list[datetime]:
    """Read moments that are all written in one order of day and month.

    Parameters
    ----------
    texts
        The moments.
    day_first
        Whether the day comes first; None lets the moments decide: a day above 12, and
        what must be so.
    what
        What they are moments of, for the error.
    rows
        The row of each in the file, as many, for the error; 0 where it is in none.
    fits
        Tells whether moments that were read can be meant.
    ascending
        Which of them may be expected in the order of time; all when left out.

    Raises
    ------
    ConfigurationError
        If one is no moment, or both orders can be meant and give different ones.
    """
    orders = (False, True) if day_first is None else (day_first,)
    if not any(map(is_either, texts)):
        orders = (True,)
    read = [[read_moment(text, day_first=order) for text in texts] for order in orders]
    whole = [[at for at in each if at is not None] for each in read]
    possible = [each for each in whole if len(each) == len(texts)]
    if not possible:
        best = max(read, key=lambda each: sum(at is not None for at in each))
        place = next(at for at, each in enumerate(best) if each is None)
        where = f"in row {rows[place]:,}" if rows[place] else "above the list"
        raise ConfigurationError(
            f"{texts[place]!r:.40} {where} ({what}) is no moment: give epoch seconds, or"
            " dates with a time such as '2026-11-22 10:15:00'."
        )
    if len(possible) > 1 and possible[0] != possible[1]:
        possible = [each for each in possible if fits(each)] or possible
    if len(possible) > 1 and possible[0] != possible[1]:
        places = range(len(texts)) if ascending is None else ascending
        in_order = [each for each in possible if _ascends([each[at] for at in places])]
        possible = in_order if len(in_order) == 1 else possible
    if len(possible) > 1 and possible[0] != possible[1]:
        place = next(
            at for at, two in enumerate(zip(*possible, strict=True)) if two[0] != two[1]
        )
        month, day = (
            f"{each[place].day} {each[place]:%B} {each[place].year}"
            for each in possible
        )
        raise ConfigurationError(
            f"{texts[place]!r:.40} can be {month} or {day}, and nothing in the list says"
            " which: say day_first=False or day_first=True."
        )
    return possible[0]


def _ascends(moments: Sequence[datetime]) -> bool:
    # As their texts tell them, so that all can be compared.
    clocks = [at.replace(tzinfo=None) for at in moments]
    return clocks == sorted(clocks)
