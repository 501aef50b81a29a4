"""The scroller under the chart: what it moves, and what Python knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.event import event
from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen, Seen

WINDOW = "[t.timestamp() for t in pane.window]"
VISIBLE = (
    "[[int(t.timestamp()), None if v is pd.NA else int(v)]"
    " for t, v in pane.visible_df.live_viewers.items()]"
)


def check_visible(notebook: Notebook, seen: Seen) -> None:
    """Compare the screen with `visible_df`, slot by slot and point by point."""
    notebook.until(WINDOW, [seen.from_, seen.to])
    notebook.do("import pandas as pd")
    rows = notebook.ask(VISIBLE)
    assert [start for start, _ in rows] == list(range(seen.from_, seen.to + 1, 10))
    values = [value for _, value in rows if value is not None]
    (points, *_) = seen.points
    assert len(points) == len(values)
    heights = [y for _, y in points]
    # One scale for all points: the drawn heights are the values and nothing else.
    low, high = min(values), max(values)
    per_viewer = (max(heights) - min(heights)) / (high - low)
    for value, height in zip(values, heights, strict=True):
        assert height == pytest.approx(
            min(heights) + (high - value) * per_viewer, abs=1
        )


def test_dragging_the_brush_moves_the_chart(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    before = screen.see()
    screen.drag(".selection", -200)
    after = screen.until("seen.latest && seen.to < arg", before.to)
    assert after.to - after.from_ == 1800
    assert after.from_ % 10 == after.to % 10 == 0
    settled = screen.until("seen.lines[0] !== arg && !seen.lines[1]", before.lines[0])
    check_visible(notebook, settled)


def test_the_chart_follows_while_the_brush_is_held(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    before = screen.see()
    screen.drag(".selection", -150, drop=False)
    held = screen.until("seen.to < arg - 600 && seen.lines[0]", before.to)
    assert held.latest
    assert notebook.ask("pane.window_end_s") is None
    # An update under the hand leaves the window where it is held.
    screen.until("seen.slot > arg", held.slot)
    assert screen.see().to == held.to
    screen.page.mouse.up()
    notebook.until("pane.window_end_s is not None")


def test_a_handle_changes_the_length(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    screen.drag(".handle--w", -100)
    longer = screen.until("seen.to - seen.from > 2000")
    assert not longer.latest
    notebook.until("pane.window_s > 2000")
    assert notebook.ask("pane.window_end_s") is None
    screen.drag(".handle--e", -120)
    back = screen.until("seen.latest")
    notebook.until(WINDOW, [back.from_, back.to])


def test_go_to_latest_comes_back_and_follows(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    assert not screen.see().latest
    screen.drag(".selection", -250)
    back = screen.until("seen.latest")
    screen.until("seen.slot > arg + 10", back.slot)
    assert screen.see().to == back.to
    screen.root.get_by_role("button", name="Go to latest").click()
    latest = screen.until("!seen.latest && seen.to > arg", back.to)
    notebook.until("pane.window_end_s", None)
    screen.until("seen.to > arg", latest.to)


def test_a_click_goes_to_its_moment(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    box = screen.root.locator(".wp-overview .plotarea_background").bounding_box()
    assert box is not None
    screen.page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 20)
    seen = screen.until("seen.latest")
    assert seen.to - seen.from_ == 1800
    first, last = notebook.ask("[t.timestamp() for t in feed.df.index[[0, -1]]]")
    clicked = first + 0.4 * (last - first)
    assert (seen.from_ + seen.to) / 2 == pytest.approx(clicked, abs=60)
    check_visible(notebook, screen.until("!seen.lines[1]"))


def test_keys_move_the_window(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    slider = screen.root.get_by_role("slider", name="Window of the chart")
    slider.focus()
    slider.press("Home")
    home = screen.until("seen.latest")
    assert notebook.ask("feed.df.index[0].timestamp()") == home.from_
    slider.press("PageDown")
    page = screen.until("seen.from > arg", home.from_)
    assert page.from_ == home.to
    slider.press("ArrowLeft")
    screen.until("seen.from < arg", page.from_)
    slider.press("End")
    screen.until("!seen.latest")


def test_python_moves_the_window(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    notebook.do("import pandas as pd\nfirst = feed.df.index[60]")
    notebook.do("pane.window = first, first + pd.Timedelta('10min')")
    seen = screen.until("seen.to - seen.from === 600 && seen.latest")
    check_visible(notebook, screen.until("!seen.lines[1]"))
    notebook.do("pane.window = None")
    screen.until("!seen.latest && seen.to > arg", seen.to)


def test_the_scroller_comes_when_the_event_outgrows_the_window(
    notebook: Callable[..., Notebook],
) -> None:
    with event(speed=20, started_ago_s=150, viewers=60) as young:
        _, screen = show(notebook(young.show("window='6min'")))
        short = screen.see()
        assert not short.scroller
        assert not short.latest
        assert short.to - short.from_ == 360
        grown = screen.until("seen.scroller")
        assert grown.to - grown.from_ == 360
        assert grown.from_ >= short.from_
        screen.until("seen.from > arg", grown.from_)
