"""Spark: a session to count in, off the network where it is on this machine alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import ibis

from webcast_widget.errors import MissingDependencyError
from webcast_widget.heartbeats.engines.java import amiss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.backends.pyspark import Backend

SILENT: Final = {"spark.ui.showConsoleProgress": "false"}
"""Otherwise Spark writes over the bars that are shown here, and into notebooks."""

LOOPBACK: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # It listens on all addresses, whatever the driver does.
    "spark.ui.enabled": "false",
}
"""A Spark that is on this machine alone has no business on the network."""

_HERE: Final = ("local", "spark://127.0.0.1", "spark://localhost", "spark://[::1]")
_CONFIGURED: Final = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS")
"""Variables of an environment in which Spark may have settings, and a master."""


def spark(master: str | None = None, **settings: str) -> Backend:
    """Open a Spark session, or join the one that runs in this process.

    End it with ``.disconnect()``. Whatever its time zone was, it is UTC afterwards:
    Ibis sets it. A new one whose master is this machine listens on 127.0.0.1 alone
    and has no web page, unless `settings` or ``SPARK_LOCAL_IP`` say otherwise.

    Parameters
    ----------
    master
        Where it runs, such as ``"spark://host:7077"``; Spark's own settings, or all
        cores of this machine, by default.
    **settings
        Spark's settings; their dots are written as double underscores, as in
        ``spark__executor__memory="4g"``.

    Raises
    ------
    MissingDependencyError
        If PySpark is not installed, or there is no Java that it runs on.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - the extra `spark`
    except ImportError:
        raise MissingDependencyError(
            "Spark is not installed: pip install 'webcast-widget[spark]', with Java 17"
            " or 21 on the PATH."
        ) from None
    named = {name.replace("__", "."): value for name, value in settings.items()}
    if SparkSession.getActiveSession() is None:
        # A session elsewhere, by Spark Connect, has a Java of its own.
        trouble = None if "SPARK_REMOTE" in os.environ else amiss(os.environ)
        if trouble is not None:
            raise MissingDependencyError(trouble)
        master_named = master or named.get("spark.master")
        named = {**SILENT, **loopback(master_named, os.environ), **named}
    builder = SparkSession.builder.config(map={**named})
    if master is not None:
        builder = builder.master(master)
    return ibis.pyspark.connect(builder.getOrCreate())


def loopback(master: str | None, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the settings that keep a Spark off the network, if it is here alone.

    Parameters
    ----------
    master
        Where it runs; None for what Spark itself is told, which is this machine
        unless the environment has a Spark with settings of its own.
    environment
        The variables; ``SPARK_LOCAL_IP`` is the user's word on where to listen.
    """
    if "SPARK_LOCAL_IP" in environment:
        return {}
    if master is None:
        here = not any(name in environment for name in _CONFIGURED)
    else:
        here = master.startswith(_HERE)
    return dict(LOOPBACK) if here else {}
