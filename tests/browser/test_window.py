"""The window by the chart itself: zoom, back, lengths, and the slot that is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

NUMBERS = re.compile(r"([\d,]+) attendees")


def test_dragging_zooms_and_python_sees_what_is_on_the_screen(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    plot = screen.root.locator(".wp-plot")
    box = plot.bounding_box()
    assert box is not None
    mouse = screen.page.mouse
    mouse.move(box["x"] + 150, box["y"] + 80)
    mouse.down()
    mouse.move(box["x"] + 300, box["y"] + 90, steps=4)
    mouse.up()
    seen = screen.until("seen.to - seen.from < 600 && seen.latest")
    notebook.until("[t.timestamp() for t in pane.window]", [seen.from_, seen.to])
    mouse.dblclick(box["x"] + 200, box["y"] + 80)
    screen.until("seen.to - seen.from === 1800 && !seen.latest")
    screen.root.get_by_role("button", name="5 min", exact=True).click()
    screen.until("seen.to - seen.from === 300")
    notebook.until("pane.window_s", 300.0)
    screen.root.get_by_role("button", name="30 min", exact=True).click()
    screen.until("seen.to - seen.from === 1800")
    mouse.move(box["x"] + 300, box["y"] + 80)
    screen.page.keyboard.down("Control")
    mouse.wheel(0, -100)
    screen.page.keyboard.up("Control")
    # On the grid of slots once the wheel rests.
    seen = screen.until(
        "seen.to - seen.from < 1600 && seen.from % 10 === 0 && seen.to % 10 === 0"
    )
    notebook.until("[t.timestamp() for t in pane.window]", [seen.from_, seen.to])


def test_the_slot_that_the_keys_read_is_the_frames(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    plot = screen.root.locator(".wp-plot")
    plot.focus()
    plot.press("Home")
    readout = screen.root.locator(".wp-readout")
    expect(readout).to_have_text(NUMBERS)
    # Both of one moment: the window moves on, and the slot at its left with it.
    text, at = readout.evaluate("e => [e.textContent, Number(e.dataset.at)]")
    said = NUMBERS.search(text)
    assert said is not None
    slot = f"__import__('pandas').Timestamp({at}, unit='s', tz='UTC')"
    assert int(said[1].replace(",", "")) == notebook.ask(
        f"int(pane.df.live_viewers[{slot}])"
    )
    plot.press("Escape")
    expect(readout).to_have_text("")


def test_the_change_is_the_frames(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    screen.until("seen.state === 'live'")
    change = screen.root.locator(".wp-change:not(.wp-about) b")
    expect(change).to_be_visible()
    said, slot = screen.root.evaluate(
        "root => [root.querySelector('.wp-change:not(.wp-about) b').textContent,"
        " Number(root.querySelector('.wp-count').dataset.slot)]"
    )
    then = f"__import__('pandas').Timestamp({slot} - 300, unit='s', tz='UTC')"
    now = f"__import__('pandas').Timestamp({slot}, unit='s', tz='UTC')"
    live_viewers = "pane.df.live_viewers"
    expected = notebook.ask(f"int({live_viewers}[{now}] - {live_viewers}[{then}])")
    assert int(said.replace("\N{MINUS SIGN}", "-").replace(",", "")) == expected
