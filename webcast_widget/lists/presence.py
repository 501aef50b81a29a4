"""Presence: who was there when, by arithmetic of intervals alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class Stay(NamedTuple):
    """Somebody's being there: from one moment on and before another, epoch seconds."""

    viewer: str
    start: int
    end: int


class Joined(NamedTuple):
    """Stays of one person that overlap or touch, as one, and how many they were."""

    viewer: str
    start: int
    end: int
    joinings: int


def merged(stays: Iterable[Stay]) -> list[Joined]:
    """Join the stays of each person that overlap or touch; by person and time."""
    found: list[Joined] = []
    for stay in sorted(stays):
        last = found[-1] if found else None
        if last is not None and last.viewer == stay.viewer and stay.start <= last.end:
            end = max(last.end, stay.end)
            found[-1] = Joined(last.viewer, last.start, end, last.joinings + 1)
        else:
            found.append(Joined(*stay, 1))
    return found


def present(
    stays: Iterable[Joined],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the people whose stay covers the start of a slot.

    Parameters
    ----------
    stays
        Of one person none overlap; at least one.

    Returns
    -------
    starts : numpy.ndarray
        Of the slots of 10 s from the first to the last that anybody's stay covers, epoch
        seconds, shape (n,); empty where none covers any.
    people : numpy.ndarray
        How many there were, as many.
    """
    came, left = (
        np.sort([getattr(each, end) for each in stays]) for end in ("start", "end")
    )
    first = -(-int(came[0]) // SLOT_S) * SLOT_S
    starts = np.arange(first, int(left[-1]), SLOT_S, dtype=np.int64)
    people = np.searchsorted(came, starts, "right") - np.searchsorted(
        left, starts, "right"
    )
    covered = np.flatnonzero(people)
    if not covered.size:
        return starts[:0], people[:0].astype(np.int64)
    whole = slice(int(covered[0]), int(covered[-1]) + 1)
    return starts[whole], people[whole].astype(np.int64)


def most_at_once(stays: Iterable[Stay | Joined]) -> int:
    """Give the most stays at any moment, however short that was."""
    edges = [edge for each in stays for edge in ((each.start, 1), (each.end, -1))]
    at_once, most = 0, 0
    # Who leaves at a moment is not there any more when somebody comes.
    for _, change in sorted(edges):
        at_once += change
        most = max(most, at_once)
    return most
