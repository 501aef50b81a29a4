"""An event loop whose time passes at once whenever everybody waits.

Whatever waits by the loop (sleeps, time-outs, retries of any library) waits in that
time, so that hours take seconds and nothing sleeps.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_TICK_S = 1e-6
"""At the least so much time passes, or rounding might let it stand still."""


class _Selector(selectors.DefaultSelector):
    """Never waits for a time: it lets the time pass."""

    def __init__(self, advance: Callable[[float], None]) -> None:
        super().__init__()
        self._advance = advance

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            # Only another thread can wake the loop.
            return super().select(None)
        ready = super().select(0)
        if not ready and timeout > 0:
            self._advance(max(timeout, _TICK_S))
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in a time of its own, which begins at 0."""

    def __init__(self) -> None:
        self.moment = 0.0
        super().__init__(_Selector(self._pass))

    def time(self) -> float:
        return self.moment

    def _pass(self, seconds: float) -> None:
        self.moment += seconds


class LoopClock:
    """A clock that shows the time of a loop.

    Parameters
    ----------
    loop
        The loop.
    start
        What the clock shows when the loop's time is 0, epoch seconds.
    """

    speed: float = 1.0

    def __init__(self, loop: asyncio.AbstractEventLoop, start: float) -> None:
        self._loop = loop
        self._start = start

    def now(self) -> float:
        return self._start + self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


def run(main: Callable[[VirtualLoop], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine in virtual time and give what it returns."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        return runner.run(main(loop))
