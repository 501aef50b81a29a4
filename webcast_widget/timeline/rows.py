"""Records as arrays: what can be of them, and one column for each start."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.slots import END_OF_TIME_S, MINUTE_S, is_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from webcast_widget.timeline.figure import Figure
    from webcast_widget.timeline.records import Minute, Slot

_PLAIN: Final = {int, float, type(None), np.int64, np.float64}
"""What is looked at as arrays, all at once; anything else is looked at one by one."""


@dataclass(frozen=True)
class Rows:
    """Figures by start.

    Parameters
    ----------
    starts
        Epoch seconds, UTC, ascending, each once; shape (n,).
    figures
        In the order of the registry, shape (figures, n); NaN is missing.
    """

    starts: NDArray[np.int64]
    figures: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.starts)

    def where(self, these: NDArray[np.bool_]) -> Rows:
        """Give some of them."""
        return self if these.all() else Rows(self.starts[these], self.figures[:, these])


@dataclass(frozen=True)
class Said:
    """What an answer says, in its order: a start may be there more than once.

    Parameters
    ----------
    starts, figures
        As those of `Rows`.
    said
        Where something is said, shape as that of the figures.
    off_grid
        How many were left out as they begin at no moment of the grid.
    """

    starts: NDArray[np.int64]
    figures: NDArray[np.float64]
    said: NDArray[np.bool_]
    off_grid: int = 0

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, first: int, last: int) -> Said:
        """Give what is from one moment to another, both included."""
        here = (self.starts >= first) & (self.starts <= last)
        if here.all():
            return self
        figures, said = self.figures[:, here], self.said[:, here]
        return Said(self.starts[here], figures, said, self.off_grid)

    def by_start(self) -> tuple[Rows, NDArray[np.bool_]]:
        """Sort by start; of a start that is there twice, the last that is said stays.

        Returns
        -------
        rows : Rows
            NaN where nothing is said.
        said : numpy.ndarray
            Where something is.
        """
        if (self.starts[1:] > self.starts[:-1]).all():
            return Rows(self.starts, self.figures), self.said
        starts, place = np.unique(self.starts, return_inverse=True)
        shape = len(self.figures), len(starts)
        figures, said = np.full(shape, np.nan), np.zeros(shape, np.bool_)
        for at, here in enumerate(self.said):
            figures[at, place[here]] = self.figures[at, here]
            said[at, place[here]] = True
        return Rows(starts, figures), said


def read_slots(slots: Sequence[Slot], until: float, grid: int) -> Said:
    """Give what can be of slots: one that says something impossible is none.

    Parameters
    ----------
    slots
        As a source told them; None is not said.
    until
        No slot begins later, epoch seconds.
    grid
        What starts are multiples of, seconds.
    """
    told = [list(map(get, slots)) for get in _OF_SLOT]
    table = _table(told)
    unsaid = sum(each.count(None) for each in told)
    if table is None or np.count_nonzero(np.isnan(table)) != unsaid:
        rows = [row for row in zip(*told, strict=True) if _can_be(row)]
        table = np.array(rows, np.float64).reshape(-1, len(_OF_SLOT)).T
    starts, figures = table[0], table[1:]
    sound = _timely(starts, until) & ~_impossible(figures, _OF_SLOTS).any(axis=0)
    off = sound & (np.where(sound, starts, 0) % grid != 0)
    sound &= ~off
    starts, figures = starts[sound].astype(np.int64), figures[:, sound]
    return Said(starts, figures, ~np.isnan(figures), int(np.count_nonzero(off)))


def read_minutes(minutes: Sequence[Minute], until: float) -> Said:
    """Give what can be of minutes; what is impossible is not said.

    Parameters
    ----------
    minutes
        As a source told them. A missing value, None or NaN, is said: it clears the
        minute.
    until
        No minute begins later, epoch seconds.
    """
    told = [list(map(get, minutes)) for get in _OF_MINUTE]
    table = _table(told)
    if table is None:
        rows = zip(*told, strict=True)
        numbers = [_numbers(row) for row in rows if is_moment(row[0], MINUTE_S)]
        table = np.array(numbers, np.float64).reshape(-1, len(_OF_MINUTE)).T
    timely = _timely(table[0], until)
    timely &= np.where(timely, table[0], 1) % MINUTE_S == 0
    figures = table[1:, timely]
    impossible = _impossible(figures, _OF_MINUTES)
    figures[impossible] = np.nan
    return Said(table[0, timely].astype(np.int64), figures, ~impossible)


_START: Final = attrgetter("start")
_OF_SLOT: Final = (_START, *(attrgetter(figure.name) for figure in SLOT_FIGURES))
_OF_MINUTE: Final = (_START, *(attrgetter(figure.name) for figure in MINUTE_FIGURES))


def _table(told: list[list[Any]]) -> NDArray[np.float64] | None:
    """Give columns as an array; None if they are to be looked at one by one."""
    if not set().union(*(map(type, column) for column in told)) <= _PLAIN:
        return None
    try:
        return np.array(told, np.float64)
    except OverflowError:
        return None


def _can_be(row: tuple[Any, ...]) -> bool:
    """Tell whether all that a slot says is possible."""
    start, *values = row
    return isinstance(start, Real) and all(
        value is None or figure.is_possible(value)
        for figure, value in zip(SLOT_FIGURES, values, strict=True)
    )


def _numbers(row: tuple[Any, ...]) -> list[Any]:
    """Give a minute in numbers; a negative one stands for what is none."""
    start, *values = row
    return [start] + [
        value
        if value is None or value != value or figure.is_possible(value)  # noqa: PLR0124 - NaN alone differs from itself
        else -1.0
        for figure, value in zip(MINUTE_FIGURES, values, strict=True)
    ]


def _timely(starts: NDArray[np.float64], until: float) -> NDArray[np.bool_]:
    """Tell which starts can be moments; written so that NaN is not."""
    within: NDArray[np.bool_] = (
        (starts >= 0) & (starts < END_OF_TIME_S) & (starts <= until)
    )
    return within


def _impossible(figures: NDArray[np.float64], limits: _Limits) -> NDArray[np.bool_]:
    """Tell which figures cannot be; what is missing can."""
    most, counts = limits
    cannot: NDArray[np.bool_] = (figures < 0) | (figures > most)
    cannot |= counts & (np.floor(figures) < figures)
    return cannot


_Limits: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.bool_]]"


def _limits(figures: Sequence[Figure]) -> _Limits:
    """Give the largest that is possible of each figure, and whether it is a count."""
    return (
        np.array([[figure.most] for figure in figures], np.float64),
        np.array([[figure.is_count] for figure in figures]),
    )


_OF_SLOTS: Final = _limits(SLOT_FIGURES)
_OF_MINUTES: Final = _limits(MINUTE_FIGURES)
