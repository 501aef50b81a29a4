"""The ``report`` service: whether the session may ask it, and what is left to ask.

It tells viewers, DVR and quality of each slot, and the quality of each minute, in two
calls for any hour. Servers of 2015 do not have it, and sessions of plain users may not
ask it: then `plan` does without. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, minute_of

HOUR_S: Final = 3600
"""Longest range asked for at once: far below the 20,000 s from which on a bucket is
more than a slot, and little enough for a server to answer in time."""

CALLS: Final = 2
"""Calls that one range takes."""

NEVER: Final = frozenset(
    {
        "SERVICE_FORBIDDEN",
        "SERVICE_DOES_NOT_EXISTS",
        "ACTION_DOES_NOT_EXISTS",
        "INVALID_ENUM_VALUE",
    }
)
"""Errors that say that this session, or this server, has no such reports."""

_TRIES = 5
_AHEAD_S = 600
"""A range that is to go to the present goes this far beyond, seconds: our idea of the
server's present may be late."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of time, half open, epoch seconds."""

    first: int
    end: int


class ReportPlan:
    """What is known about the ``report`` service, and which ranges are to be asked.

    Attributes
    ----------
    allowed
        Whether the session may ask it; None as long as that is not known.
    """

    def __init__(self, allowed: bool | None = None) -> None:  # noqa: FBT001 - what it is called
        self.allowed = allowed
        self._left: list[Range] = []
        self._laid = 0
        self._tries = 0

    def recent(self, since: float | None, now: float | None) -> Range | None:
        """Give the range up to the present; None if it is not to be asked for.

        Parameters
        ----------
        since
            From where on, epoch seconds; None for everything.
        now
            The server's present; None when it tells none.
        """
        if self.allowed is False or now is None:
            return None
        first = now - HOUR_S if since is None else max(since, now - HOUR_S)
        return Range(int(min(first, now - MINUTE_S)), int(now) + _AHEAD_S)

    def lay_out(self, first: float, end: float) -> None:
        """Note that the time from `first` to `end` is to be asked for, newest first."""
        last, laid = minute_of(end) + MINUTE_S, []
        while last > first:
            begin = max(last - HOUR_S, minute_of(first))
            laid.append(Range(begin, last))
            last = begin
        self._left = [*laid, *(span for span in self._left if span not in laid)]
        self._laid = len(self._left)

    def due(self, limit: int) -> list[Range]:
        """Give what is to be asked for now: half of `limit` calls, the rest is for plays."""
        if not self.allowed or limit <= 0:
            return []
        return self._left[: max(1, limit // (2 * CALLS))]

    def answered(self, span: Range) -> None:
        """Note that a range was told."""
        if span in self._left:
            self._left.remove(span)

    def failed(self, span: Range, now: float) -> None:
        """Note that a range could not be told: it is asked for again, last of all."""
        self.answered(span)
        self._left.append(Range(span.first, min(span.end, int(now) + SLOT_S)))
        self._laid = max(self._laid, len(self._left))

    def refused(self, code: str) -> None:
        """Note that the service answered an error while that is being found out."""
        self._tries += 1
        self.allowed = False if code in NEVER or self._tries >= _TRIES else None

    def granted(self) -> None:
        """Note that it answered."""
        self.allowed, self._tries = True, 0

    def progress(self) -> float | None:
        """Give the share of what was laid out that was told; None if all was."""
        return 1 - len(self._left) / self._laid if self.allowed and self._left else None
