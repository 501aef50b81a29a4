"""Stalls and leaving: whether viewers who had just stalled left more often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.export.document.blocks import (
    Picture,
    Say,
    Section,
    Words,
    note,
)
from webcast_widget.export.document.drawing.stalls import counted, ratio

if TYPE_CHECKING:
    from webcast_widget.export.document.blocks import Block
    from webcast_widget.export.document.figures import Figures

_NOTE: Final = (
    "Compared slot by slot, newcomers with newcomers, so that a busy minute of the"
    " programme is not taken for an effect of the stream. It shows what goes together,"
    " not what causes what."
)


def stalls(figures: Figures) -> Section | None:
    """Tell what goes with stalls; nothing without their counts."""
    found = figures.stalls
    if found is None:
        return None
    first, *others = found.sentences
    blocks: list[Block] = []
    for drawing, said in ((counted(found), first), (ratio(found), " ".join(others))):
        if drawing is not None:
            blocks.append(Picture(drawing))
        if said:
            blocks.append(Say((Words(said),)))
    blocks.append(note(_NOTE))
    return Section(
        "Do stalls and leaving go together?",
        "Departures, against viewers who watched at the same moments.",
        tuple(blocks),
    )
