"""The pane as a page of its own, offline; its chart is the one that JupyterLab shows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READER
from tests.browser.screen import Screen, Seen, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.event import Event
    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook

WAIT_S = 60
LABELS = """
root => {
  const plot = root.querySelector(".wp-plot").getBoundingClientRect();
  // An axis that nothing is pinned to is there, and not shown.
  const labels = [...root.querySelectorAll(".wp-plot .tick text")];
  return labels.filter((label) => label.getClientRects().length > 0).map((label) => {
    const { x, y } = label.getBoundingClientRect();
    return `${label.textContent} ${Math.round(x - plot.x)} ${Math.round(y - plot.y)}`;
  }).sort();
}
"""


@pytest.fixture
def offline(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file in a browser without a network; nothing may be asked or said."""
    said: list[str] = []
    contexts = []

    def opened(path: str, **options: str) -> Page:
        given = {"locale": READER, **options}
        context = browser.new_context(offline=True, **given)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: said.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"file://{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for line in said if not line.startswith("file://")] == []


def on_chart(screen: Screen) -> list[list[str]]:
    """The lines of a chart, and its labels with their places."""
    return [screen.see().lines, screen.root.evaluate(LABELS)]


@pytest.fixture
def both(
    notebook: Callable[..., Notebook], town_hall: Event, lab: Lab
) -> tuple[str, Screen, Seen]:
    """A page that was written, and the pane that it was written from."""
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    shown.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    shown.do("pane.to_html('page.html')")
    return str(lab.root / "page.html"), screen, screen.drawn()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_draws_what_the_notebook_drew(
    both: tuple[str, Screen, Seen], offline: Callable[..., Page], scheme: str
) -> None:
    path, screen, before = both
    page = offline(path, color_scheme=scheme)
    own = Screen(page.locator(".webcast-pane"))
    seen = own.drawn()
    assert (seen.from_, seen.to, seen.value) == (before.from_, before.to, before.value)
    assert seen.tiles == before.tiles
    assert seen.chip.startswith("Saved ")
    # As wide as the notebook's, pixel by pixel.
    width = screen.root.evaluate("root => root.getBoundingClientRect().width")
    own.root.evaluate("(root, width) => { root.style.width = `${width}px`; }", width)
    # bqplot draws once more when the lanes have taken their room, a while after they did.
    give_up = time.monotonic() + WAIT_S
    while (drawn := on_chart(own)) != (wanted := on_chart(screen)):
        assert time.monotonic() < give_up, f"{drawn} and not {wanted}"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    dark = scheme == "dark"
    assert background == ("rgb(17, 17, 17)" if dark else "rgb(255, 255, 255)")


def test_it_is_alive(
    both: tuple[str, Screen, Seen], offline: Callable[..., Page]
) -> None:
    path, _, _ = both
    page = offline(path)
    own = Screen(page.locator(".webcast-pane"))
    seen = own.drawn()
    own.drag(".selection", -200)
    moved = own.until("seen.latest && seen.to < arg", seen.to)
    assert moved.to - moved.from_ == 1800
    box = own.root.locator(".wp-plot").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 100)
    expect(own.root.locator(".wp-readout")).to_contain_text("attendees")
    own.drag(".handle--w", -60)
    wider = own.until("seen.to - seen.from > 1800")
    assert wider.to == moved.to
    own.root.get_by_role("button", name="Go to latest").click()
    own.until("!seen.latest")
    scroller = own.root.get_by_role("slider", name="Window of the chart")
    scroller.press("PageUp")
    own.until("seen.latest")
    page.keyboard.press("Alt+a")
    own.until("seen.config")
    # Others write numbers otherwise, and all with the same digits.
    for locale, point in (("de-DE", ","), ("ar-EG", ".")):
        told = offline(path, locale=locale).locator(".wp-tile b").first
        expect(told).to_have_text(
            seen.tiles["avg_bitrate_kbps"]["text"].replace(".", point)
        )


def test_without_scripts_it_is_a_true_page(
    both: tuple[str, Screen, Seen], offline: Callable[..., Page]
) -> None:
    path, _, before = both
    page = offline(path, java_script_enabled=False)
    expect(page.locator(".webcast-still")).to_contain_text(
        f"{before.value:,} attendees"
    )
