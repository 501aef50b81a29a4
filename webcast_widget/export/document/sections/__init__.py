"""The sections of the document: figures in, words and pictures out. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.export.document.sections.alerts import alerts
from webcast_widget.export.document.sections.counted import counted
from webcast_widget.export.document.sections.earlier import earlier
from webcast_widget.export.document.sections.minutes import minutes
from webcast_widget.export.document.sections.people import people
from webcast_widget.export.document.sections.segments import segments
from webcast_widget.export.document.sections.stalls import stalls
from webcast_widget.export.document.sections.stays import stays
from webcast_widget.export.document.sections.swings import swings

if TYPE_CHECKING:
    from webcast_widget.export.document.blocks import Section
    from webcast_widget.export.document.figures import Figures

_ROWS = (
    (minutes,),
    (segments,),
    (swings, alerts),
    (stays, stalls),
    (people,),
    (earlier,),
    (counted,),
)
"""From top to bottom; what shares a row stands beside one another, where it fits."""


def contents(figures: Figures) -> list[list[Section]]:
    """Give the sections that there is something for, row by row."""
    made = [[section(figures) for section in row] for row in _ROWS]
    rows = [[each for each in row if each is not None] for row in made]
    return [row for row in rows if row]
