"""What the figures mean: small frames in, small frames and dataclasses out. Pure.

>>> from webcast_widget import analysis
>>> analysis.summary(event).findings  # doctest: +SKIP

Everything takes an event: a feed, an opened recording, a Timeline, or a frame.
"""

from __future__ import annotations

from webcast_widget.analysis import alerts
from webcast_widget.analysis.compare import compare
from webcast_widget.analysis.comparison import Comparison
from webcast_widget.analysis.explained import explain
from webcast_widget.analysis.findings import Finding
from webcast_widget.analysis.movement import movement
from webcast_widget.analysis.retention import LogRank, Retention, retention
from webcast_widget.analysis.segments import Segment, Segments, segments
from webcast_widget.analysis.shown import Figure
from webcast_widget.analysis.span import Span
from webcast_widget.analysis.stalls import Stalls, stalls
from webcast_widget.analysis.summary import Summary, summary
from webcast_widget.analysis.swings import Swing, Swings, swings
from webcast_widget.analysis.usual import Usual, usual

__all__ = [
    "Comparison",
    "Figure",
    "Finding",
    "LogRank",
    "Retention",
    "Segment",
    "Segments",
    "Span",
    "Stalls",
    "Summary",
    "Swing",
    "Swings",
    "Usual",
    "alerts",
    "compare",
    "explain",
    "movement",
    "retention",
    "segments",
    "stalls",
    "summary",
    "swings",
    "usual",
]
