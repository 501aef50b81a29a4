"""Files of an event's attendance: CSV, Parquet, Excel and HTML, with units and provenance."""

from __future__ import annotations

from webcast_widget.export.provenance import Provenance
from webcast_widget.export.reading import READABLE, read
from webcast_widget.export.writing import FORMATS, file_name, to_bytes, write

__all__ = [
    "FORMATS",
    "READABLE",
    "Provenance",
    "file_name",
    "read",
    "to_bytes",
    "write",
]
