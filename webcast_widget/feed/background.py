"""One daemon thread with an asyncio loop of its own.

A task on the kernel's loop would stand still while a cell runs; this does not.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.feed.in_loop import InLoop

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Callable, Coroutine

logger = logging.getLogger(__name__)
_started: weakref.WeakSet[Background] = weakref.WeakSet()

HAS_THREADS = sys.platform != "emscripten"
"""Whether threads are to be had; Pyodide has none."""


def background(
    main: Callable[[], Coroutine[Any, Any, None]],
    name: str,
    new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> Background | InLoop:
    """Make what runs a coroutine: a thread of its own where there are threads.

    Parameters
    ----------
    main
        Makes the coroutine.
    name
        What it is called.
    new_loop
        Makes the loop of the thread.
    """
    return Background(main, name, new_loop) if HAS_THREADS else InLoop(main, name)


class Background:
    """Runs one coroutine in a thread of its own, from its start until it is stopped.

    Parameters
    ----------
    main
        Makes the coroutine, inside the thread.
    name
        Name of the thread.
    new_loop
        Makes its loop.
    """

    cannot_wait: Final = (
        "refresh() would wait for its own thread: call it from another, or await"
        " feed.refreshed()."
    )

    def __init__(
        self,
        main: Callable[[], Coroutine[Any, Any, None]],
        name: str,
        new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        self._main = main
        self._ready = threading.Event()
        self._loop = new_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; return when its loop takes calls."""
        _started.add(self)
        try:
            self._thread.start()
        except BaseException:
            # Only the thread would have closed it.
            _started.discard(self)
            self._loop.close()
            raise
        self._ready.wait()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    @property
    def is_current(self) -> bool:
        """Whether the caller runs in this thread."""
        return threading.current_thread() is self._thread

    def submit(
        self, coroutine: Coroutine[Any, Any, None]
    ) -> concurrent.futures.Future[None]:
        """Run a coroutine in the thread's loop; its end comes as a future."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def call(self, function: Callable[[], None]) -> None:
        """Call a function in the thread's loop, soon."""
        self._loop.call_soon_threadsafe(function)

    def cancel(self) -> None:
        """Cancel the coroutine, and wait for nothing."""
        if self._task is not None and self.alive:
            try:
                self._loop.call_soon_threadsafe(self._task.cancel)
            except RuntimeError:
                # It ended between the question and the call.
                logger.debug("The loop had already closed.")

    def stop(self, timeout_s: float = 5.0) -> None:
        """Cancel the coroutine and wait for the thread to end."""
        self.cancel()
        if not self.is_current:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.get_loop()
                self._task = self._loop.create_task(self._main())
                self._ready.set()
                self._loop.run_until_complete(self._guard(self._task))
        finally:
            self._ready.set()

    @staticmethod
    async def _guard(task: asyncio.Task[None]) -> None:
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception:
            logger.exception("A background thread ended with an error.")


@atexit.register
def _stop_all() -> None:
    """End what still runs: the interpreter's exit would tear it off."""
    for background in list(_started):
        background.stop()
