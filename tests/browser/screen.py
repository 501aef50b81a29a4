"""What a view of the pane shows, read off the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.notebook import Notebook

# All of one moment: the page does not change while a function runs.
READ = """
root => {
  const number = (element, name) => {
    const value = element?.getAttribute(name);
    return value == null ? null : Number(value);
  };
  const text = (selector) => root.querySelector(selector)?.textContent ?? "";
  const count = root.querySelector(".wp-count");
  const head = root.querySelector(".wp-window");
  const shown = (selector) =>
    (root.querySelector(selector)?.getClientRects().length ?? 0) > 0;
  const height = (selector) =>
    root.querySelector(selector)?.getBoundingClientRect().height ?? 0;
  return {
    // What comes above the plot takes room from it; bqplot takes a third of a second
    // to notice. Between plot and plotted area there is the axis, 30 px in all.
    fits: height(".wp-plot") === 0 ||
      Math.abs(height(".wp-plot") - height(".wp-plot .plotarea_events") - 30) < 1,
    state: root.dataset.state,
    name: text(".wp-title b"),
    chip: text(".wp-chip"),
    subtitle: text(".wp-subtitle"),
    banner: text(".wp-banner"),
    status: text(".wp-status"),
    count: count.textContent,
    value: number(count, "data-value"),
    slot: number(count, "data-slot"),
    from: number(head, "data-from"),
    to: number(head, "data-to"),
    head: head.textContent,
    tiles: Object.fromEntries([...root.querySelectorAll(".wp-tile")].map((tile) => [
      tile.dataset.metric,
      {
        text: tile.querySelector("b").textContent,
        unit: tile.querySelector("small").textContent,
        value: number(tile, "data-value"),
        at: number(tile, "data-at"),
      },
    ])),
    analytics: shown(".wp-analytics"),
    config: shown(".wp-config"),
    scroller: shown(".wp-scroller"),
    latest: shown(".wp-latest"),
    lines: [...root.querySelectorAll(".wp-plot .curve path.line")].filter((path) =>
      !path.closest(".wp-band, .wp-usual, .wp-median, .wp-second")).map((path) =>
      path.getAttribute("d") ?? ""),
    labels: [...root.querySelectorAll(".wp-plot .axis[text-anchor=middle] .tick text")]
      .map((label) => label.textContent),
  };
}
"""
# How many settled slots are drawn; and how many there are, in the kernel.
SETTLED_POINTS = "seen.lines[0].split(/[ML]/).length - 1"
SETTLED = "int(feed.df.live_viewers[~feed.df.provisional].count())"
WAIT_MS = 60_000
POINT = re.compile(r"[ML](-?[\d.e+-]+),(-?[\d.e+-]+)")


@dataclass(frozen=True)
class Seen:
    """A view at one moment."""

    raw: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.raw[name.rstrip("_")]

    @property
    def points(self) -> list[list[tuple[float, float]]]:
        """The points of each drawn line, pixels: of settled slots, of estimates."""
        return [
            [(float(x), float(y)) for x, y in POINT.findall(line)]
            for line in self.raw["lines"]
        ]


class Screen:
    """One view of a pane."""

    def __init__(self, root: Locator) -> None:
        self.root = root
        self.page: Page = root.page

    def see(self) -> Seen:
        return Seen(self.root.evaluate(READ))

    def until(self, condition: str, argument: Any = None) -> Seen:
        """Wait until a condition on `seen` (and `arg`) holds; give what is seen then."""
        handle = self.page.wait_for_function(
            f"([root, arg]) => {{ const seen = ({READ})(root);"
            f" return ({condition}) ? seen : null; }}",
            arg=[self.root.element_handle(), argument],
            timeout=WAIT_MS,
        )
        return Seen(handle.json_value())

    def drawn(self) -> Seen:
        """Wait until the figures are drawn and the numbers are there."""
        line = self.root.locator(".wp-plot .curve path.line").first
        expect(line).to_be_attached(timeout=WAIT_MS)
        return self.until(
            "seen.fits && seen.value !== null"
            " && seen.lines.some((line) => line.includes('L'))"
        )

    def drag(self, selector: str, by: float, *, drop: bool = True) -> None:
        """Take hold of a part of the scroller and move it by some pixels."""
        part = self.root.locator(f".wp-overview .brushintsel {selector}")
        box = part.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + by / 2, y, steps=4)
        mouse.move(x + by, y, steps=4)
        if drop:
            mouse.up()
            # It is let go a turn after the button, and shown with the frame that follows.
            self.page.evaluate(
                "new Promise((done) => setTimeout(() => requestAnimationFrame("
                "() => requestAnimationFrame(done)), 0))"
            )


def show(shown: Notebook, index: int = 0) -> tuple[Notebook, Screen]:
    """Run the cell that shows a pane; wait until the pane is drawn."""
    shown.run(index)
    screen = Screen(shown.root.locator(".webcast-pane").first)
    screen.drawn()
    return shown, screen
