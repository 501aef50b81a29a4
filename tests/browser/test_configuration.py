"""The configuration view: what is chosen there holds in Python and on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def config(live: tuple[Notebook, Screen]) -> tuple[Notebook, Screen]:
    notebook, screen = live
    screen.until("seen.state === 'live'")
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.config")
    return notebook, screen


def back(screen: Screen) -> None:
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.analytics")


def test_the_interval(config: tuple[Notebook, Screen]) -> None:
    notebook, screen = config
    screen.root.get_by_label("Poll every").select_option("30 s")
    notebook.until("[pane.interval_s, feed.interval_s]", [30.0, 30.0])
    back(screen)
    screen.until("seen.status.endsWith('every 30 s')")
    notebook.do("pane.interval_s = 12")
    screen.until("seen.status.endsWith('every 12 s')")
    expect(screen.root.locator("select[name=interval_s]")).to_have_value("12")


def test_the_window(config: tuple[Notebook, Screen]) -> None:
    notebook, screen = config
    screen.root.get_by_label("Chart window").select_option("10 min")
    notebook.until("pane.window_s", 600.0)
    back(screen)
    seen = screen.until("seen.to - seen.from === 600")
    notebook.until("len(pane.visible_df)", 61)
    screen.until("seen.labels.length > 2 && seen.to > arg", seen.to)


def test_the_whole_event(config: tuple[Notebook, Screen]) -> None:
    notebook, screen = config
    screen.root.get_by_label("Chart window").select_option("Whole event")
    back(screen)
    notebook.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    first, last = notebook.ask("[t.timestamp() for t in feed.df.index[[0, -1]]]")
    seen = screen.until("seen.from === arg[0] && seen.to === arg[1]", [first, last])
    assert not seen.scroller
    assert not seen.latest
    notebook.until("len(pane.visible_df) == len(feed.df)")


def test_the_whole_event_is_the_same_in_python(live: tuple[Notebook, Screen]) -> None:
    notebook, screen = live
    notebook.do("feed.stop()\npane.window_s = 7 * 86_400")
    screen.until("seen.state === 'stopped'")
    seen = screen.until("!seen.scroller")
    assert notebook.ask("[t.timestamp() for t in pane.window]") == [
        seen.from_,
        seen.to,
    ]


def test_the_time_zone(config: tuple[Notebook, Screen]) -> None:
    notebook, screen = config
    field = screen.root.get_by_label("Time zone")
    field.fill("Asia/Tokyo")
    field.press("Tab")
    notebook.until("pane.time_zone", "Asia/Tokyo")
    back(screen)
    seen = screen.until("seen.subtitle.includes('GMT+9')")
    moment = datetime.fromtimestamp(seen.slot, TOKYO)
    assert f"{moment:%H:%M:%S} GMT+9" in seen.subtitle
    first = datetime.fromtimestamp(seen.from_, TOKYO)
    last = datetime.fromtimestamp(seen.to, TOKYO)
    # What ends on another day than it begins says the days.
    dated = "%H:%M" if first.date() == last.date() else "%-d %b %H:%M"
    assert f"{first:{dated}} to {last:{dated}}" in seen.head
    inside = {
        f"{datetime.fromtimestamp(minute, TOKYO):%H:%M}"
        for minute in range(int(seen.from_) // 60 * 60, int(seen.to) + 60, 60)
    }
    labels = screen.until("seen.labels.length > 2 && seen.labels[0]").labels
    assert set(labels) <= inside


def test_a_wrong_time_zone_says_so(config: tuple[Notebook, Screen]) -> None:
    notebook, screen = config
    field = screen.root.get_by_label("Time zone")
    field.fill("Mars/Olympus")
    field.press("Tab")
    error = screen.root.get_by_role("alert")
    expect(error).to_contain_text('"Mars/Olympus" is not a time zone')
    expect(field).to_have_attribute("aria-invalid", "true")
    assert notebook.ask("pane.time_zone") == "UTC"
    field.fill("Europe/Paris")
    field.press("Tab")
    expect(error).to_be_empty()
    notebook.until("pane.time_zone", "Europe/Paris")


def test_a_zone_that_the_kernel_refuses_is_taken_back(
    config: tuple[Notebook, Screen],
) -> None:
    notebook, screen = config
    field = screen.root.get_by_label("Time zone")
    # The browser knows this name in any case; Python does not.
    field.fill("europe/paris")
    field.press("Tab")
    notebook.until("pane.time_zone in ('UTC', 'Europe/Paris')")
    zone = notebook.ask("pane.time_zone")
    expect(field).to_have_value(zone)
