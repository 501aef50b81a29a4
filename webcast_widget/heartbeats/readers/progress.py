"""How far a long job is: a bar in a terminal or in a notebook, and nowhere else."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.progress import TimeRemainingColumn as Remaining

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis

    Report = Callable[[float], None]

READING: Final = "Reading heartbeats"
COUNTING: Final = "Counting heartbeats"
LONG: Final = 8 << 20
"""Bytes of text, gzipped or not, from which on reading them takes a while."""

_LOOK_S: Final = 0.25
"""Seconds between two looks at how far a query is."""


@contextmanager
def bar(title: str, *, console: Console | None = None) -> Iterator[Report]:
    """Show a bar while something long goes on.

    Parameters
    ----------
    title
        What is going on.
    console
        Where; standard error by default, or the output of a notebook's cell. What is
        neither a terminal nor a notebook shows nothing.

    Yields
    ------
    callable
        To be told the share that is done, 0 to 1; from any thread.
    """
    where = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    shown = where.is_terminal or where.is_jupyter
    with Progress(
        *columns, Remaining(), console=where, transient=True, disable=not shown
    ) as progress:
        task = progress.add_task(title, total=1.0)
        yield lambda share: progress.update(task, completed=share)


@contextmanager
def reading(report: Report | None, size: int) -> Iterator[Report]:
    """Show a bar in a notebook, unless the caller wants to be told instead.

    Parameters
    ----------
    report
        The caller's; None to show a bar.
    size
        Bytes that will be read; there is no bar for what is read at once.
    """
    if report is not None:
        yield report
    elif size < LONG or not Console().is_jupyter:
        yield lambda _share: None
    else:
        with bar(READING) as show:
            yield show


@contextmanager
def watched(engine: ibis.BaseBackend, report: Report) -> Iterator[None]:
    """Tell how far the queries are that run meanwhile, where DuckDB runs them."""
    if engine.name != "duckdb":
        yield
        return
    # It knows how far it is only when it is asked to show it.
    engine.raw_sql("SET enable_progress_bar = true")
    engine.raw_sql("SET enable_progress_bar_print = false")
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_S):
            share = engine.con.query_progress() / 100
            if share >= 0:
                report(share)

    watcher = threading.Thread(target=look, name="heartbeats-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
