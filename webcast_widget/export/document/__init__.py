"""The document of an event for people: one HTML file that needs nothing else."""

from __future__ import annotations

from webcast_widget.export.document.document import to_html
from webcast_widget.export.document.evidence import Evidence
from webcast_widget.export.document.still import Still

__all__ = ["Evidence", "Still", "to_html"]
