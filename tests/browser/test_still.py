"""What comes above the chart takes its room from the chart: nothing below it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.screen import show
from tests.browser.test_flags import WATCHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

# The simulated server tells a run sheet of its own; here the first mark is ours.
UNMARKED = """
import dataclasses
told = source.fetch
async def fetch(since):
    return dataclasses.replace(await told(since), marks=())
source.fetch = fetch
feed = ww.connect(source, clock=clock)
pane = ww.WebcastPane(feed)
pane
"""
# How far below the upper edge of the pane each part begins, and the footer ends.
PLACES = """
root => {
  const { top } = root.getBoundingClientRect();
  const parts = [".wp-chart", ".wp-scroller", ".wp-tiles", ".wp-footer"];
  return parts.map((part) =>
    Math.round(root.querySelector(part).getBoundingClientRect().top - top));
}
"""


@pytest.mark.parametrize("width", [860, 360])
def test_nothing_moves_with_the_first_mark_and_the_first_alert(
    notebook: Callable[..., Notebook], town_hall: Event, width: int
) -> None:
    code = town_hall.connect().replace("feed = ww.connect(source, clock=clock)\n", "")
    shown, screen = show(notebook(code + UNMARKED, own_kernel=True))
    screen.root.evaluate(
        "(root, width) => { root.parentElement.style.width = `${width}px`; }", width
    )
    screen.until("seen.scroller")
    before = places(screen)
    assert not screen.root.locator(".wp-lane:visible").count()
    shown.do("import pandas")
    shown.do(
        "feed.mark('Results of the quarter, and what they tell us',"
        " feed.latest.newest - pandas.Timedelta('5min'))"
    )
    flag = screen.root.get_by_role("button", name="Results of the quarter")
    expect(flag).to_be_visible()
    expect(screen.root.locator(".wp-running")).to_be_visible()
    assert places(screen) == before
    shown.do(WATCHED)
    expect(screen.root.locator(".wp-banner")).to_contain_text("Alert: Open: ")
    expect(screen.root.locator(".wp-alerts .wp-flag")).to_have_count(2)
    assert places(screen) == before
    # Nor where something else stands in the chart's place.
    for name, pressed in (("Table", "true"), ("Table", "false"), ("All", "true")):
        button = screen.root.get_by_role("button", name=name, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", pressed)
        assert places(screen)[2:] == before[2:]
    shown.do("watch.stop()")
    expect(screen.root.locator(".wp-banner")).to_be_hidden()
    assert places(screen)[2:] == before[2:]


def places(screen: Screen) -> list[int]:
    told: list[int] = screen.root.evaluate(PLACES)
    return told
