"""A second figure on an axis at the right: bqplot's, and that of a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.screen import POINT, Screen, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.browser.event import Event
    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook

# Where the second line is, and the labels of its axis, in pixels of the plotted area.
SECOND = """
root => {
  const area = root.querySelector(".wp-plot .plotarea_events").getBoundingClientRect();
  const over = root.querySelector(".wp-overview .plotarea_events")
    .getBoundingClientRect();
  const labels = [...root.querySelectorAll(".wp-plot .axis[text-anchor=start] .tick")];
  const lanes = root.querySelector(".wp-lane:not([hidden])");
  return {
    d: root.querySelector(".wp-plot .wp-second path.line")?.getAttribute("d") ?? "",
    width: area.width,
    height: area.height,
    over: [area.left - over.left, area.right - over.right],
    lane: lanes && area.right - lanes.getBoundingClientRect().right,
    lines: [...root.querySelectorAll(".wp-plot .axis[text-anchor=end] .tick text")]
      .map((text) => text.getBoundingClientRect())
      .map(({ top, bottom }) => (top + bottom) / 2 - area.top),
    labels: labels.map((tick) => {
      const text = tick.querySelector("text").getBoundingClientRect();
      return [Number(tick.textContent), (text.top + text.bottom) / 2 - area.top,
        text.left - area.right];
    }),
  };
}
"""
MINUTES = (
    "[[int(at.timestamp()), float(v) / 1000] for at, v in"
    " feed.df.avg_bitrate_kbps.dropna().resample('1min').first().dropna().items()]"
)


def test_a_pinned_figure_is_where_the_frame_has_it(
    notebook: Callable[..., Notebook], town_hall: Event, browser: Browser, lab: Lab
) -> None:
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    screen.until("seen.state === 'live' && seen.tiles.avg_bitrate_kbps.value")
    right = screen.root.locator(".wp-plot .axis[text-anchor=start]")
    expect(right).to_be_hidden()
    pin = screen.root.get_by_role("button", name="Pin Average bitrate")
    pin.focus()
    pin.press("Enter")
    expect(pin).to_have_attribute("aria-pressed", "true")
    shown.until("pane.second == 'avg_bitrate_kbps'")
    assert shown.ask("pane.settings['second']") == "avg_bitrate_kbps"
    shown.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    seen = check(screen, shown)
    # The chart shows attendees as before.
    assert seen.head.startswith("Attendees, ")
    assert len(seen.points[0]) > 100
    legend = screen.root.locator(".wp-second-legend")
    expect(legend).to_have_text("Average bitrate, Mbps, right axis")
    # The page of its own draws it itself.
    shown.do("pane.to_html('pinned.html')")
    width = screen.root.evaluate("root => root.getBoundingClientRect().width")
    page = browser.new_page()
    page.goto(f"file://{lab.root / 'pinned.html'}")
    own = Screen(page.locator(".webcast-pane"))
    own.drawn()
    own.root.evaluate("(root, width) => { root.style.width = `${width}px`; }", width)
    check(own, shown)
    page.close()
    pin.press("Enter")
    expect(legend).to_be_hidden()
    expect(right).to_be_hidden()
    shown.until("pane.second is None")


def check(screen: Screen, shown: Notebook) -> Any:
    """Compare each step with the frame, by the ticks of the axis at the right."""
    # bqplot takes a third of a second to make room for the axis.
    screen.page.wait_for_function(
        f"root => {{ const now = ({SECOND})(root);"
        " return now.d && now.labels.length > 1"
        " && now.labels.every(([, , left]) => left > 0 && left < 12)"
        " && Math.abs(now.lane ?? 0) < 1; }",
        arg=screen.root.element_handle(),
    )
    told, seen = screen.root.evaluate(SECOND), screen.see()
    assert told["over"] == pytest.approx([0, 0], abs=0.5)
    # Each tick stands on a line of the axis at the left.
    assert [y for _, y, _ in told["labels"]] == pytest.approx(told["lines"], abs=0.5)
    (low, bottom, _), (high, top, _) = told["labels"][0], told["labels"][-1]
    per_unit = (bottom - top) / (high - low)
    steps = [(float(x), float(y)) for x, y in POINT.findall(told["d"])]
    minutes = dict(shown.ask(MINUTES))
    newest = seen.tiles["avg_bitrate_kbps"]["at"]
    drawn = [at for at in minutes if seen.from_ - 60 < at <= newest]
    assert len(steps) == 2 * len(drawn)
    per_second = told["width"] / (seen.to - seen.from_)
    for at, (x, y), (end, same) in zip(drawn, steps[::2], steps[1::2], strict=True):
        assert y == same
        assert y == pytest.approx(bottom - (minutes[at] - low) * per_unit, abs=1)
        assert x == pytest.approx(max(0, at - seen.from_) * per_second, abs=1)
        assert end == pytest.approx((at + 60 - seen.from_) * per_second, abs=1)
    area = screen.root.locator(".wp-plot .plotarea_events").bounding_box()
    assert area is not None
    screen.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 20)
    expect(screen.root.locator(".wp-plot .wp-dot:visible")).to_have_count(2)
    screen.page.mouse.move(1, 1)
    return seen
