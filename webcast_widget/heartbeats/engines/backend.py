"""An engine by its name, or the one that was given."""

from __future__ import annotations

from typing import Final

from ibis import BaseBackend

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.engines.duckdb import duckdb
from webcast_widget.heartbeats.engines.spark import spark

ENGINES: Final = ("duckdb", "spark")


def backend(engine: str | BaseBackend) -> BaseBackend:
    """Give an engine by its name, or the one that was given.

    Raises
    ------
    ConfigurationError
        If there is no engine of that name.
    """
    if isinstance(engine, BaseBackend):
        return engine
    if engine == "duckdb":
        return duckdb()
    if engine == "spark":
        return spark()
    raise ConfigurationError(
        f"engine is {engine!r}: choose one of {', '.join(ENGINES)}, or give an Ibis"
        " backend."
    )
