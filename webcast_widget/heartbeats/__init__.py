"""Raw heartbeats: after the event, the Timeline and the viewers behind it.

>>> from webcast_widget import heartbeats
>>> heartbeats.aggregate("logs/*.gz").df  # doctest: +SKIP

Everything is one expression of Ibis, which runs on DuckDB in this process, on Spark,
or on whatever other engine the data already are in.
"""

from __future__ import annotations

from webcast_widget.errors import MissingDependencyError

try:
    from webcast_widget.heartbeats.aggregation import aggregate, breakdown
    from webcast_widget.heartbeats.attending import attendance
    from webcast_widget.heartbeats.counted import CountedTimeline
    from webcast_widget.heartbeats.engines import duckdb, spark
    from webcast_widget.heartbeats.readers import Read, Refused, read
    from webcast_widget.heartbeats.viewer_sessions import sessions
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"ibis", "duckdb"}:
        raise
    raise MissingDependencyError(
        "Raw heartbeats need Ibis and DuckDB: pip install 'webcast-widget[heartbeats]'."
    ) from None

__all__ = [
    "CountedTimeline",
    "Read",
    "Refused",
    "aggregate",
    "attendance",
    "breakdown",
    "duckdb",
    "read",
    "sessions",
    "spark",
]
