"""Who is watching, in the chart's place and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.event import event
from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.notebook import Notebook


def test_it_takes_the_charts_place_and_gives_it_back(
    notebook: Callable[..., Notebook],
) -> None:
    scenario = {"viewers": 60, "started_ago_s": 1200, "generation": "kava"}
    with event(**scenario) as later:  # type: ignore[arg-type]
        shown, screen = show(notebook(later.show(secret=later.server.admin_secret)))
        height = screen.root.bounding_box()
        assert shown.ask("pane.audience") is None
        screen.root.get_by_role("button", name="Audience").click()
        came_from = screen.root.get_by_role("group", name="Came from")
        expect(came_from.locator("li").first).to_contain_text("example.com")
        expect(screen.root.locator(".wp-plot")).to_be_hidden()
        assert screen.root.bounding_box() == height
        # What is on the screen is what the feed has.
        shown.do("feed.stop(); told = feed.audience()")
        counts = "told[told.dimension == 'device'].live_viewers.tolist()"
        told = [f"{count}" for count in shown.ask(counts)]
        rows = screen.root.locator("[data-dimension=device] li b")
        expect(rows).to_have_text(told)
        screen.root.get_by_role("button", name="30 min").click()
        expect(screen.root.locator(".wp-audience")).to_be_hidden()
        screen.drawn()
