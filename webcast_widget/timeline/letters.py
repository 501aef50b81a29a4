"""Letters: texts that others hand over, as they can be written and sent."""

from __future__ import annotations


def legible(text: str) -> str:
    """Give a text that can be encoded: one may have been cut off within a character.

    >>> legible("Lima" + chr(0xD83D))
    'Lima?'
    """
    return text.encode("utf-8", "replace").decode()
