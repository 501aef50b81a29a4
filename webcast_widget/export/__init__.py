"""Files of an event's attendance: CSV, Parquet and Excel, with units and provenance."""

from __future__ import annotations

from webcast_widget.export.provenance import Provenance
from webcast_widget.export.reading import read
from webcast_widget.export.writing import FORMATS, file_name, to_bytes, write

__all__ = ["FORMATS", "Provenance", "file_name", "read", "to_bytes", "write"]
