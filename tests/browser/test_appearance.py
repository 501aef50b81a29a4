"""Themes and widths: every word can be read, and nothing hangs out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
TEXTS = (
    ".wp-title b, .wp-subtitle, .wp-chip, .wp-count, .wp-counter span, .wp-window,"
    " .wp-tile span, .wp-tile b, .wp-tile small, .wp-status, .wp-export"
)
# Contrast as WCAG 2.2 defines it, on the colours as painted: a translucent text is
# mixed with what is under it.
CONTRAST = """
(root, texts) => {
  const context = Object.assign(document.createElement("canvas"),
    { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...root.querySelectorAll(texts)]
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => {
      const under = [];
      for (let at = element; at; at = at.parentElement)
        under.unshift(getComputedStyle(at).backgroundColor);
      const [low, high] = [
        luminance(paint(["white", ...under])),
        luminance(paint(["white", ...under, getComputedStyle(element).color])),
      ].sort((a, b) => a - b);
      const name = element.className || element.parentElement.className;
      return [`${name} ${element.tagName}`, (high + 0.05) / (low + 0.05)];
    });
}
"""
OVERFLOW = """
root => {
  const edge = root.getBoundingClientRect();
  const cut = (element) => getComputedStyle(element).overflow !== "visible";
  return [...root.querySelectorAll("*")]
    .filter((element) => !element.closest("svg, .wp-spoken, datalist, option"))
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.right > edge.right + 1 || box.left < edge.left - 1
        || (element.scrollWidth > element.clientWidth + 1 && !cut(element)
            && getComputedStyle(element).display !== "inline");
    })
    .map((element) => `${element.className} ${element.tagName}`);
}
"""


def choose_theme(page: Page, theme: str) -> None:
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })",
        theme,
    )
    light = "true" if theme == LIGHT else "false"
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)
    page.wait_for_function(
        "light => (getComputedStyle(document.body)"
        ".getPropertyValue('--jp-layout-color0').trim() === 'white') === light",
        arg=theme == LIGHT,
    )


@pytest.fixture
def theme(page: Page) -> Iterator[None]:
    """Let a test change the theme; the light one is back afterwards."""
    yield
    choose_theme(page, LIGHT)


def colours(screen: Screen) -> Any:
    return screen.root.evaluate(
        """root => ["wp-frame", "wp-count", "wp-tile", "wp-footer"].map((name) => {
          const style = getComputedStyle(root.querySelector(`.${name}`));
          return [style.color, style.backgroundColor];
        })"""
    )


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("name", [LIGHT, DARK])
def test_every_text_can_be_read(live: tuple[Notebook, Screen], name: str) -> None:
    _, screen = live
    choose_theme(screen.page, name)
    screen.until("seen.state === 'live'")
    contrasts = screen.root.evaluate(CONTRAST, TEXTS)
    assert len(contrasts) > 15
    assert [each for each in contrasts if each[1] < 4.5] == []


@pytest.mark.usefixtures("theme")
def test_it_is_one_region_and_no_landmark_of_the_page(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    name = re.compile("^Live analytics of ")
    expect(notebook.root.get_by_role("region", name=name)).to_have_count(1)
    for landmark in ("banner", "contentinfo"):
        expect(screen.root.get_by_role(landmark)).to_have_count(0)


def test_the_dark_theme_is_dark(live: tuple[Notebook, Screen]) -> None:
    _, screen = live
    choose_theme(screen.page, LIGHT)
    light = colours(screen)
    choose_theme(screen.page, DARK)
    dark = colours(screen)
    assert all(one[0] != other[0] for one, other in zip(light, dark, strict=True))
    assert light[0][1] != dark[0][1]
    tick = screen.root.locator(".wp-plot .tick text").first
    # bqplot's own dark theme would have it orange.
    assert tick.evaluate("tick => getComputedStyle(tick).fill") != "rgb(255, 165, 0)"


@pytest.mark.parametrize("analytics", [True, False])
def test_a_narrow_pane_keeps_everything_inside(
    live: tuple[Notebook, Screen], analytics: bool
) -> None:
    _, screen = live
    if not analytics:
        screen.root.locator(".wp-toggle").click()
        screen.until("seen.config")
    for width in (700, 480, 340):
        screen.root.evaluate(
            "(root, width) => { root.parentElement.style.width = `${width}px`; }",
            width,
        )
        expect(screen.root).to_have_css("width", f"{width}px")
        # bqplot takes a third of a second to notice its new size.
        screen.page.wait_for_function(
            f"root => ({OVERFLOW})(root).length === 0",
            arg=screen.root.element_handle(),
        )
        assert screen.root.locator(".wp-count").is_visible()
