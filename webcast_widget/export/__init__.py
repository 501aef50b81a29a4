"""Files of an event's attendance: CSV, Parquet, Excel and HTML, with units and provenance."""

from __future__ import annotations

from webcast_widget.export.formats import FORMATS, READABLE
from webcast_widget.export.provenance import Provenance
from webcast_widget.export.read import read
from webcast_widget.export.window import Window, window_of
from webcast_widget.export.write import (
    File,
    file_name,
    report,
    to_bytes,
    to_file,
    write,
)

__all__ = [
    "FORMATS",
    "READABLE",
    "File",
    "Provenance",
    "Window",
    "file_name",
    "read",
    "report",
    "to_bytes",
    "to_file",
    "window_of",
    "write",
]
