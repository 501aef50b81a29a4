"""Where the figures come from: the only room that talks HTTP."""

from __future__ import annotations

from webcast_widget.sources.kaltura.source import KalturaSource
from webcast_widget.sources.protocol import Source
from webcast_widget.sources.redaction import redact

__all__ = ["KalturaSource", "Source"]

redact()
