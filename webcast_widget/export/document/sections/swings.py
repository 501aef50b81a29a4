"""Rises and falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.analysis.swings import SMOOTHED_S
from webcast_widget.export.document import wording
from webcast_widget.export.document.blocks import Cell, Section, Table, note

if TYPE_CHECKING:
    from webcast_widget.analysis import Swing
    from webcast_widget.export.document.blocks import Block
    from webcast_widget.export.document.figures import Figures

_HEADS: Final = ("Time", "Attendees", "Change")


def swings(figures: Figures) -> Section | None:
    """Tell the rises and falls; nothing without any."""
    found = figures.swings
    if not found.swings or found.span is None:
        return None
    lead = (
        f"Moves of at least {words.count(found.delta)} attendees. The time is that of the"
        " middle 80 % of each, the change is all of it. Attendees are smoothed here (the"
        f" median of {words.length(SMOOTHED_S)}), so that they differ from the peak."
    )
    heads = (*_HEADS, f"Steepest {words.length(found.steep_s)}")
    table = Table("Rises and falls", heads, tuple(_row(each) for each in found.swings))
    missing = sum(each.missing_s for each in found.swings)
    notes: list[str] = []
    if missing:
        notes.append(
            f"Between their turning points {words.length(missing)} have no data."
        )
    if found.half_life_s is not None:
        halved = (
            f"in {words.length(found.half_life_s)}" if found.half_life_s else "at once"
        )
        notes.append(f"After {words.clock(found.span.end)} attendees halved {halved}.")
    blocks: list[Block] = [table]
    if notes:
        blocks.append(note(" ".join(notes)))
    return Section("Rises and falls", lead, tuple(blocks))


def _row(swing: Swing) -> tuple[Cell, ...]:
    days = swing.middle_start.date() != swing.middle_end.date()
    return (
        Cell(wording.between(swing.middle_start, swing.middle_end)),
        Cell(
            f"{words.count(swing.from_viewers)} \N{RIGHTWARDS ARROW} {words.count(swing.to_viewers)}"
        ),
        Cell(words.signed(swing.change), "strong" if swing.change < 0 else ""),
        Cell(
            f"{words.signed(swing.steepest_change)} from"
            f" {words.clock(swing.steepest_at, day=days)}"
        ),
    )
