"""Running the cell again replaces the pane; nothing of the earlier one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.census import COUNT
from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

WIDGETS = "len(__import__('ipywidgets').widgets.widget._instances)"
THREADS = "[t.name for t in __import__('threading').enumerate() if 'feed' in t.name]"
RUNS = 10
CLEAR = "panel => panel.content.widgets[{}].model.sharedModel.setOutputs([])"


def test_a_rerun_leaves_nothing_behind(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown, screen = show(notebook(town_hall.show()))
    widgets = shown.ask(WIDGETS)
    before = shown.call(COUNT)
    assert before["panes"] == 1
    assert before["figures"] == 2
    for _ in range(RUNS):
        shown.run(0)
        screen.drawn()
    assert len(shown.ask(THREADS)) == 1
    assert shown.ask(WIDGETS) == widgets
    after = shown.call(COUNT)
    for kind in ("models", "views", "figures", "panes"):
        assert after[kind] == before[kind], kind
    assert after["elements"] <= before["elements"] + 60
    screen.until("seen.state === 'live'")


def test_showing_it_again_and_clearing_leaks_no_elements(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    others = [notebook.add("pane") for _ in range(2)]
    lines = notebook.root.locator(".wp-plot .curve path.line")
    seen = []
    for _ in range(4):
        for index in others:
            notebook.run(index)
        expect(lines).to_have_count(6)
        for index in others:
            notebook.call(CLEAR.format(index))
        expect(notebook.root.locator(".webcast-pane")).to_have_count(1)
        seen.append(notebook.call(COUNT))
    # The figures' views of the first time are kept, and lent again.
    before, after = seen[0], seen[-1]
    for kind in ("models", "views", "figures", "panes"):
        assert after[kind] == before[kind], kind
    screen.until("seen.slot > arg", screen.see().slot)


def test_closing_the_pane_takes_it_off_the_screen(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, _ = live
    notebook.do("pane.close()")
    expect(notebook.root.locator(".webcast-pane")).to_have_count(0)
    assert notebook.ask("feed.running") is True
    notebook.do("feed.stop()")
    assert notebook.ask(THREADS) == []
