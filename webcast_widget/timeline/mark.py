"""Marks: what began when in an event, and who said so. Together they are its run sheet.

Nothing that was said is forgotten: of one moment the last word counts, and a mark
without a title takes back the one that stood there.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.moment import moment_in
from webcast_widget.timeline.slots import END_OF_TIME_S, MINUTE_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST: Final = 500
"""So many characters of a mark's title, and of who set it, are kept."""

CUE_POINTS: Final = "vendor's cue points"
"""Who set the marks that the vendor's API tells."""

AGENDA: Final = "agenda file"
"""Who set those of an agenda."""

_UNPRINTABLE: Final = re.compile(
    # Controls, separators of lines, and what turns the direction of text.
    r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+"
)

COLUMNS: Final = {
    "title": "str",
    "start": "datetime64[us, UTC]",
    "end": "datetime64[us, UTC]",
    "set_by": "str",
    "set_at": "datetime64[us, UTC]",
}
"""Columns of a frame of marks, with their dtypes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What began at a moment.

    Parameters
    ----------
    at
        When it began, epoch seconds UTC.
    title
        What it is called, as one printable line, of which the first 500 characters
        count; empty takes back what was said of that moment.
    end
        When it ends, epoch seconds; None where the next one begins.
    set_by
        Who said so: a user's name, "vendor's cue points" or "agenda file".
    set_at
        When that was said, epoch seconds of the machine's clock.
    """

    at: int
    title: str
    end: int | None = None
    set_by: str = ""
    set_at: float = 0.0

    def __post_init__(self) -> None:
        for field in ("title", "set_by"):
            object.__setattr__(self, field, one_line(getattr(self, field)))

    @property
    def said(self) -> tuple[int, str, int | None]:
        """What was said, whoever said it and when."""
        return self.at, self.title, self.end


def one_line(text: Any) -> str:
    r"""Give a title as one printable line; nothing for one that is missing.

    >>> one_line(" Q&A\r\n with all\x00 "), one_line(None), one_line(float("nan"))
    ('Q&A with all', '', '')
    """
    if pd.api.types.is_scalar(text) and pd.isna(text):
        return ""
    return _UNPRINTABLE.sub(" ", legible(str(text))).strip()[:LONGEST].strip()


def mark_of(
    title: str,
    at: Any,
    end: Any,
    within: tuple[float, float],
    set_by: str,
    set_at: float,
) -> Mark:
    """Make a mark of what somebody says.

    Parameters
    ----------
    title, set_by, set_at
        As in `Mark`.
    at, end
        Moments as `webcast_widget.timeline.moment.moment_in` reads them.
    within
        From when to when the event is, epoch seconds.

    Raises
    ------
    ConfigurationError
        If it has no title, is outside the event, or ends before it begins.
    """
    name = one_line(title)
    if not name:
        raise ConfigurationError("A mark without a title says nothing: give it one.")
    first, last = within
    # People name minutes: what began in the event's first one began with it.
    begin = math.floor(moment_in(at, first).timestamp())
    if not first // MINUTE_S * MINUTE_S <= begin < last:
        raise outside(name, begin, within)
    stop = None if end is None else math.floor(moment_in(end, first).timestamp())
    if stop is not None and stop <= begin:
        raise ConfigurationError(
            f"{quoted(name)} ends before it begins: give the later moment as end."
        )
    return Mark(begin, name, stop, set_by, set_at)


def outside(title: str, at: float, within: tuple[float, float]) -> ConfigurationError:
    """Say that a mark is outside the event."""
    began, first, last = (
        f"{pd.Timestamp(each, unit='s'):%Y-%m-%d %H:%M}" for each in (at, *within)
    )
    return ConfigurationError(
        f"{quoted(title)} begins at {began} UTC, outside the event, which is from {first}"
        f" to {last} UTC: give a moment in it, with its time zone if that is not UTC."
    )


def quoted(title: str) -> str:
    """Give a title as sentences name it."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"


def current(said: Iterable[Mark]) -> tuple[Mark, ...]:
    """Give the marks that hold, in order of time: the last word of each moment."""
    last = {mark.at: mark for mark in said}
    return tuple(last[at] for at in sorted(last) if last[at].title)


def said_by(said: Sequence[Mark], moment: float, over: float) -> tuple[Mark, ...]:
    """Give what had been said of the run sheet at a moment of an event that is over.

    What was set or corrected after the event counts from when it began.

    Parameters
    ----------
    said
        All that was said, in the order in which it was.
    moment
        Epoch seconds.
    over
        When the event was over, epoch seconds.
    """
    corrected = {mark.at for mark in said if mark.set_at > over}
    return tuple(
        mark
        for mark in said
        if (
            mark.set_at > over and mark.at <= moment
            if mark.at in corrected
            else mark.set_at <= moment
        )
    )


def new_of(marks: Iterable[Mark], known: Iterable[Mark]) -> tuple[Mark, ...]:
    """Give what was never said before; a source says the same again and again."""
    said = {mark.said for mark in known}
    return tuple({mark.said: mark for mark in marks if mark.said not in said}.values())


def read_marks(told: Sequence[Mark]) -> tuple[tuple[Mark, ...], int]:
    """Give the marks of an answer that can be, and how many cannot."""
    # As plain numbers: others could not be written down.
    sound = tuple(
        Mark(
            int(mark.at),
            str(mark.title),
            None if mark.end is None else int(mark.end),
            str(mark.set_by),
            float(mark.set_at),
        )
        for mark in told
        if _is_sound(mark)
    )
    return sound, len(told) - len(sound)


def _is_sound(mark: Any) -> bool:
    """Tell whether this is a mark at moments that there are, whoever hands it over."""
    if not isinstance(mark, Mark):
        return False
    moments: list[Any] = [mark.at, mark.set_at]
    moments += [] if mark.end is None else [mark.end]
    # Written so that NaN is none.
    return all(
        isinstance(each, Real) and 0 <= float(each) < END_OF_TIME_S for each in moments
    ) and (mark.end is None or int(mark.at) < int(mark.end))


def marks_frame(marks: Sequence[Mark]) -> pd.DataFrame:
    """Give a row for each mark, as `COLUMNS` has it; ``end`` is missing where none is."""
    return pd.DataFrame(
        {
            "title": [mark.title for mark in marks],
            "start": _moments([mark.at for mark in marks]),
            "end": _moments([mark.end for mark in marks]),
            "set_by": [mark.set_by for mark in marks],
            "set_at": _moments([mark.set_at for mark in marks]),
        }
    ).astype(COLUMNS)


def _moments(seconds: Sequence[float | None]) -> pd.DatetimeIndex:
    micros = [None if each is None else round(each * 1e6) for each in seconds]
    values = pd.Series(micros, dtype="Int64")
    return pd.DatetimeIndex(pd.to_datetime(values, unit="us", utc=True))
