"""Where there are no threads a feed is a task of the loop that runs."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from typing import TYPE_CHECKING, NoReturn

import pytest

import webcast_widget as ww
from tests.feed.conftest import PATIENCE_S, Scripted
from webcast_widget.commands import played
from webcast_widget.errors import (
    AuthenticationError,
    ConfigurationError,
    SourceUnavailableError,
)
from webcast_widget.feed import LiveFeed, background
from webcast_widget.feed.in_loop import InLoop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from webcast_widget.feed import Reading


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be as Pyodide is."""

    def refuse(_: threading.Thread) -> NoReturn:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(background, "HAS_THREADS", False)
    monkeypatch.setattr(threading.Thread, "start", refuse)


@pytest.fixture(params=["a thread", "no threads"])
def running(request: pytest.FixtureRequest, source: Scripted) -> Iterator[LiveFeed]:
    if request.param == "no threads":
        request.getfixturevalue("no_threads")
    feed = LiveFeed(source)
    yield feed
    feed.stop()


async def test_what_was_asked_for_is_in_the_frame(
    running: LiveFeed, source: Scripted
) -> None:
    running.start()
    await running.refreshed(PATIENCE_S)
    assert (running.status.state, len(running.df)) == ("live", 9)
    asked = len(source.asked)
    await running.refreshed(PATIENCE_S)
    assert len(source.asked) > asked


async def test_what_fails_is_raised(running: LiveFeed, source: Scripted) -> None:
    source.reply = AuthenticationError("No.")
    running.start()
    with pytest.raises(AuthenticationError, match=r"^No\.$"):
        await running.refreshed(PATIENCE_S)


async def test_what_takes_too_long_is_said(
    running: LiveFeed, source: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(_: float | None) -> NoReturn:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(source, "fetch", for_ever)
    running.start()
    with pytest.raises(SourceUnavailableError, match="0 s"):
        await running.refreshed(0.0)


async def test_what_is_stopped_meanwhile_is_said(
    running: LiveFeed, source: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, begun = asyncio.get_running_loop(), asyncio.Event()

    async def for_ever(_: float | None) -> NoReturn:
        loop.call_soon_threadsafe(begun.set)
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(source, "fetch", for_ever)
    running.start()
    asked = asyncio.create_task(running.refreshed(PATIENCE_S))
    await begun.wait()
    running.stop()
    with pytest.raises(ConfigurationError, match="was stopped while"):
        await asked
    with pytest.raises(ConfigurationError, match="is stopped"):
        await running.refreshed()


@pytest.mark.usefixtures("no_threads")
async def test_nobody_waits_for_what_can_never_come(source: Scripted) -> None:
    with LiveFeed(source) as feed, pytest.raises(ConfigurationError, match="await"):
        feed.refresh()


@pytest.mark.usefixtures("no_threads")
async def test_it_starts_again_and_heeds_an_interval(
    source: Scripted, tmp_path: Path
) -> None:
    feed = LiveFeed(source, recording=tmp_path / "event.webcast")
    for _ in range(2):
        feed.start()
        assert feed.running
        await feed.refreshed(PATIENCE_S)
        feed.interval_s = 30
        feed.stop()
        assert not feed.running
    await asyncio.sleep(0)
    assert source.closed
    assert len(ww.open(tmp_path / "event.webcast").df) == len(feed.df) == 9


@pytest.mark.usefixtures("no_threads")
async def test_it_ends_when_nobody_has_it(source: Scripted) -> None:
    feed = LiveFeed(source).start()
    await feed.refreshed(PATIENCE_S)
    gone = weakref.ref(feed)
    del feed
    gc.collect()
    assert gone() is None
    await asyncio.wait([t for t in asyncio.all_tasks() if "webcast" in t.get_name()])
    assert source.closed


@pytest.mark.usefixtures("no_threads")
def test_without_a_loop_it_says_what_to_do(source: Scripted) -> None:
    with pytest.raises(ConfigurationError, match="inside a coroutine"):
        LiveFeed(source).start()


async def test_an_error_ends_it_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise ValueError("my own")

    task = InLoop(fails, "test")
    with pytest.raises(ConfigurationError):
        task.call(print)
    task.cancel()
    task.start()
    for _ in range(3):
        await asyncio.sleep(0)
    assert not task.alive
    assert "my own" in caplog.text


@pytest.mark.usefixtures("no_threads")
async def test_the_demonstration_is_a_recorded_event_that_is_played() -> None:
    pane = ww.demo(speed=3600)
    told = asyncio.Event()

    def heard(reading: Reading) -> None:
        if reading.status.state == "ended":
            told.set()

    pane.feed.subscribe(heard)
    assert (pane.event["name"], pane.status["state"]) == (
        "Quarterly town hall",
        "replaying",
    )
    before = len(pane.df)
    assert before > 150
    async with asyncio.timeout(PATIENCE_S):
        await told.wait()
    assert len(pane.df) > before + 150
    pane.close()
    assert not pane.feed.running


WITHOUT = """
import sys
for name in ("httpx", "pyarrow", "duckdb", "ibis", "xlsxwriter", "click", "uvicorn"):
    sys.modules[name] = None
import webcast_widget as ww
from webcast_widget.commands import played
event = ww.open(played.TOWN_HALL)
pane = ww.WebcastPane(event)
assert len(pane.df) > 300
assert event.replay(play=False).position < pane.df.index[1]
assert pane._repr_mimebundle_()
pane.close()
assert event.file("csv").data
for missing in (lambda: event.file("parquet"), lambda: ww.KalturaSource("1_event")):
    try:
        missing()
    except ww.WebcastWidgetError as error:
        print(error)
mine = type("Mine", (), {"event_id": "1", "name": "mine", "fetch": 1, "close": 1})
ww.connect(mine(), start=False)
"""


def test_what_is_not_installed_is_missed_when_it_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "This format needs pyarrow, which is not installed: pip install pyarrow.",
        "A KalturaSource needs httpx, which is not installed: pip install httpx.",
    ]


def test_the_recording_of_the_demonstration_is_small_and_sound() -> None:
    assert played.TOWN_HALL.stat().st_size < 200_000
    assert ww.open(played.TOWN_HALL).trouble == ""
