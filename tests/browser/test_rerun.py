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
# A subshell of the kernel is called by hexadecimal digits, which may spell "feed".
THREADS = (
    "[t.name for t in __import__('threading').enumerate()"
    " if t.name.startswith('webcast feed')]"
)
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
    lines = notebook.root.locator(".wp-plot .wp-settled path.line")
    seen = []
    for _ in range(4):
        for index in others:
            notebook.run(index)
        expect(lines).to_have_count(3)
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


def test_another_bundle_takes_over_at_once(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    before = notebook.call(COUNT)
    slots = screen.see().raw["to"]
    # What `make watch` brings about with each build.
    for turn in range(3):
        notebook.do(
            f"pane._esm += '\\nglobalThis.bundle = {turn};'\n"
            "pane._css += '\\n.webcast-pane { --bundle: 1; }'"
        )
        screen.page.wait_for_function("turn => globalThis.bundle === turn", arg=turn)
        seen = screen.drawn()
        assert seen.to >= slots
    after = notebook.call(COUNT)
    for kind in ("models", "figures", "panes"):
        assert after[kind] == before[kind], kind
    toggle = screen.root.locator(".wp-toggle")
    toggle.click()
    screen.until("seen.config && !seen.analytics")
    toggle.click()
    screen.drawn()
