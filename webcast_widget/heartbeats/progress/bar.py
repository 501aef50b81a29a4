"""A bar for a long job: in a terminal or in a notebook, and nowhere else."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.progress import TimeRemainingColumn as Remaining

from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webcast_widget.timeline.clock import Clock

    Report = Callable[[float], None]

DELAY_S: Final = 1.0
"""Seconds until there is a bar: what is over by then needs none."""

_STEPS: Final = 200
"""A notebook's bar is drawn anew so many times at the most."""


@contextmanager
def bar(
    title: str,
    *,
    console: Console | None = None,
    clock: Clock | None = None,
    terminal: bool = True,
) -> Iterator[Report]:
    """Show a bar while something goes on for long; nothing of it stays.

    Parameters
    ----------
    title
        What is going on.
    console
        Where; standard error by default, or the output of a notebook's cell. What is
        neither a terminal nor a notebook shows nothing.
    clock
        The machine's by default.
    terminal
        Whether a terminal is to show one, or a notebook alone.

    Yields
    ------
    callable
        To be told the share that is done, 0 to 1, from any thread; with 0 the bar
        says only that something goes on.
    """
    where = console or Console(stderr=True)
    if where.is_jupyter:
        late = _Late(partial(_Notebook, title), clock or SystemClock())
    elif where.is_terminal and terminal:
        late = _Late(partial(_Terminal, title, where), clock or SystemClock())
    else:
        yield lambda _share: None
        return
    try:
        yield late.tell
    finally:
        late.close()


class _Shown(Protocol):
    def show(self, share: float) -> None: ...

    def close(self) -> None: ...


class _Late:
    """Makes a bar once it has taken a while."""

    def __init__(self, make: Callable[[], _Shown], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._begun = clock.now()
        self._shown: _Shown | None = None
        self._closed = False
        self._lock = threading.Lock()

    def tell(self, share: float) -> None:
        with self._lock:
            if self._closed:
                return
            if self._shown is None and self._clock.now() - self._begun >= DELAY_S:
                self._shown = self._make()
            if self._shown is not None:
                self._shown.show(share)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._shown is not None:
                self._shown.close()


class _Terminal:
    def __init__(self, title: str, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._progress = Progress(
            *columns, Remaining(), console=console, transient=True
        )
        self._task = self._progress.add_task(title, total=None)
        self._progress.start()

    def show(self, share: float) -> None:
        if share:
            self._progress.update(self._task, total=1.0, completed=share)

    def close(self) -> None:
        self._progress.stop()


class _Notebook:
    """A bar of the browser's own.

    Rich's would be a widget, of which a saved notebook keeps an error.
    """

    def __init__(self, title: str) -> None:
        from IPython import display  # noqa: PLC0415 - notebooks have it

        handle: Any = display.DisplayHandle
        self._title = title
        self._handle = handle()
        self._step = -1
        self._handle.display(self._drawn(0), raw=True)

    def show(self, share: float) -> None:
        step = round(share * _STEPS)
        if step != self._step:
            self._step = step
            self._handle.update(self._drawn(share), raw=True)

    def close(self) -> None:
        self._handle.update({"text/plain": ""}, raw=True)

    def _drawn(self, share: float) -> dict[str, str]:
        done = f"{share:.0%}" if share else ""
        value = f' value="{share:.3f}"' if share else ""
        return {
            "text/plain": f"{self._title} {done}",
            "text/html": f'<label style="display: flex; align-items: center; gap: 1ch">'
            f'{escape(self._title)} <progress max="1"{value} style="flex: 0 1 40ch;'
            f' accent-color: var(--jp-brand-color1)"></progress> {done}</label>',
        }
