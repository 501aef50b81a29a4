"""One coroutine as a task of the loop that runs, where there are no threads.

Pyodide, which JupyterLite runs on, has neither threads nor a second loop.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Callable, Coroutine

logger = logging.getLogger(__name__)


class InLoop:
    """What `webcast_widget.feed.background.Background` is, without a thread.

    Parameters
    ----------
    main
        Makes the coroutine.
    name
        Name of the task.
    """

    is_current: Final = True
    """Whoever calls keeps its loop from running, until the cell awaits or ends."""
    cannot_wait: Final = (
        "refresh() cannot wait where there are no threads: await feed.refreshed()."
    )

    def __init__(
        self, main: Callable[[], Coroutine[Any, Any, None]], name: str
    ) -> None:
        self._main = main
        self._name = name
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the task; its first step follows when the caller lets the loop run.

        Raises
        ------
        ConfigurationError
            If no loop runs.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise ConfigurationError(
                "There are no threads here, and no event loop runs either: start the"
                " feed inside a coroutine."
            ) from None
        self._task = loop.create_task(self._guard(), name=self._name)

    @property
    def alive(self) -> bool:
        """Whether the task runs."""
        task = self._task
        return task is not None and not task.done() and not task.cancelling()

    def submit(
        self, coroutine: Coroutine[Any, Any, None]
    ) -> concurrent.futures.Future[None]:
        """Run a coroutine in the loop; its end comes as a future, to be awaited."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._running.get_loop())

    def call(self, function: Callable[[], None]) -> None:
        """Call a function in the loop, soon."""
        self._running.get_loop().call_soon(function)

    def cancel(self) -> None:
        """Cancel the task; it ends when the loop runs."""
        if self._task is not None and not self._task.get_loop().is_closed():
            self._task.cancel()

    stop = cancel

    @property
    def _running(self) -> asyncio.Task[None]:
        if self._task is None:
            raise ConfigurationError("It was not started.")
        return self._task

    async def _guard(self) -> None:
        try:
            await self._main()
        except Exception:
            logger.exception("A background task ended with an error.")
