"""A tile chooses what the chart shows, and Python knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook

# Of the minutes on the screen; what it is called is put in.
MINUTES = (
    "[[int(at.timestamp()), float(v)] for at, v in"
    " feed.df.avg_buffering_s_per_min.dropna().resample('1min').first()"
    ".dropna().items()]"
)


def test_a_tile_shows_its_figure(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    """Each full minute is a step as high as the frame says, to the pixel."""
    shown, screen = show(notebook(town_hall.show()))
    screen.until("seen.state === 'live' && seen.tiles.avg_buffering_s_per_min.value")
    tile = screen.root.locator('[data-metric="avg_buffering_s_per_min"]')
    tile.focus()
    tile.press("Enter")
    expect(tile).to_have_attribute("aria-pressed", "true")
    shown.until("pane.figure == 'avg_buffering_s_per_min'")
    shown.do("feed.stop()")
    seen = screen.until("seen.state === 'stopped' && !seen.lines[1]")
    assert seen.head.startswith("Average buffering, s per min, ")
    (steps, *others) = seen.points
    assert not any(others)
    told = dict(shown.ask(MINUTES))
    begin, end = steps[0][0], steps[-1][0]
    newest = seen.tiles["avg_buffering_s_per_min"]["at"]
    drawn = [at for at in told if seen.from_ - 60 < at <= newest]
    values = [told[at] for at in drawn for _ in range(2)]
    assert len(steps) == len(values)
    heights = [y for _, y in steps]
    per_second = (max(heights) - min(heights)) / (max(values) - min(values))
    for value, height in zip(values, heights, strict=True):
        assert height == pytest.approx(
            min(heights) + (max(values) - value) * per_second, abs=0.2
        )
    ratio = (end - begin) / (newest + 60 - seen.from_)
    step = steps[3][0] - steps[2][0]
    assert step == pytest.approx(60 * ratio, abs=0.3)
    shown.do("pane.figure = 'live_viewers'")
    screen.until("seen.head.startsWith('Attendees')")
    expect(tile).to_have_attribute("aria-pressed", "false")
