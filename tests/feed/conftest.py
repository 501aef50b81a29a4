"""A source that answers what a test says, and a wait for what a feed does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.feed import Feed, LiveFeed
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.records import Batch, Event, Minute, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_S = 60.0
"""After this much real time a test has failed, seconds."""

START = 1_700_000_040
AS_OF = START + 130.0


def batch(**more: object) -> Batch:
    """Seven slots with a gap among them; the last two are provisional."""
    given: dict[str, object] = {
        "slots": [Slot(START + 10 * n, 100 + n, 10 + n, n) for n in range(9) if n != 3],
        "minutes": [Minute(START, 1500.25, 2.47)],
        "as_of": AS_OF,
        "event": Event("1_event", "Town hall"),
        "broadcasting": True,
    }
    return Batch(**{**given, **more})  # type: ignore[arg-type]


class Scripted:
    """A source in the hands of a test."""

    event_id = "1_event"
    name = "a script"

    def __init__(self) -> None:
        self.reply: Batch | Exception = batch()
        self.asked: list[float | None] = []
        self.closed = 0

    async def fetch(self, since: float | None) -> Batch:
        self.asked.append(since)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def close(self) -> None:
        self.closed += 1


class Watcher:
    """Waits until something is so; looks again after each of the feed's polls."""

    def __init__(self, feed: Feed) -> None:
        self._changed = threading.Condition()
        feed.subscribe(self._on_update)

    def _on_update(self, _: object) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE_S)


@pytest.fixture
def source() -> Scripted:
    return Scripted()


@pytest.fixture
def feed(source: Scripted) -> Iterator[LiveFeed]:
    """A feed that is not started yet."""
    feed = LiveFeed(source)
    yield feed
    feed.stop()


@pytest.fixture
def polled(feed: LiveFeed) -> LiveFeed:
    """A running feed with the first answer in its frame."""
    feed.start()
    feed.refresh(PATIENCE_S)
    return feed


def wall() -> float:
    return SystemClock().now()


FEED_THREAD = "webcast feed"


def feed_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith(FEED_THREAD)]


def in_time(function: Callable[[], Any]) -> Any:
    """Run something in another thread; it has to end in time."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result(PATIENCE_S)
