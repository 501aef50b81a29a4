"""The event, minute by minute: one picture with all that has a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.export.document.blocks import Picture, Section
from webcast_widget.export.document.drawing.curve import Series
from webcast_widget.export.document.drawing.panels import stacked
from webcast_widget.export.document.drawing.panels.attendees import Fall, Usual
from webcast_widget.export.document.sections.segments import is_troubled
from webcast_widget.export.text import one_line
from webcast_widget.timeline.cadence import in_seconds, provisional_s
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.export.document.figures import Figures


def minutes(figures: Figures) -> Section | None:
    """Draw the event; nothing without a row."""
    evidence, summary = figures.evidence, figures.summary
    frame = evidence.df
    if not len(frame):
        return None
    drawing = stacked(
        frame,
        every_s=summary.cadence_s,
        zone=evidence.zone,
        items=_items(figures),
        moved=figures.moved,
        usual=_usual(figures),
        fall=_fall(figures),
        end=summary.span.end.timestamp() if summary.span else None,
    )
    key = [("live", "attendees")]
    if frame["dvr_viewers"].notna().any():
        key.append(("dvr", "DVR"))
    if figures.compared is not None:
        of = words.count(len(figures.compared.earlier))
        said = f"lowest to highest of {of} earlier events, dashed: their median"
        key.append(("band", said))
    if frame["provisional"].any():
        young = words.length(provisional_s(summary.cadence_s))
        said = f"provisional: younger than {young}, may still change"
        key.append(("provisional", said))
    counting = evidence.provenance.counting or (
        f"viewers at the live edge, counted in slots of {in_seconds(summary.cadence_s)};"
        " DVR viewers, who paused or went back and watch behind it, are not among them"
    )
    lead = f"Times are {evidence.provenance.time_zone}. Attendees are {counting}."
    return Section(
        "The event, minute by minute", lead, (Picture(drawing, tuple(key), wide=True),)
    )


def _items(figures: Figures) -> pd.DataFrame | None:
    """Give the run sheet as the picture takes it."""
    if figures.segments is None or not figures.segments.segments:
        return None
    rows = [
        (one_line(each.title), each.start, each.end, is_troubled(each, figures))
        for each in figures.segments.segments
    ]
    return pd.DataFrame(rows, columns=["name", "start", "end", "trouble"])


def _usual(figures: Figures) -> Usual | None:
    """Give what is usual at the moments of this event; it is of the minute's middle."""
    compared, span = figures.compared, figures.summary.span
    if compared is None or span is None:
        return None
    last = (figures.evidence.df.index[-1] - span.start).total_seconds() / MINUTE_S
    band = compared.band.loc[0 : int(last)]
    minutes = band.index.to_numpy(dtype=np.float64) + 0.5
    times = span.start.timestamp() + MINUTE_S * minutes
    low, median, high = (
        Series(times, band[name].to_numpy(dtype=np.float64, na_value=np.nan))
        for name in ("low", "median", "high")
    )
    return Usual(low, median, high)


def _fall(figures: Figures) -> Fall | None:
    """Give the steepest fall that the findings name."""
    worst = figures.swings.worst
    if worst is None:
        return None
    at = worst.steepest_at.timestamp()
    within = min(figures.swings.steep_s, (worst.end - worst.start).total_seconds())
    return Fall(at, at + within, round(worst.steepest_change))
