"""The pane over the full screen, and a host that forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

SIZES = """
root => {
  const of = (part) => root.querySelector(part).getBoundingClientRect();
  return {
    full: document.fullscreenElement === root,
    pane: [root.clientWidth, root.clientHeight],
    screen: [innerWidth, innerHeight],
    count: of(".wp-count").height,
    tile: of(".wp-tvalue b").height,
    plot: of(".wp-plot").height,
    drawn: of(".wp-plot .plotarea_events").height,
    foot: of(".wp-footer").bottom,
  };
}
"""


def test_the_pane_fills_the_screen_and_comes_back(
    live: tuple[Notebook, Screen], browser: Browser, lab: Lab
) -> None:
    notebook, screen = live
    button = screen.root.get_by_role("button", name="Full screen")
    expect(button).to_have_attribute("aria-pressed", "false")
    before = sizes(screen)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    # bqplot takes a third of a second to notice that the plot is higher.
    screen.page.wait_for_function(
        f"root => {{ const now = ({SIZES})(root);"
        " return now.full && Math.abs(now.plot - now.drawn - 30) < 1; }",
        arg=screen.root.element_handle(),
    )
    full = sizes(screen)
    assert full["pane"] == full["screen"]
    assert abs(full["foot"] - full["screen"][1]) < 1
    for part in ("count", "tile", "plot"):
        assert full[part] > 1.5 * before[part]
    # The key does the same, both ways.
    screen.root.locator(".wp-plot").focus()
    screen.page.keyboard.press("f")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert sizes(screen)["count"] == before["count"]
    screen.page.keyboard.press("f")
    expect(button).to_have_attribute("aria-pressed", "true")
    screen.page.evaluate("document.exitFullscreen()")
    expect(button).to_have_attribute("aria-pressed", "false")
    # A frame that may not fill the screen has no button.
    notebook.do("pane.to_html('framed.html')")
    (lab.root / "frame.html").write_text(
        "<iframe src='framed.html' allow=\"fullscreen 'none'\"></iframe>"
    )
    page = browser.new_page()
    page.goto(f"file://{lab.root / 'frame.html'}")
    pane = page.frame_locator("iframe").locator(".webcast-pane")
    expect(pane.locator(".wp-count")).to_be_visible()
    expect(pane.locator(".wp-full")).to_be_hidden()
    page.close()


def sizes(screen: Screen) -> dict[str, Any]:
    told: dict[str, Any] = screen.root.evaluate(SIZES)
    return told
