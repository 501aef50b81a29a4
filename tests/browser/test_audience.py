"""Who is watching, in the chart's place and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.event import event
from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.notebook import Notebook


def test_it_takes_the_charts_place_and_gives_it_back(
    notebook: Callable[..., Notebook],
) -> None:
    scenario = {"viewers": 60, "started_ago_s": 1200, "generation": "kava"}
    with event(**scenario) as later:  # type: ignore[arg-type]
        shown, screen = show(notebook(later.show(secret=later.server.admin_secret)))
        # The run sheet comes later than the figures, and has a lane of its own.
        expect(screen.root.locator(".wp-flag").first).to_be_attached(timeout=60_000)
        chart = screen.root.locator(".wp-chart")
        size = _size(chart)
        assert shown.ask("pane.audience") is None
        screen.root.get_by_role("button", name="Audience").click()
        came_from = screen.root.get_by_role("group", name="Came from")
        expect(came_from.locator("li").first).to_contain_text("example.com")
        expect(screen.root.locator(".wp-plot")).to_be_hidden()
        assert _size(chart) == size
        # What is on the screen is what the feed has.
        shown.do("feed.stop(); told = feed.audience()")
        counts = "told[told.dimension == 'device'].live_viewers.tolist()"
        told = [f"{count}" for count in shown.ask(counts)]
        rows = screen.root.locator("[data-dimension=device] li b")
        expect(rows).to_have_text(told)
        screen.root.get_by_role("button", name="30 min").click()
        expect(screen.root.locator(".wp-audience")).to_be_hidden()
        screen.drawn()


def _size(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["width"], box["height"]
