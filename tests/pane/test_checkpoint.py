"""When the whole series is sent for notebooks that are saved."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.feed.conftest import START, Scripted, batch
from tests.pane.conftest import long_event, unpacked
from webcast_widget.feed import FeedStatus, LiveFeed
from webcast_widget.feed.reading import Extent
from webcast_widget.pane import WebcastPane, cells
from webcast_widget.pane.checkpoint import APART_S, Checkpoint
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pane.conftest import Bench


def reading(rows: int = 0, **status: Any) -> Any:
    return SimpleNamespace(
        rows=np.zeros((rows, 3)),
        afresh=False,
        extent=Extent(START, START, START) if rows else None,
        status=FeedStatus(**status),
    )


def test_one_is_due_with_the_first_slots_and_when_what_was_missed_has_come() -> None:
    checkpoint = Checkpoint(ManualClock(0.0))
    readings = [
        reading(),
        reading(1, state="catching_up", progress=0.1),
        reading(1, state="catching_up", progress=0.6),
        reading(1, state="live"),
        reading(1, state="live"),
        reading(1, state="ended"),
        reading(1, state="ended"),
    ]
    due = [checkpoint.is_due(each) for each in readings]
    assert due == [False, True, False, True, False, True, False]


def test_a_pane_on_a_feed_with_slots_has_them_from_the_start() -> None:
    checkpoint = Checkpoint(ManualClock(0.0))
    assert not checkpoint.is_due(reading(1, state="live"))


def test_in_mid_event_one_is_due_now_and_then(bench: Bench) -> None:
    clock = ManualClock(START + 0.0)
    bench.poll(batch())
    bench.sent.clear()
    bench.pane._checkpoint = Checkpoint(clock)
    sent = []
    for _ in range(70):
        bench.poll(batch())
        sent.append(any("history" in update for update in bench.updates))
        bench.sent.clear()
        clock.advance(10.0)
    assert sent.count(True) == 700 // (APART_S + 10)


class Shell:
    """What IPython has of cells."""

    def __init__(self) -> None:
        self.called: list[Callable[[Any], None]] = []
        self.events = self

    def register(self, event: str, fn: Callable[[Any], None]) -> None:
        assert event == "post_run_cell"
        self.called.append(fn)

    def unregister(self, event: str, fn: Callable[[Any], None]) -> None:
        assert event == "post_run_cell"
        self.called.remove(fn)

    def end_cell(self) -> None:
        for fn in list(self.called):
            fn(None)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell()
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    return shell


def test_at_the_end_of_a_cell_a_runner_without_a_page_has_all(
    shell: Shell, bench: Bench
) -> None:
    bench.poll(long_event())
    bench.poll(batch(slots=[Slot(START, 99, 0)], as_of=START + 8000.0))
    bench.sent.clear()
    shell.end_cell()
    ((sent, buffers),) = bench.sent
    assert sent["state"].keys() == {"history"}
    assert unpacked(buffers[0])[0] == [START, 99, 0]
    # Nothing came since: nothing is sent.
    shell.end_cell()
    assert len(bench.sent) == 1


def test_a_closed_pane_is_not_told_of_cells_nor_kept_by_them(shell: Shell) -> None:
    pane = WebcastPane(LiveFeed(Scripted()))
    assert len(shell.called) == 1
    pane.close()
    assert shell.called == []
    gone = weakref.ref(pane)
    del pane
    gc.collect()
    assert gone() is None


def test_where_there_are_no_cells_nothing_is_asked(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "get_ipython", lambda: None)
    with LiveFeed(Scripted()) as feed:
        pane = WebcastPane(feed)
        assert shell.called == []
        pane.close()
        assert pane.comm is None
