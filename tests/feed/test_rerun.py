"""Re-running a cell replaces what its earlier run made; nothing else does."""

from __future__ import annotations

import gc
import sys
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

from tests.feed.conftest import Scripted
from webcast_widget.feed import connect, rerun
from webcast_widget.feed.rerun import Run, current_run, register


class Thing:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerun, "_made", {})


def make(run: Run | None, kind: str = "feed", subject: str = "1_event") -> Thing:
    thing = Thing()
    register(kind, subject, thing, Thing.close, run)
    return thing


def test_the_next_run_of_a_cell_closes_what_the_last_one_made() -> None:
    first = make(Run("cell", "1"))
    second = make(Run("cell", "2"))
    assert (first.closed, second.closed) == (1, 0)
    third = make(Run("cell", "3"))
    assert (first.closed, second.closed, third.closed) == (1, 1, 0)


def test_one_run_may_make_several() -> None:
    made = [make(Run("cell", "1")) for _ in range(3)]
    assert [thing.closed for thing in made] == [0, 0, 0]
    later = make(Run("cell", "2"))
    assert [thing.closed for thing in made] == [1, 1, 1]
    assert later.closed == 0


def test_other_cells_close_nothing() -> None:
    first = make(Run("cell", "1"))
    assert make(Run("another", "2")).closed == 0
    assert first.closed == 0


def test_other_kinds_close_nothing() -> None:
    first = make(Run("cell", "1"), "feed")
    make(Run("cell", "2"), "pane")
    assert first.closed == 0


def test_in_a_cell_the_subject_does_not_matter() -> None:
    first = make(Run("cell", "1"), subject="1_event")
    make(Run("cell", "2"), subject="1_another")
    assert first.closed == 1


def test_where_cells_have_no_id_the_subject_stands_in() -> None:
    first = make(Run(None, "1"), subject="1_event")
    make(Run(None, "2"), subject="1_another")
    assert first.closed == 0
    make(Run(None, "3"), subject="1_event")
    assert first.closed == 1


def test_things_are_held_weakly() -> None:
    thing = make(Run("cell", "1"))
    gone = weakref.ref(thing)
    del thing
    gc.collect()
    assert gone() is None
    make(Run("cell", "2"))


def test_outside_a_kernel_nothing_is_replaced() -> None:
    assert current_run() is None
    first = make(None)
    make(None)
    assert first.closed == 0
    assert rerun._made == {}


def kernel(monkeypatch: pytest.MonkeyPatch, parent: Any) -> None:
    """Stand in for IPython with a kernel that runs a cell."""
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda _: parent))
    ipython = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", ipython)


def test_reads_it_off_a_kernel_without_channels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JupyterLite's."""
    kernel(monkeypatch, None)
    asked = SimpleNamespace(get_parent=lambda: {"header": {"msg_id": "7"}})
    monkeypatch.setattr(sys.modules["IPython"].get_ipython(), "kernel", asked)
    assert current_run() == Run(None, "7")


def test_reads_the_cell_off_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel(monkeypatch, {"header": {"msg_id": "7"}, "metadata": {"cellId": "a"}})
    assert current_run() == Run("a", "7")


def test_a_host_that_does_not_name_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel(monkeypatch, {"header": {"msg_id": "7"}})
    assert current_run() == Run(None, "7")


@pytest.mark.parametrize("parent", [None, {}, {"header": {}}])
def test_a_kernel_that_runs_no_cell(
    monkeypatch: pytest.MonkeyPatch, parent: Any
) -> None:
    kernel(monkeypatch, parent)
    assert current_run() is None


def test_ipython_without_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in (None, SimpleNamespace()):
        fake = SimpleNamespace(get_ipython=lambda shell=shell: shell)
        monkeypatch.setitem(sys.modules, "IPython", fake)
        assert current_run() is None


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The run that is current is the last one in the list."""
    runs = [Run("cell", "1")]
    monkeypatch.setattr(rerun, "current_run", lambda: runs[-1])
    return runs


def test_connecting_again_in_a_cell_stops_its_earlier_feed(cells: list[Run]) -> None:
    first = connect(Scripted())
    beside = connect(Scripted())
    cells.append(Run("another", "2"))
    elsewhere = connect(Scripted())
    assert first.running
    assert beside.running
    cells.append(Run("cell", "3"))
    second = connect(Scripted())
    assert [feed.running for feed in (first, beside, elsewhere, second)] == [
        False,
        False,
        True,
        True,
    ]
    for feed in (elsewhere, second):
        feed.stop()


def test_a_cell_run_again_may_use_the_same_source(cells: list[Run]) -> None:
    source = Scripted()
    first = connect(source)
    cells.append(Run("cell", "2"))
    with connect(source) as second:
        assert second.running
        assert not first.running
