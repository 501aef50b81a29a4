"""Stalls and leaving: the words of the picture lie beside what it shows."""

from __future__ import annotations

import pytest

from webcast_widget.analysis import Stalls
from webcast_widget.export.document.drawing.labels import width
from webcast_widget.export.document.drawing.stalls import counted


@pytest.mark.parametrize("after", [0, 180, 217, 245, 273, 290, 340, 475, 2000])
def test_what_chance_gives_is_not_written_over_what_was_counted(after: int) -> None:
    drawing = counted(Stalls(1827, after, 245.0, 218.0, 272.0))
    assert drawing is not None
    (dot,) = (each for each in drawing.marks if each.tag == "circle")
    (said,) = (each for each in drawing.marks if each.words.startswith("by chance"))
    x, size = float(said.attributes["x"]), width(said.words)
    left = x - size if said.attributes["text-anchor"] == "end" else x
    at = float(dot.attributes["cx"])
    assert left > at + 6 or left + size < at - 6
    assert left >= 0
    assert left + size <= drawing.width
