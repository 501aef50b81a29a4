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
    assert after["models"] == before["models"]
    assert after["figures"] == before["figures"]
    assert after["panes"] == before["panes"]
    assert after["elements"] <= before["elements"] + 60
    screen.until("seen.state === 'live'")


def test_showing_it_again_and_clearing_leaks_no_elements(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    before = notebook.call(COUNT)
    index = notebook.add("pane")
    for _ in range(3):
        notebook.run(index)
        expect(notebook.root.locator(".wp-plot .curve path.line")).to_have_count(4)
    notebook.call("panel => panel.content.widgets[1].model.sharedModel.setOutputs([])")
    expect(notebook.root.locator(".webcast-pane")).to_have_count(1)
    after = notebook.call(COUNT)
    assert after["figures"] == before["figures"]
    assert after["models"] == before["models"]
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
