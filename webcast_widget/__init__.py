"""The live analytics pane of a webcast, in a notebook.

>>> import webcast_widget as ww
>>> pane = ww.demo()  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webcast_widget.analysis import alerts, explain
    from webcast_widget.commands.demo import demo
    from webcast_widget.errors import RecordingError, WebcastWidgetError
    from webcast_widget.export import read
    from webcast_widget.feed import (
        Feed,
        FinishedEvent,
        LiveFeed,
        RecordedEvent,
        Replay,
        Shelf,
        connect,
        open_recording,
        report,
        shelf,
    )
    from webcast_widget.lists import AttendanceList, attendance_list, series
    from webcast_widget.pane import Wall, WebcastPane, wall
    from webcast_widget.sources import KalturaSource, Source
    from webcast_widget.timeline.audience import Audience
    from webcast_widget.timeline.clock import SpedUpClock
    from webcast_widget.timeline.mark import Mark
    from webcast_widget.timeline.records import Batch, Event, Minute, Slot

    open = open_recording  # noqa: A001 - recordings are opened as files are

__all__ = [
    "AttendanceList",
    "Audience",
    "Batch",
    "Event",
    "Feed",
    "FinishedEvent",
    "KalturaSource",
    "LiveFeed",
    "Mark",
    "Minute",
    "RecordedEvent",
    "RecordingError",
    "Replay",
    "Shelf",
    "Slot",
    "Source",
    "SpedUpClock",
    "Wall",
    "WebcastPane",
    "WebcastWidgetError",
    "alerts",
    "attendance_list",
    "connect",
    "demo",
    "explain",
    "read",
    "report",
    "series",
    "shelf",
    "wall",
]
# `open` is there as well, and not among what `import *` brings: it would hide Python's.
__version__ = version("webcast-widget")

_NAMES = {"open": "open_recording"}
"""What is called otherwise at home, where the built-in `open` is not to be hidden."""

_HOMES = {
    "AttendanceList": "lists",
    "Audience": "timeline.audience",
    "Batch": "timeline.records",
    "Event": "timeline.records",
    "Feed": "feed",
    "FinishedEvent": "feed",
    "KalturaSource": "sources",
    "LiveFeed": "feed",
    "Mark": "timeline.mark",
    "Minute": "timeline.records",
    "RecordedEvent": "feed",
    "RecordingError": "errors",
    "Replay": "feed",
    "Shelf": "feed",
    "Slot": "timeline.records",
    "Source": "sources",
    "SpedUpClock": "timeline.clock",
    "Wall": "pane",
    "WebcastPane": "pane",
    "WebcastWidgetError": "errors",
    "alerts": "analysis",
    "attendance_list": "lists",
    "connect": "feed",
    "demo": "commands.demo",
    "explain": "analysis",
    "open": "feed",
    "read": "export",
    "report": "feed",
    "series": "lists",
    "shelf": "feed",
    "wall": "pane",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: importing the package is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    value = getattr(home, _NAMES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
