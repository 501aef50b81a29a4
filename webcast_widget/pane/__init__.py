"""The pane: one anywidget component around two bqplot figures."""

from __future__ import annotations

from webcast_widget.pane.wall import Wall, wall
from webcast_widget.pane.widget import WebcastPane

__all__ = ["Wall", "WebcastPane", "wall"]
