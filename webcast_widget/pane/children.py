"""The widgets inside a widget, which are closed with it."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget


def children(widget: Widget) -> list[Widget]:
    """Give the widgets inside a widget, innermost first, each once."""
    found: dict[str, Widget] = {}

    def visit(value: Any) -> None:
        if isinstance(value, Widget):
            # One that is closed already has no comm, nor an id.
            if value.comm is None or value.model_id in found or value is widget:
                return
            descend(value)
            found[value.model_id] = value
        elif isinstance(value, (list, tuple)):
            for item in value:
                visit(item)
        elif isinstance(value, dict):
            for item in value.values():
                visit(item)

    def descend(parent: Widget) -> None:
        for name in parent.keys:
            visit(getattr(parent, name))

    descend(widget)
    return list(found.values())
