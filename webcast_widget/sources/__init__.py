"""Where the figures come from: the only room that talks HTTP."""

from __future__ import annotations

from webcast_widget.sources.kaltura.source import KalturaSource
from webcast_widget.sources.logs import redact
from webcast_widget.sources.protocol import Source

__all__ = ["KalturaSource", "Source"]

redact()
