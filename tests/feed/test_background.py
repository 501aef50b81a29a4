"""A thread with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from tests.feed.conftest import PATIENCE_S
from webcast_widget.feed.background import Background

if TYPE_CHECKING:
    from collections.abc import Iterator


async def for_ever() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background(for_ever, "test")
    background.start()
    yield background
    background.stop()


def test_runs_until_it_is_stopped(background: Background) -> None:
    states = [background.alive]
    background.stop()
    states.append(background.alive)
    background.stop()
    assert states == [True, False]


def test_calls_and_coroutines_run_in_its_thread(background: Background) -> None:
    seen: list[bool] = []
    called = threading.Event()

    def function() -> None:
        seen.append(background.is_current)
        called.set()

    async def coroutine() -> None:
        function()

    background.call(function)
    background.submit(coroutine()).result(PATIENCE_S)
    assert called.wait(PATIENCE_S)
    assert seen == [True, True]
    assert not background.is_current


def test_an_error_ends_it_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise ValueError("my own")

    background = Background(fails, "test")
    background.start()
    background.stop()
    assert not background.alive
    assert "my own" in caplog.text


def test_a_coroutine_that_cannot_be_made_does_not_hang_the_start() -> None:
    raised: list[type[BaseException]] = []
    hook = threading.excepthook
    threading.excepthook = lambda args: raised.append(args.exc_type)
    try:
        background = Background(lambda: 1 / 0, "test")  # type: ignore[arg-type, return-value]
        background.start()
        background.stop()
    finally:
        threading.excepthook = hook
    assert raised == [ZeroDivisionError]


def test_may_be_stopped_from_within() -> None:
    async def stops() -> None:
        stopped.stop()
        await asyncio.Event().wait()

    stopped = Background(stops, "test")
    stopped.start()
    stopped.stop()
    assert not stopped.alive
