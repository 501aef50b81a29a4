"""Several events at a glance, and the pane of the one that is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.event import event
from tests.browser.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook


def test_cards_are_true_and_open_their_panes(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    hostile = "<img src=x onerror='window.hacked=1'>"
    with event(speed=1, viewers=40, entry_name=hostile) as other:
        cell = (
            f"{town_hall.connect()}first = feed\n{other.connect()}"
            "wall = ww.wall([first, feed])\nwall"
        )
        shown = notebook(cell)
        shown.run(0)
        wall = shown.root.locator(".wp-wall")
        cards = wall.locator(".wp-card")
        expect(cards).to_have_count(2)
        numbers = wall.locator(".wp-number[data-value]")
        expect(numbers).to_have_count(2)
        expect(wall.locator(".wp-wallhead")).to_contain_text("2 live")
        expect(cards.nth(1).locator(".wp-name")).to_have_text(hostile)
        assert shown.page.evaluate("window.hacked") is None
        # Still, so that both are of one moment.
        shown.do("for each in wall.feeds: each.stop()")
        expect(wall.locator(".wp-wallhead")).to_contain_text("2 stopped")
        told = shown.ask("[each.latest.live_viewers for each in wall.feeds]")
        assert [
            int(each.get_attribute("data-value") or -1) for each in numbers.all()
        ] == told
        lines = cards.first.locator(".wp-line").get_attribute("d") or ""
        assert (
            lines.count("L") == shown.ask("len(wall.children[0].told[0]['curve'])") - 1
        )

        cards.first.focus()
        shown.page.keyboard.press("Enter")
        shown.until("wall.opened", 0)
        pane = Screen(shown.root.locator(".webcast-pane").nth(1))
        assert pane.drawn().value == told[0]
        expect(cards.first).to_have_attribute("aria-pressed", "true")
        # The wall's style comes behind the pane's, and leaves a narrow one as it is.
        pane.root.evaluate("root => { root.style.width = '360px'; }")
        title = pane.root.locator(".wp-title").bounding_box()
        assert title is not None
        assert title["width"] > 280
        cards.first.click()
        expect(shown.root.locator(".webcast-pane")).to_have_count(1)
        shown.until("wall.pane is None")
