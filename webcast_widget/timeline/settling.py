"""Settling: how the slots of this event fill up, learnt from its own revisions."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.timeline.cadence import provisional_s
from webcast_widget.timeline.estimate import LEAST, Estimate, learnt, prior
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

WATCHED_S: Final = 300
"""A slot is watched for so long, seconds: what comes later than that is not waited for."""

_SLOTS: Final = 120
"""So many slots are remembered, 20 minutes, so that what is learnt follows the event."""

_ANSWERS: Final = 300
"""And so many answers, until somebody asks for an estimate."""

_OVER_S: Final = SLOT_S + 5
"""From this age on a slot is estimated, seconds: it is over, and the heartbeats of its
last second had the time to arrive."""

_ASKED_AGAIN_S: Final = 120
"""A slot of this age, seconds, was asked for again often enough to tell how it settles."""

_STAYS: Final = 0.9
"""From the age on at which this share of the slots is as it stays, slots are settled."""

_AS_IT_STAYS: Final = 0.005
"""A count this near to its last one is as it stays, as a share of that."""


class Settling:
    """Watches slots fill up, and says what those will settle at that still do.

    Other cadences than that of 10 s have values of a moment, which do not fill up:
    nothing is learnt of those.

    Parameters
    ----------
    cadence_s
        How often the source counts, seconds.
    """

    def __init__(self, cadence_s: int) -> None:
        self._fills_up = cadence_s == SLOT_S
        self._floor_s = int(provisional_s(cadence_s))
        self._answers: deque[tuple[float, NDArray[np.int64], NDArray[np.float64]]] = (
            deque(maxlen=_ANSWERS)
        )
        self._late_at: float | None = None
        self._settles_s: int | None = self._floor_s
        self._as_of = 0.0
        # A row for each slot, by its start; made when there is something to watch.
        self._starts = np.empty(0, np.int64)
        self._now = np.empty(0)
        self._seen = np.empty((0, WATCHED_S), np.float32)
        # And up to each of these ages, at which age of a slot was told of it last.
        self._each_age = np.arange(self._floor_s, WATCHED_S, SLOT_S)
        self._newest = np.empty((0, len(self._each_age)), np.int64)

    def heard(
        self,
        as_of: float,
        starts: NDArray[np.int64],
        live: NDArray[np.float64],
        late: int,
    ) -> None:
        """Take in what an answer brought.

        Parameters
        ----------
        as_of
            The source's time of it, epoch seconds.
        starts, live
            Slots, epoch seconds, and their live viewers from now on, NaN where it does
            not say; shape (n,).
        late
            How many of them were changed that were old enough to be settled.
        """
        if not self._fills_up:
            return
        recent_s = _SLOTS * SLOT_S
        told = ~np.isnan(live) & (starts > as_of - recent_s) & (starts <= as_of)
        self._answers.append((as_of, starts[told], live[told]))
        if late:
            self._late_at = as_of
        is_recent = self._late_at is not None and as_of - self._late_at <= recent_s
        self._settles_s = None if is_recent else self._floor_s

    @property
    def settles_s(self) -> int:
        """From which age on slots of this event are settled, seconds since their start.

        60 at the least; more where nine of ten went on changing by more than half a
        percent after that.
        """
        if self._settles_s is None:
            self._catch_up()
            self._settles_s = self._learnt_settles_s()
        return self._settles_s

    def estimates(self, as_of: float, settled: int) -> tuple[Estimate, ...]:
        """Give the estimates of the slots that still fill up, by their start.

        Parameters
        ----------
        as_of
            The source's time of the last answer, epoch seconds.
        settled
            Start of the newest settled slot, epoch seconds.
        """
        if not self._fills_up:
            return ()
        self._catch_up()
        fills = (self._starts > settled) & (self._starts + _OVER_S <= as_of)
        known = self._starts <= as_of - self.settles_s
        found = []
        for row in np.flatnonzero(fills & (self._starts >= 0)):
            start, count = int(self._starts[row]), float(self._now[row])
            age_s = min(round(as_of - start), WATCHED_S - 1)
            of_slot = self._estimate(count, age_s, known)
            if of_slot is not None:
                found.append(Estimate(start, *of_slot))
        return tuple(sorted(found, key=lambda each: each.start))

    def _estimate(
        self, count: float, age_s: int, known: NDArray[np.bool_]
    ) -> tuple[int, int, int] | None:
        seen = _near(self._seen, age_s, known)
        there = ~np.isnan(seen)
        settled = known & there
        if int(settled.sum()) >= LEAST:
            return learnt(count, seen[settled], self._now[settled])
        guess = prior(count, age_s)
        grew = self._now[there].sum() / max(seen[there].sum(), 1.0)
        # What was seen of this event may have shown by now that it is slower.
        return guess if grew * count <= guess[2] else None

    def _learnt_settles_s(self) -> int:
        as_of = self._as_of
        is_old = (self._starts >= 0) & (self._starts <= as_of - _ASKED_AGAIN_S)
        old = np.flatnonzero(is_old)
        if len(old) < LEAST:
            return self._floor_s
        now = self._now[old, None]
        then = self._seen.take(old[:, None] * WATCHED_S + self._newest[old])
        # Written so that NaN stays as it is.
        moved = np.abs(then - now) > _AS_IT_STAYS * now
        changes = np.flatnonzero(moved.sum(axis=0) / len(old) > 1 - _STAYS)
        if not len(changes):
            return self._floor_s
        return int(self._each_age[changes[-1]]) + SLOT_S

    def _catch_up(self) -> None:
        while self._answers:
            self._take(*self._answers.popleft())

    def _take(
        self, as_of: float, starts: NDArray[np.int64], live: NDArray[np.float64]
    ) -> None:
        if not len(self._starts):
            self._starts = np.full(_SLOTS, -1, np.int64)
            self._now = np.full(_SLOTS, np.nan)
            self._seen = np.full((_SLOTS, WATCHED_S), np.nan, np.float32)
            self._newest = np.zeros((_SLOTS, len(self._each_age)), np.int64)
        self._as_of = as_of
        rows = starts // SLOT_S % _SLOTS
        # Watched from the beginning, or not at all.
        new = (starts > self._starts[rows]) & (starts > as_of - self._floor_s)
        self._starts[rows[new]] = starts[new]
        self._seen[rows[new]] = np.nan
        self._newest[rows[new]] = 0
        here = self._starts[rows] == starts
        self._now[rows[here]] = live[here]
        ages = np.rint(as_of - self._starts).astype(np.int64)
        is_watched = (ages >= 0) & (ages < WATCHED_S) & (self._starts >= 0)
        watched = np.flatnonzero(is_watched)
        ages = ages[watched]
        self._seen[watched, ages] = self._now[watched]
        told = ages[:, None] * (ages[:, None] <= self._each_age)
        self._newest[watched] = np.maximum(self._newest[watched], told)


def _near(
    seen: NDArray[np.float32], age_s: int, known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Give what was told of each slot at an age, or at the nearest one to it.

    The older a slot is the slower it grows, so that the farther ones will do: up to half
    of what it is older than a slot is long. They are gone to as far as is needed to know
    `LEAST` slots.
    """
    found = seen[:, age_s]
    for apart in range(1, max(1, (age_s - SLOT_S) // 2) + 1):
        if int((~np.isnan(found) & known).sum()) >= LEAST:
            break
        for each in (age_s + apart, age_s - apart):
            if 0 <= each < WATCHED_S:
                found = np.where(np.isnan(found), seen[:, each], found)
    return found.astype(np.float64)
