"""The lies there are, by name, each with what has to become of the poll it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.lying.server import Request
    from webcast_widget.errors import SourceError

    Answer = Callable[[Request], Iterator[bytes]]


@dataclass(frozen=True)
class Lie:
    """How a server answers.

    Parameters
    ----------
    answer
        Gives the answer piece by piece.
    kind
        The error that the poll fails with; None if it does not.
    is_endless
        Whether only the deadline of a request ends it.
    """

    answer: Answer
    kind: type[SourceError] | None
    is_endless: bool = False


LIES: dict[str, Lie] = {}


def lie(
    name: str, kind: type[SourceError] | None, *, is_endless: bool = False
) -> Callable[[Answer], Answer]:
    """Note a lie under a name."""

    def note(answer: Answer) -> Answer:
        assert name not in LIES
        LIES[name] = Lie(answer, kind, is_endless)
        return answer

    return note
