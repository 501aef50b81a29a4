"""A panel: a strip of the picture, as wide as all the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webcast_widget.export.document.drawing.curve import Box

if TYPE_CHECKING:
    from webcast_widget.export.document.drawing.marks import Mark

WIDTH: Final = 1000
LEFT: Final = 52
RIGHT: Final = 986
TITLE: Final = 26
"""What the title above a plot takes."""


@dataclass(frozen=True)
class Span:
    """The time that all panels show, and when the broadcast ended, epoch seconds."""

    first: float
    last: float
    end: float | None = None

    def box(self, top: float, height: float, most: float) -> Box:
        """Give the plot of a panel: its upper edge, its height, and the value there."""
        return Box(LEFT, top, RIGHT - LEFT, height, self.first, self.last, most)


@dataclass(frozen=True)
class Panel:
    """A strip of the picture.

    Parameters
    ----------
    height
        What it takes, whatever is above it.
    marks
        The hindmost first.
    said
        What it shows, in words.
    """

    height: float
    marks: list[Mark] = field(default_factory=list)
    said: str = ""
