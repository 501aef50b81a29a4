"""Where the figures come from: the only room that talks HTTP."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import MissingDependencyError
from webcast_widget.sources.logs import redact
from webcast_widget.sources.protocol import Source

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.source import KalturaSource

__all__ = ["KalturaSource", "Source"]

redact()


def __getattr__(name: str) -> Any:
    """Import `KalturaSource` when it is first used: it brings HTTP along.

    A feed of another source, a recording and a replay work without that.
    """
    if name != "KalturaSource":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = importlib.import_module(f"{__name__}.kaltura.source")
    except ImportError as error:
        raise MissingDependencyError(
            f"A KalturaSource needs {error.name}, which is not installed: pip install"
            f" {error.name}."
        ) from error
    globals()[name] = home.KalturaSource
    return home.KalturaSource
