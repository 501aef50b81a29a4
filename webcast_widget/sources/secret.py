"""Secrets: kept in one object that never prints itself."""

from __future__ import annotations

import threading
import weakref
from typing import NoReturn

_alive: weakref.WeakSet[Secret] = weakref.WeakSet()
_lock = threading.Lock()


class Hidden:
    """A text that never prints itself; it is had by `reveal` alone.

    What a caller gives is hidden until it is known to be no secret: an address may carry
    a password, and an account's number and its secret may have changed places.
    """

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, for whoever needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled: give it again where it is needed.")


class Secret(Hidden):
    """A secret or a session token: it is taken out of whatever servers say, too."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        with _lock:
            _alive.add(self)

    @staticmethod
    def alive() -> list[Secret]:
        """Give the secrets that somebody holds."""
        with _lock:
            return list(_alive)
