"""How far the queries are that DuckDB or Spark runs."""

from __future__ import annotations

import contextvars
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis

    from webcast_widget.heartbeats.progress.bar import Report

_LOOK_S: Final = 0.25
"""Seconds between two looks at how far a query is."""


@contextmanager
def watched(engine: ibis.BaseBackend, report: Report) -> Iterator[None]:
    """Tell how far the queries are that run meanwhile.

    DuckDB and Spark know it; of another engine nothing is known but that it works,
    which is told as 0.
    """
    with _looking(engine) as look:
        over = threading.Event()

        def watch() -> None:
            # An engine that is ended meanwhile does not tell; its query says why.
            with suppress(Exception):
                while not over.wait(_LOOK_S):
                    report(look())

        # In the caller's context, so that a notebook knows which cell it is of.
        context = contextvars.copy_context()
        watcher = threading.Thread(
            target=context.run, args=(watch,), name="heartbeats-progress", daemon=True
        )
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


@contextmanager
def _looking(engine: ibis.BaseBackend) -> Iterator[Callable[[], float]]:
    """Give what tells the share of an engine's running query, 0 when it is unknown."""
    if engine.name == "duckdb":
        with _told_by(engine):
            yield lambda: max(0.0, engine.con.query_progress() / 100)
    elif engine.name == "pyspark":
        yield _tasks(engine)
    else:
        yield lambda: 0.0


@contextmanager
def _told_by(engine: Any) -> Iterator[None]:
    """Have DuckDB know how far it is, which it does only when it is to show it."""
    names = ("enable_progress_bar", "enable_progress_bar_print")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    before = engine.con.execute(f"SELECT {asked}").fetchone()
    try:
        for name, value in zip(names, (True, False), strict=True):
            engine.con.execute(f"SET {name} = {value}")
        yield
    finally:
        for name, value in zip(names, before, strict=True):
            engine.con.execute(f"SET {name} = {value}")


def _tasks(engine: Any) -> Callable[[], float]:
    """Give what tells the share of Spark's tasks that are done, of those it has named."""
    try:
        context = engine._session.sparkContext  # noqa: SLF001 - Ibis hands it over nowhere else
        tracker = context.statusTracker()
        group = context.getLocalProperty("spark.jobGroup.id")
        before = set(tracker.getJobIdsForGroup(group))
    except Exception:  # noqa: BLE001 - a session far away, of Spark Connect, does not tell
        return lambda: 0.0

    def look() -> float:
        jobs = set(tracker.getJobIdsForGroup(group)) - before
        ids = {
            stage
            for job in jobs
            if (info := tracker.getJobInfo(job)) is not None
            for stage in info.stageIds
        }
        stages = [info for stage in ids if (info := tracker.getStageInfo(stage))]
        tasks = sum(stage.numTasks for stage in stages)
        done = sum(stage.numCompletedTasks for stage in stages)
        return done / tasks if tasks else 0.0

    return look
