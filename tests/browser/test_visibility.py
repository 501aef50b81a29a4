"""Alt+A and the icon: the analytics or the configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

HIDDEN = "seen.config && !seen.analytics"
SHOWN = "seen.analytics && !seen.config"
COMMAND_MODE = "panel => { panel.content.mode = 'command'; panel.content.activate(); }"


def test_alt_a_in_command_mode(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    notebook.call(COMMAND_MODE)
    screen.page.keyboard.press("Alt+a")
    screen.until(HIDDEN)
    button = screen.root.get_by_role("button", name="Export", exact=True)
    expect(button).to_be_visible()
    notebook.until("pane.visible", value=False)
    screen.page.keyboard.press("Alt+a")
    screen.until(SHOWN)
    notebook.until("pane.visible")


def test_alt_a_inside_the_pane(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    screen.root.get_by_role("slider", name="Window of the chart").focus()
    screen.page.keyboard.press("Alt+a")
    screen.until(HIDDEN)
    screen.root.locator("select[name=interval_s]").focus()
    screen.page.keyboard.press("Alt+a")
    screen.until(SHOWN)
    notebook.until("pane.visible")


def test_alt_a_in_an_editor_is_jupyterlabs_own(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    # Of the cells that have block comments, Markdown's are at hand.
    notebook.call(
        "panel => panel.content.model.sharedModel.insertCell(1,"
        " { cell_type: 'markdown', source: 'A remark', metadata: {} })"
    )
    notebook.call(
        "panel => { panel.content.activeCellIndex = 1; panel.content.mode = 'edit'; }"
    )
    editor = notebook.root.locator(".jp-MarkdownCell [data-language=markdown]")
    expect(editor).to_be_focused()
    screen.page.keyboard.press("Alt+a")
    expect(editor).to_have_text(re.compile(r"<!--.*-->"))
    assert notebook.ask("pane.visible") is True
    assert screen.see().analytics


def test_plain_keys_in_the_pane_stay_there(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    screen.root.locator(".wp-footer .wp-export").focus()
    for key in "abxd":
        screen.page.keyboard.press(key)
    assert notebook.call("panel => panel.content.widgets.length") == 1
    assert screen.see().analytics


def test_the_icon_does_the_same(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    icon = screen.root.locator(".wp-toggle")
    assert icon.get_attribute("title") == "Hide analytics (Alt+A)"
    icon.click()
    screen.until(HIDDEN)
    assert icon.get_attribute("aria-pressed") == "false"
    assert icon.get_attribute("title") == "Show analytics (Alt+A)"
    notebook.until("pane.visible", value=False)
    icon.click()
    screen.until(SHOWN)
    notebook.until("pane.visible")


def test_python_hides_and_shows(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    notebook.do("pane.visible = False")
    hidden = screen.until(HIDDEN)
    # The counter goes on, and so does the chart when it is back.
    later = screen.until("seen.slot > arg", hidden.slot)
    notebook.do("pane.visible = True")
    shown = screen.until(f"{SHOWN} && seen.lines[0]")
    assert shown.to >= later.to
