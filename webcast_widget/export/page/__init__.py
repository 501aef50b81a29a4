"""A page of an event for people: one HTML file that needs nothing else."""

from __future__ import annotations

from webcast_widget.export.page.page import to_html

__all__ = ["to_html"]
