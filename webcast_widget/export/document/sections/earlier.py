"""Against earlier events: the same minutes, and the rank in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.span import BY_SLOTS
from webcast_widget.export.document.blocks import (
    Beside,
    Cell,
    Picture,
    Section,
    Table,
    note,
)
from webcast_widget.export.document.drawing.earlier import earlier as drawn
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from webcast_widget.analysis import Comparison
    from webcast_widget.export.document.blocks import Block
    from webcast_widget.export.document.figures import Figures

_HEADS: Final = ("Event", "Peak", "Average", "Coverage")


def earlier(figures: Figures) -> Section | None:
    """Compare the event with earlier ones; nothing without them."""
    found = figures.compared
    if found is None:
        return None
    others = found.frame[list(found.earlier)]
    drawing = drawn(found.frame[found.this], others, found.band, "the start")
    blocks: list[Block] = [Beside(Picture(drawing), _table(found))]
    if found.notes:
        blocks.append(note(one_line(" ".join(found.notes))))
    span = figures.summary.span
    alike = ""
    if span is not None and span.basis != BY_SLOTS:
        alike = f" To count all alike, averages are {BY_SLOTS} here."
    lead = f"Aligned on the start.{alike} {' '.join(found.sentences)}"
    return Section("Against earlier events", lead, tuple(blocks))


def _table(found: Comparison) -> Table:
    rows = []
    for name, row in found.table.astype(object).iterrows():
        tone = "strong" if name == found.this else ""
        peak, average, covered = (
            None if pd.isna(row[key]) else float(row[key])
            for key in ("peak_viewers", "average_viewers", "coverage")
        )
        cells = (words.count(peak), words.count(average), words.share(covered))
        rows.append(
            (Cell(one_line(str(name))), *(Cell(each, tone) for each in cells))  # type: ignore[arg-type]
        )
    return Table("This event and earlier ones", _HEADS, tuple(rows))
