"""Subscribers: told one reading after the other, whoever makes them."""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.feed.reading import Reading

logger = logging.getLogger(__name__)


class Subscribers:
    """Who is told of readings, and what they are to be told; for any thread.

    A reading is put while it is certain that no later one was made, and told when no
    lock is held: a subscriber may do anything with the feed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Callable[[Reading], None]] = []
        self._due: deque[tuple[Reading, list[Callable[[Reading], None]]]] = deque()
        self._telling = False

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, callback: Callable[[Reading], None]) -> Callable[[], None]:
        """Tell somebody from now on; calling the result ends it, and may be repeated."""
        with self._lock:
            self._all.append(callback)

        def remove() -> None:
            with self._lock:
                if callback in self._all:
                    self._all.remove(callback)

        return remove

    def put(self, reading: Reading) -> None:
        """Note a reading for those that there are now."""
        with self._lock:
            self._due.append((reading, list(self._all)))

    def tell(self) -> None:
        """Tell what is noted; whoever tells already tells this as well."""
        with self._lock:
            if self._telling:
                return
            self._telling = True
        try:
            while (due := self._next()) is not None:
                reading, callbacks = due
                for callback in callbacks:
                    try:
                        callback(reading)
                    except Exception:
                        logger.exception("A subscriber of the feed raised an error.")
        except BaseException:
            # Whoever is interrupted leaves the rest to the next one.
            self._telling = False
            raise

    def _next(self) -> tuple[Reading, list[Callable[[Reading], None]]] | None:
        """Give what is to be told next; None ends the telling."""
        with self._lock:
            if self._due:
                return self._due.popleft()
            self._telling = False
            return None
