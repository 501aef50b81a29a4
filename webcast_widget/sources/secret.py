"""Secrets: kept in one object that never prints itself."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """A secret or a session token; its text is had by `reveal` alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, for the request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled: give it again where it is needed.")
