"""By segment: what came, left and was seen during each item of the run sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document import wording
from webcast_widget.export.document.blocks import Cell, Section, Table, note
from webcast_widget.export.document.drawing import curve
from webcast_widget.export.document.drawing.spark import highest, spark
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from webcast_widget.analysis import Segment
    from webcast_widget.export.document.blocks import Block
    from webcast_widget.export.document.drawing.curve import Series
    from webcast_widget.export.document.figures import Figures

_LEAD: Final = (
    "Attendees in the first and the last slot of each item of the run sheet, and what"
    " came and went in between."
)
_MOVES: Final = (
    "Came and left are of viewers, live and DVR. Who falls behind the live edge is no"
    " attendee any more and has not left: came minus left is not the change."
)
_KBPS_PER_MBPS: Final = 1000
_TROUBLED: Final = 2.0
"""Buffering of so many times the whole event's is marked."""


def segments(figures: Figures) -> Section | None:
    """Tell the figures of each segment; nothing without a run sheet."""
    found = figures.segments
    if found is None or not (found.segments or found.notes):
        return None
    moved = any(each.came is not None for each in found.segments)
    lacking = any(each.missing_s for each in found.segments)
    heads = ["Segment", "Time", "", "At start", "At end", "Change"]
    heads += ["Came", "Left"] if moved else []
    heads += ["Peak", "Average", "Mbps", "Buffering, s per min"]
    heads += ["No data"] if lacking else []
    live = curve.series(figures.evidence.df["live_viewers"], figures.summary.cadence_s)
    rows = tuple(
        _row(each, figures, live, moved=moved, lacking=lacking)
        for each in found.segments
    )
    blocks: list[Block] = (
        [Table("By segment", tuple(heads), rows, long=True)] if rows else []
    )
    if rows and moved:
        blocks.append(note(_MOVES))
    if found.notes:
        blocks.append(note(one_line(" ".join(found.notes))))
    return Section("By segment", _LEAD, tuple(blocks))


def is_troubled(segment: Segment, figures: Figures) -> bool:
    """Tell whether buffering was far above that of the whole event."""
    whole, here = (
        figures.summary.avg_buffering_s_per_min,
        segment.avg_buffering_s_per_min,
    )
    return bool(whole and here and here >= _TROUBLED * whole)


def _row(
    segment: Segment, figures: Figures, live: Series, *, moved: bool, lacking: bool
) -> tuple[Cell, ...]:
    mbps = (
        None
        if segment.avg_bitrate_kbps is None
        else segment.avg_bitrate_kbps / _KBPS_PER_MBPS
    )
    first, last = segment.start.timestamp(), segment.end.timestamp()
    fell = segment.change is not None and segment.change < 0
    cells = [
        Cell(one_line(segment.title)),
        Cell(wording.between(segment.start, segment.end)),
        Cell(drawing=spark(live, first, last, highest(live)) if live.known else None),
        Cell(words.count(segment.at_start)),
        Cell(words.count(segment.at_end)),
        Cell(words.signed(segment.change), "strong" if fell else ""),
    ]
    if moved:
        cells += [Cell(words.count(segment.came)), Cell(words.count(segment.left))]
    cells += [
        Cell(words.count(segment.peak_viewers)),
        Cell(words.count(segment.average_viewers)),
        Cell(words.decimal(mbps, 2)),
        Cell(
            words.decimal(segment.avg_buffering_s_per_min, 2),
            "trouble" if is_troubled(segment, figures) else "",
        ),
    ]
    if lacking:
        cells.append(Cell(words.length(segment.missing_s) if segment.missing_s else ""))
    return tuple(cells)
