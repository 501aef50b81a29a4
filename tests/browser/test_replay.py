"""A recording that is played again: its controls, and a chart that goes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.recorded import BEGIN, JOINED_S, LASTS_S, record
from tests.browser.screen import SETTLED, SETTLED_POINTS, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

SHOW = """
import webcast_widget as ww
feed = ww.open("town-hall.webcast").replay(speed=60)
pane = ww.WebcastPane(feed, window="2h")
pane
"""


@pytest.fixture
def replayed(lab: Lab, notebook: Callable[..., Notebook]) -> tuple[Notebook, Screen]:
    path = lab.root / "town-hall.webcast"
    if not path.exists():
        record(path)
    return show(notebook(SHOW))


def test_a_replay_is_played_paused_sought_and_sped_up(
    replayed: tuple[Notebook, Screen],
) -> None:
    notebook, screen = replayed
    controls = screen.root.get_by_role("group", name="Replay")
    slider = controls.get_by_role("slider", name="Moment of the replay")
    begun = screen.until("seen.chip === 'Replay 60\\u00d7'")
    assert begun.state == "replaying"
    assert re.match(r"A replay at 60 times the speed, at [\w ]+, 13:4", begun.status)
    screen.until("seen.slot > arg", begun.slot)

    controls.get_by_role("button", name="Pause the replay").click()
    screen.until("seen.chip === 'Replay paused'")
    shown = screen.see()
    assert notebook.ask("feed.playing") is False
    assert shown.value == notebook.ask("feed.latest.live_viewers")

    # To the end by keyboard: it says so, and all is there.
    slider.focus()
    slider.press("End")
    end = screen.until("seen.chip === 'Replay ended'")
    assert re.match(r"The replay has ended, at [\w ]+, 14:59:50 UTC", end.status)
    assert int(notebook.ask("len(feed.df)")) == (LASTS_S - 10) // 10
    all_known = notebook.ask(SETTLED)
    whole = screen.until(f"{SETTLED_POINTS} === arg", all_known)

    # And back: nothing is on the chart that was not received by then.
    slider.press("Home")
    screen.until("seen.chip === 'Replay paused'")
    assert notebook.ask("feed.position.timestamp()") == BEGIN + JOINED_S
    known = notebook.ask(SETTLED)
    # Five slots are younger than a minute.
    assert known == JOINED_S // 10 - 5
    back = screen.until(f"{SETTLED_POINTS} === arg", known)
    assert back.slot < whole.slot
    assert back.tiles["peak_viewers"]["at"] <= BEGIN + JOINED_S
    slider.press("ArrowRight")
    notebook.until("feed.position.timestamp()", BEGIN + JOINED_S + 10)

    controls.get_by_role("combobox", name="Speed of the replay").select_option("600")
    notebook.until("feed.speed", 600.0)
    controls.get_by_role("button", name="Play the replay").press("Enter")
    screen.until("seen.chip === 'Replay ended'")
    notebook.until(SETTLED, all_known)
    screen.until("seen.lines.join('') === arg", "".join(whole.lines))
    assert notebook.ask("pane.refused") == 0


def test_the_controls_are_there_for_a_replay_alone(
    live: tuple[Notebook, Screen],
) -> None:
    _, screen = live
    expect(screen.root.get_by_role("group", name="Replay")).to_have_count(0)


MARKED = """
import webcast_widget as ww
event = ww.open("marked.webcast")
event.mark("Results", "14:05")
event.mark("Questions", "14:30")
feed = event.replay(speed=0.1)
pane = ww.WebcastPane(feed, window="2h")
pane
"""
# Where each tick is on the slider, as the share of the way of its thumb, 16 px wide.
TICKS = """
root => {
  const { left, width } = root.querySelector(".wp-seek").getBoundingClientRect();
  return [...root.querySelectorAll(".wp-seekticks .wp-mtick")].map((tick) =>
    (tick.getBoundingClientRect().left - left - 8) / (width - 16));
}
"""


def test_the_run_sheet_is_on_the_slider_and_spoken_once(
    lab: Lab, notebook: Callable[..., Notebook]
) -> None:
    record(lab.root / "marked.webcast")
    shown, screen = show(notebook(MARKED))
    ticks = screen.root.locator(".wp-seekticks .wp-mtick")
    spoken = screen.root.locator(".wp-spoken")
    # Marked afterwards: it is there from when it begins.
    expect(ticks).to_have_count(0)
    shown.do("feed.seek('40m')")
    expect(spoken).to_contain_text("Now: Results. ")
    expect(ticks).to_have_count(1)
    shown.do("feed.seek('60m')")
    expect(spoken).to_contain_text("Now: Questions. ")
    expect(ticks).to_have_count(2)
    slider = screen.root.get_by_role("slider", name="Moment of the replay")
    first, last = (int(slider.get_attribute(name) or "") for name in ("min", "max"))
    starts = shown.ask("[each.timestamp() for each in feed.marks.start]")
    expected = [(at - first) / (last - first) for at in starts]
    assert screen.root.evaluate(TICKS) == pytest.approx(expected, abs=0.005)
