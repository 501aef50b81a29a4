"""A pane on a feed that takes answers at once: no thread, no kernel, no browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np
import pandas as pd
import pytest

from tests.feed.conftest import START, Scripted, batch
from webcast_widget.feed import LiveFeed
from webcast_widget.pane import WebcastPane
from webcast_widget.poller import Answered, Failed
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.errors import SourceError
    from webcast_widget.timeline.records import Batch


class Bench:
    """A feed and a pane, and everything that the pane sent."""

    def __init__(self) -> None:
        self.feed = LiveFeed(Scripted())
        self.pane = WebcastPane(self.feed)
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []

    def poll(self, batch: Batch) -> None:
        self.feed._deliver(Answered(batch, 10.0))

    def fail(self, error: SourceError) -> None:
        self.feed._deliver(Failed(error, 1, 2.0))

    def say(self, content: Any) -> None:
        """What the browser sends as a message."""
        self.pane._handle_custom_msg(content, [])

    @property
    def updates(self) -> list[dict[str, Any]]:
        return [
            stated(each, buffers)
            for each, buffers in self.sent
            if each["method"] == "update"
        ]

    @property
    def replies(self) -> list[tuple[dict[str, Any], list[bytes]]]:
        return [
            (each["content"], buffers)
            for each, buffers in self.sent
            if each["method"] == "custom"
        ]


def stated(message: dict[str, Any], buffers: list[bytes]) -> dict[str, Any]:
    """Give the traits of an update, those that are bytes among them."""
    paths = zip(message["buffer_paths"], buffers, strict=True)
    state: dict[str, Any] = message["state"]
    return state | {path[0]: told for path, told in paths if len(path) == 1}


def seq_of(delta: bytes) -> int:
    return int.from_bytes(delta[:4], "little")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = Bench()

    def spy(msg: dict[str, Any], buffers: Any = None) -> None:
        bench.sent.append((msg, [bytes(each) for each in buffers or []]))

    monkeypatch.setattr(bench.pane, "_send", spy)
    yield bench
    bench.pane.close()
    bench.feed.stop()


def registered() -> set[str]:
    """Ids of all widgets that ipywidgets keeps alive."""
    return set(ipywidgets.widgets.widget._instances)


def unpacked(rows: Any) -> list[list[int]]:
    return np.frombuffer(rows, "<u4").reshape(-1, 3).tolist()


def utc(start: int) -> pd.Timestamp:
    return pd.Timestamp(start, unit="s", tz="UTC")


def long_event(slots: int = 720) -> Batch:
    counts = [Slot(START + 10 * n, n, 0, 0) for n in range(slots)]
    return batch(slots=counts, as_of=START + 10 * slots + 60.0)
