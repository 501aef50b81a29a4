"""Pictures of a run sheet and of alerts, for `tests.browser.screenshots`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.event import Event
    from tests.browser.screenshots import Studio

# Of the last half hour, and what is planned.
SHEET = """
feed.refresh()
for before, title in ((80, "Welcome"), (35, "Results of the quarter"), (20, "Demo"),
                      (19, "Product demo for our partners"), (8, "Q&A"), (-20, "Thanks")):
    feed.mark(title, feed.latest.newest - before * pandas.Timedelta("1min"))
"""


# One that is over, and one that is on.
ALERTS = """
from webcast_widget import alerts
from webcast_widget.analysis.alerts.told import Told
rules = [alerts.Rule("avg_buffering_s_per_min", above=0.8, for_="3min"),
         alerts.Rule("live_viewers", above=900, for_="1min", name="The hall is full")]
feed.know_rules(rules)
newest = int(feed.latest.newest.timestamp())
feed.take_alerts([Told(rules[0].name, "fired", newest - 1140, 1.1),
                  Told(rules[0].name, "cleared", newest - 700),
                  Told(rules[0].name, "fired", newest - 90, 0.9),
                  Told(rules[1].name, "fired", newest - 150, 1012.0)])
"""


def flags(studio: Studio, town_hall: Event, resize: str) -> None:
    """Take a pane with a run sheet, with alerts, and with a mark that is being set."""
    with studio.pane(town_hall.show()) as (notebook, screen):
        screen.drawn()
        screen.until("seen.state === 'live'")
        notebook.do("import pandas")
        notebook.do(SHEET)
        expect(screen.root.locator(".wp-flag").first).to_be_visible(timeout=60_000)
        studio.take(screen, "flags")
        box = screen.root.locator(".wp-plot .plotarea_events").bounding_box()
        assert box is not None
        studio.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 100)
        screen.root.screenshot(path=studio.folder / f"flags-read-{studio.theme}.png")
        screen.root.locator(".wp-flags [aria-current]").focus()
        screen.root.locator(".wp-flags [aria-current]").press("ArrowLeft")
        studio.take(screen, "flags-focus")
        screen.root.locator(".wp-mark").click()
        studio.page.keyboard.type("Break")
        studio.take(screen, "flags-mark")
        screen.root.evaluate(resize, 360)
        studio.take(screen, "flags-mark-360")
        studio.page.keyboard.press("Enter")
        expect(screen.root.locator(".wp-footer .wp-told")).to_contain_text("Marked")
        studio.take(screen, "flags-marked-360")
        notebook.do(ALERTS)
        expect(screen.root.locator(".wp-alerts .wp-flag")).to_have_count(3)
        for width in (860, 1100, 360):
            screen.root.evaluate(resize, width)
            studio.take(screen, f"flags-alerts-{width}")
        screen.root.locator('[data-metric="avg_buffering_s_per_min"]').click()
        studio.take(screen, "flags-limit-360")
        screen.root.locator('[data-metric="peak_viewers"]').click()
        screen.root.get_by_role("button", name="Table").click()
        studio.take(screen, "flags-table-360")
        screen.root.get_by_role("button", name="Table").click()
        screen.root.evaluate(resize, 860)
        screen.root.evaluate("root => { root.parentElement.dir = 'rtl'; }")
        studio.take(screen, "flags-rtl")
