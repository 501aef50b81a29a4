"""Secrets: kept in one object that never prints itself."""

from __future__ import annotations

import threading
import weakref
from typing import NoReturn

_alive: weakref.WeakSet[Secret] = weakref.WeakSet()
_lock = threading.Lock()


class Secret:
    """A secret or a session token; its text is had by `reveal` alone."""

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        with _lock:
            _alive.add(self)

    @staticmethod
    def alive() -> list[Secret]:
        """Give the secrets that somebody holds."""
        with _lock:
            return list(_alive)

    def reveal(self) -> str:
        """Give the text, for the request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled: give it again where it is needed.")
