"""Belief: which time an event is of, as most of several answers have it.

One answer may be wrong by years: a server whose clock was not set yet. What it says is
not known to be wrong until others speak of another time, and those are not known to be
right until several of them agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from webcast_widget.timeline.slots import REACH_S

AGREE: Final = 3
"""So many answers have to agree on another time, and more than agreed on the first."""

_TRUST: Final = 30
"""No more answers than these have to be outnumbered: five minutes of polling."""


@dataclass(frozen=True)
class Belief:
    """What answers agree on.

    Parameters
    ----------
    votes
        How many answers agreed with what is known, of late.
    rival
        A moment of the other time that answers speak of, epoch seconds; None if none do.
    rivals
        How many of them do.
    is_doubted
        Whether the last answer was one of them.
    """

    votes: int = 0
    rival: int | None = None
    rivals: int = 0
    is_doubted: bool = False

    @property
    def is_overturned(self) -> bool:
        """Whether the other time is to be believed."""
        return self.rivals >= AGREE and self.rivals > self.votes

    def heard(self, moment: int, extent: tuple[int, int] | None) -> Belief:
        """Give what is believed after an answer.

        Parameters
        ----------
        moment
            The middle of those that it speaks of, epoch seconds.
        extent
            The first and the last moment that is known, epoch seconds; None if none is.
        """
        if extent is None or extent[0] - REACH_S <= moment <= extent[1] + REACH_S:
            votes, rivals = min(self.votes + 1, _TRUST), max(self.rivals - 1, 0)
            return Belief(votes, self.rival if rivals else None, rivals)
        if self.rival is not None and abs(moment - self.rival) <= REACH_S:
            return replace(self, rivals=self.rivals + 1, is_doubted=True)
        return replace(self, rival=moment, rivals=1, is_doubted=True)
