"""The run sheet as the vendor's API tells it: code cue points, asked for seldom. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeGuard

from webcast_widget.errors import PayloadError, SourceError
from webcast_widget.sources.kaltura import calls
from webcast_widget.sources.kaltura.api_errors import checked
from webcast_widget.sources.redaction import redacted
from webcast_widget.timeline.mark import CUE_POINTS, Mark
from webcast_widget.timeline.slots import END_OF_TIME_S, MINUTE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAIN_S: Final = MINUTE_S
"""They are asked for this often, seconds."""

REST_S: Final = 30 * MINUTE_S
"""After an error they are left alone for so long, seconds: many servers have none."""

EARLY_S: Final = 60 * MINUTE_S
"""An entry may have had other events: what is older than this before it is not its."""

_READY: Final = 1


class CuePlan:
    """When cue points were asked for last, and the newest that was told."""

    def __init__(self) -> None:
        self._next = 0.0
        self._since: int | None = None

    def call(
        self, entry_id: str, now: float | None, oldest: int | None
    ) -> dict[str, Any] | None:
        """Give the call that is due; None as long as none is.

        Parameters
        ----------
        entry_id
            The event.
        now
            The server's present, epoch seconds; None as long as it is not known.
        oldest
            The first slot of the event, epoch seconds; None as long as there is none.
        """
        if now is None or oldest is None or now < self._next:
            return None
        since = oldest - EARLY_S if self._since is None else self._since
        return calls.cue_points(entry_id, since)

    def answer(self, now: float, answer: Any) -> tuple[list[Mark], int]:
        """Give the marks of an answer, and how many of its cue points are impossible.

        An answer that is an error, or cannot be read, gives none.
        """
        try:
            objects = _objects(checked(answer))
        except SourceError:
            self._next = now + REST_S
            return [], 0
        self._next = now + AGAIN_S
        told = list(_marks(objects))
        marks = [mark for mark in told if mark is not None]
        created = [int(mark.set_at) for mark in marks]
        # The newest second once more: another may have been made in it.
        self._since = max(created, default=self._since)
        return marks, len(told) - len(marks)


def _objects(answer: Any) -> list[Any]:
    objects = answer.get("objects") if isinstance(answer, dict) else None
    if not isinstance(objects, list) or len(objects) > calls.MOST_ROWS:
        raise PayloadError("The server sent cue points that cannot be read.")
    return objects


def _marks(objects: list[Any]) -> Iterator[Mark | None]:
    """Read cue points; None stands for one that cannot be."""
    for each in objects:
        if not isinstance(each, dict):
            yield None
            continue
        # What carries data is for players, such as a poll or a change of the view.
        if each.get("partnerData") or each.get("status", _READY) != _READY:
            continue
        code, created = each.get("code"), each.get("createdAt")
        at = each.get("triggeredAt") or created
        if isinstance(code, str) and _is_moment(at) and _is_moment(created):
            if title := " ".join(redacted(code).split()):
                yield Mark(at, title, None, CUE_POINTS, float(created))
        else:
            yield None


def _is_moment(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < END_OF_TIME_S
