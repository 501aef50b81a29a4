"""How far a long job is: of reading text, and of the queries of DuckDB and Spark."""

from __future__ import annotations

import contextvars
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.heartbeats.readers.bars import bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis

    from webcast_widget.heartbeats.readers.bars import Report

COUNTING: Final = "Counting heartbeats"
READING: Final = "Reading heartbeats"

PARSING: Final = 0.9
"""The share of a job that reading text is; a job without any begins after it."""

CHECKING: Final = 0.25
"""The share of what is left that finding out takes what a table lacks."""

_LOOK_S: Final = 0.25
"""Seconds between two looks at how far a query is."""


class Job:
    """A job of several steps, told as one: its share never goes back.

    Parameters
    ----------
    report
        Told the share that is done, 0 to 1.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._share = 0.0

    def tell(self, share: float) -> None:
        """Report a share of the whole, unless it was reported before."""
        self._share = max(self._share, min(share, 1.0))
        self._report(self._share)

    @contextmanager
    def step(
        self, part: float, engine: ibis.BaseBackend | None = None
    ) -> Iterator[Report]:
        """Do a part of what is left of the job.

        A step that reports nothing was short, or was none: it takes no part.

        Parameters
        ----------
        part
            Which part of what is left this is, 0 to 1.
        engine
            Whose queries are watched meanwhile; None to report by oneself.
        """
        begun = self._share
        whole = (1.0 - begun) * part

        def told(share: float) -> None:
            self.tell(begun + whole * share)

        if engine is None:
            yield told
        else:
            with watched(engine, told):
                yield told
        if self._share > begun:
            self.tell(begun + whole)


@contextmanager
def working(title: str, report: Report | None = None) -> Iterator[Job]:
    """Show one bar for a job in a notebook, unless the caller is to be told instead.

    Parameters
    ----------
    title
        What the job is.
    report
        The caller's; None to show a bar where somebody looks.
    """
    if report is not None:
        yield Job(report)
        report(1.0)
    else:
        with bar(title, terminal=False) as show:
            yield Job(show)


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
