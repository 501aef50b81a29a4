"""Raw heartbeats: after the event, the Timeline and the viewers behind it.

>>> from webcast_widget import heartbeats
>>> heartbeats.aggregate("logs/*.gz").df  # doctest: +SKIP

Everything is one expression of Ibis, which runs on DuckDB in this process, on Spark,
or on whatever other engine the data already are in.
"""

from __future__ import annotations

from webcast_widget.errors import MissingDependencyError

try:
    from webcast_widget.heartbeats.counting.aggregation import aggregate, breakdown
    from webcast_widget.heartbeats.counting.timeline import CountedTimeline
    from webcast_widget.heartbeats.engines.duckdb import duckdb
    from webcast_widget.heartbeats.engines.spark import spark
    from webcast_widget.heartbeats.readers.left_out import LeftOut
    from webcast_widget.heartbeats.readers.source import Read, read
    from webcast_widget.heartbeats.viewers.attendance import attendance
    from webcast_widget.heartbeats.viewers.sessions import sessions
    from webcast_widget.heartbeats.viewers.stalls import stalls
    from webcast_widget.heartbeats.viewers.stays import stays
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"ibis", "duckdb"}:
        raise
    raise MissingDependencyError(
        "Raw heartbeats need Ibis and DuckDB: pip install 'webcast-widget[heartbeats]'."
    ) from None

__all__ = [
    "CountedTimeline",
    "LeftOut",
    "Read",
    "aggregate",
    "attendance",
    "breakdown",
    "duckdb",
    "read",
    "sessions",
    "spark",
    "stalls",
    "stays",
]
