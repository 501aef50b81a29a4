"""Requests that are made to wait, and let go when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.types import Receive

Hold = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class Waiting:
    """The requests that wait."""

    def __init__(self, wait: Callable[[float], Awaitable[None]]) -> None:
        self._wait = wait
        self._guard = threading.Lock()
        self._held: set[Hold] = set()
        self._over = False

    async def hold(self, receive: Receive, seconds: float | None = None) -> None:
        """Wait until the time is up, the client has left, or all are let go."""
        hold = asyncio.get_running_loop(), asyncio.Event()
        with self._guard:
            if self._over:
                return
            self._held.add(hold)
        ends = [
            asyncio.ensure_future(hold[1].wait()),
            asyncio.ensure_future(gone(receive)),
        ]
        if seconds is not None:
            ends.append(asyncio.ensure_future(self._for(seconds)))
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
            with self._guard:
                self._held.discard(hold)

    @contextlib.contextmanager
    def over(self) -> Iterator[None]:
        """Let all go, from any thread, and hold none for the length of the block."""
        with self._guard:
            self._over = True
            for loop, released in self._held:
                with contextlib.suppress(RuntimeError):  # its loop has ended
                    loop.call_soon_threadsafe(released.set)
        try:
            yield
        finally:
            self._over = False

    async def _for(self, seconds: float) -> None:
        await self._wait(seconds)


async def gone(receive: Receive) -> None:
    """Wait until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
