"""Texts in a picture: how wide they are, and where there is room for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webcast_widget.export.document.drawing import marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webcast_widget.export.document.drawing.marks import Anchor, Mark

    Place = tuple[float, float, Anchor]

_EM: Final = 13.5
"""The largest that texts are, which is in print."""
_WIDE: Final = 0.56
"""Of an em: what a character of the fonts in question takes, rather too much."""
_CLOSE: Final = 3.0
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_LEAST: Final = 4
_SHIFT: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


def width(words: str) -> float:
    """Give how wide a text is, or a little more."""
    # Far eastern signs and pictographs are as wide as they are high.
    wide = sum(1 for each in words if ord(each) >= 0x1100)  # noqa: PLR2004 - the first of them
    return _EM * (_WIDE * (len(words) - wide) + wide)


def shortened(words: str, room: float) -> str:
    """Give as much of a text as there is room for; nothing where it is too little."""
    if width(words) <= room:
        return words
    for size in range(len(words) - 1, _LEAST - 1, -1):
        short = words[:size].rstrip() + _ELLIPSIS
        if width(short) <= room:
            return short
    return ""


@dataclass
class Labels:
    """Places texts between two edges so that none lies on another.

    Parameters
    ----------
    left, right
        The edges.
    """

    left: float
    right: float
    _taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def block(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep an area free of texts."""
        self._taken.append((left, top, right, bottom))

    def put(self, words: str, kind: str, places: Iterable[Place]) -> list[Mark]:
        """Put a text at the first of some places that is free; nowhere without one.

        Parameters
        ----------
        words, kind
            The text, and its class.
        places
            Where it may stand: x, y and which end of it is there. It is moved
            sideways until it is between the edges.
        """
        size = width(words)
        for x, y, anchor in places:
            begin = x - _SHIFT[anchor] * size
            begin = min(max(begin, self.left), max(self.left, self.right - size))
            area = (begin, y - _EM, begin + size, y + _CLOSE)
            if any(_overlap(area, other) for other in self._taken):
                continue
            self._taken.append(area)
            return [
                marks.text(begin + _SHIFT[anchor] * size, y, words, kind, anchor),
            ]
        return []


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[2] + _CLOSE
        and other[0] < one[2] + _CLOSE
        and one[1] < other[3]
        and other[1] < one[3]
    )
