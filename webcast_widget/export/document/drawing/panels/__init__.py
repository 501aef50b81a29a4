"""The panels of an event's picture, one above the other on one axis of time.

Each is a function of small frames that gives its marks and how high it is.
"""

from __future__ import annotations

from webcast_widget.export.document.drawing.panels.stack import stacked

__all__ = ["stacked"]
