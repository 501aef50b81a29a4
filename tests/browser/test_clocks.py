"""The time axis on the night on which the clocks are changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN = int(datetime.fromisoformat("2026-10-25T01:00Z").timestamp())
SPRING = int(datetime.fromisoformat("2026-03-29T01:00Z").timestamp())
# Forty minutes before the change and forty after it, one more attendee in each slot.
SHOW = """
import pandas as pd
import webcast_widget as ww
from webcast_widget.timeline.timeline import Timeline
night = Timeline()
slots = [ww.Slot({0} + 10 * i, live_viewers=500 + i, dvr_viewers=1, plays=0) for i in range(-240, 240)]
night.merge(ww.Batch(slots=slots, as_of=slots[-1].start + 60.0), 0.0)
pane = ww.WebcastPane(night)
pane.time_zone = "Europe/Berlin"
pane.window = pd.to_datetime([{0} - 900, {0} + 900], unit="s", utc=True)
pane
"""


@pytest.fixture(params=[AUTUMN, SPRING], ids=["autumn", "spring"])
def night(
    request: pytest.FixtureRequest, notebook: Callable[..., Notebook]
) -> tuple[int, Screen]:
    change: int = request.param
    _, screen = show(notebook(SHOW.format(change)))
    screen.until("seen.from === arg - 900 && seen.to === arg + 900", change)
    return change, screen


def test_each_tick_tells_the_clock_of_its_moment(night: tuple[int, Screen]) -> None:
    change, screen = night
    ticks = range(change - 900, change + 901, 300)
    told = [f"{datetime.fromtimestamp(tick, BERLIN):%H:%M}" for tick in ticks]
    after = datetime.fromtimestamp(change, BERLIN).tzname()
    told[3] += f" {after}"
    seen = screen.until("seen.labels.length >= 6 && seen.labels[0]")
    assert seen.labels == told
    before = datetime.fromtimestamp(change - 900, BERLIN)
    last = datetime.fromtimestamp(change + 900, BERLIN)
    head = f"{before:%H:%M %Z} to {last:%H:%M %Z}"
    assert head in seen.head


def test_the_readout_agrees_with_the_axis(night: tuple[int, Screen]) -> None:
    change, screen = night
    screen.until("seen.labels.length >= 6 && seen.labels[0]")
    tick = screen.root.locator(".wp-plot .axis[text-anchor=middle] .tick").nth(4)
    box = tick.bounding_box()
    area = screen.root.locator(".wp-plot .plotarea_events").bounding_box()
    assert box is not None
    assert area is not None
    x = box["x"] + box["width"] / 2
    screen.page.mouse.move(x, area["y"] + area["height"] / 2)
    moment = datetime.fromtimestamp(change + 300, BERLIN)
    readout = screen.root.locator(".wp-readout")
    screen.page.wait_for_function(
        "([readout, said]) => readout.textContent.startsWith(said)",
        arg=[readout.element_handle(), f"{moment:%H:%M:%S %Z}: 530 attendees"],
    )
