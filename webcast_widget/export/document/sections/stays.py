"""How long viewers stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document import wording
from webcast_widget.export.document.blocks import Cell, Picture, Section, Table, note
from webcast_widget.export.document.drawing.retention import retention
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from webcast_widget.analysis import Retention
    from webcast_widget.export.document.blocks import Block
    from webcast_widget.export.document.figures import Figures

_HEADS: Final = ("", "Stays", "Median, min", "95 % interval, min", "After 30 min")
_AFTER_S: Final = 1800
_MOST: Final = 4
"""So many groups are shown, the largest."""


def stays(figures: Figures) -> Section | None:
    """Tell how long viewers stayed; nothing without their stays."""
    kept = figures.summary.retention
    if kept is None or not kept.stays:
        return None
    known = {
        one_line(str(name)): group
        for name, group in kept.groups.items()
        if isinstance(name, str) and name and group.median_s is not None
    }
    largest = sorted(known.items(), key=lambda pair: -pair[1].stays)[:_MOST]
    by = f", grey: by {' and '.join(kept.by)}" if largest else ""
    lead = (
        f"Share still watching (Kaplan-Meier){by}."
        f" {words.count(kept.stays)} stays,"
        f" {words.count(kept.still_there)} still there at the end."
    )
    drawing = retention(kept.curve, [each.curve for _, each in largest], kept.median_s)
    rows = [_row("All viewers", kept), *(_row(*pair) for pair in largest)]
    blocks: list[Block] = [
        Picture(drawing),
        Table("How long viewers stayed", _HEADS, tuple(rows)),
    ]
    notes = [str(kept.log_rank)] if kept.log_rank is not None and largest else []
    if kept.median_s is None:
        notes.append(kept.sentence)
    return Section(
        "How long they stayed", lead, (*blocks, *(note(each) for each in notes))
    )


def _row(name: str, kept: Retention) -> tuple[Cell, ...]:
    low, high = (
        wording.minutes(each) for each in (kept.median_low_s, kept.median_high_s)
    )
    last = float(kept.curve.index[-1])
    after = (
        words.share(kept.share(_AFTER_S), 0) if last >= _AFTER_S else words.NOT_KNOWN
    )
    return (
        Cell(name),
        Cell(words.count(kept.stays)),
        Cell(wording.minutes(kept.median_s)),
        Cell(f"{low} to {high}" if kept.median_s is not None else words.NOT_KNOWN),
        Cell(after),
    )
