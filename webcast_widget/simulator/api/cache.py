"""The memory of the later store: the same query has the same answer for 30 s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

CACHE_S = 30
MAX_CACHED = 64

Answer = TypeVar("Answer")


class Cache(Generic[Answer]):
    """Answers by their queries, newest last."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: dict[Hashable, tuple[float, Answer]] = {}

    def get(self, query: Hashable, make: Callable[[], Answer]) -> Answer:
        """Give what is remembered; else make it. It must not be changed."""
        now = self._now()
        kept = self._kept.get(query)
        if kept is not None and 0 <= now - kept[0] < CACHE_S:
            return kept[1]
        self._kept.pop(query, None)
        answer = make()
        self._kept[query] = now, answer
        while len(self._kept) > MAX_CACHED:
            del self._kept[next(iter(self._kept))]
        return answer
