"""Pictures of an event: small frames in, marks of an SVG out. Pure."""

from __future__ import annotations

from webcast_widget.export.document.drawing.marks import Drawing, Mark

__all__ = ["Drawing", "Mark"]
