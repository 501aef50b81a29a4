"""A tile chooses what the chart shows, a table what it is of, and Python knows it."""

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


OLDEST = (
    "(lambda at, row: [f'{at:%H:%M:%S}', f'{row.live_viewers:,}',"
    " f'{row.dvr_viewers:,}', f'{row.avg_bitrate_kbps / 1000:.2f}',"
    " f'{row.avg_buffering_s_per_min:.2f}', 'settled'])"
    "(pane.visible_df.index[0], pane.visible_df.iloc[0])"
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
    # The table, in the same notebook: each row is the frame's.
    screen.root.get_by_role("button", name="Table").click()
    shown.until("pane.table_shown")
    expect(screen.root.locator(".wp-plot")).to_be_hidden()
    table = screen.root.get_by_role("region", name="Visible slots")
    table.focus()
    table.press("End")
    oldest = screen.root.locator(".wp-table tbody tr:not([aria-hidden])").last
    rows = 1 + shown.ask("len(pane.visible_df)")
    expect(oldest).to_have_attribute("aria-rowindex", f"{rows}")
    cells = [each.strip() for each in oldest.locator("th, td").all_inner_texts()]
    assert cells == shown.ask(OLDEST)
