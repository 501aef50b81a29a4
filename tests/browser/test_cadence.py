"""A series that counts once a minute, with gaps, in a real pane."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.notebook import Notebook

CELL = """\
import pandas as pd
import webcast_widget as ww

START = 1_763_818_207
on_air = [n for n in range(900) if n % 300 < 270]
later = [900 + 26 * 60 + n for n in range(240)]
frame = pd.DataFrame({
    "unix_seconds": [START + 60 * n for n in [*range(900), *later]],
    "viewers": [(200 + n % 90 if n in set(on_air) else None) for n in range(900)]
    + [100 + n % 50 for n in range(240)],
})
line = ww.series(frame, name="A series a minute")
pane = ww.WebcastPane(line)
pane
"""
POINTS = """
root => [...root.querySelectorAll(".wp-plot .curve path.line, .wp-overview .curve path.area")]
  .map((path) => path.getAttribute("d") ?? "")
"""


@pytest.fixture
def shown(notebook: Callable[..., Notebook]) -> tuple[Notebook, Screen]:
    opened = notebook(CELL)
    opened.run(0)
    screen = Screen(opened.root.locator(".webcast-pane").first)
    screen.drawn()
    return opened, screen


def test_a_minutes_series_is_a_line_with_its_gaps(
    shown: tuple[Notebook, Screen],
) -> None:
    notebook, screen = shown
    seen = screen.see()
    assert (seen.name, seen.state) == ("A series a minute", "ended")
    assert seen.to - seen.from_ == 10_800
    # Three hours without a gap: one line from value to value.
    assert [line.count("M") for line in seen.lines if line] == [1]
    (points,) = (each for each in seen.points if each)
    apart = {round(b[0] - a[0], 1) for a, b in pairwise(points)}
    assert len(points) == notebook.ask("len(pane.visible_df)") == 181
    assert max(apart) - min(apart) < 0.2
    slider = screen.root.get_by_role("slider", name="Window of the chart")
    screen.root.get_by_role("button", name="All").click()
    whole = screen.until("seen.to - seen.from > 100_000")
    # Three stretches of 270 minutes, and the one of the next day.
    assert [line.count("M") for line in whole.lines if line] == [4]
    assert not slider.is_visible()
    plot = screen.root.locator(".wp-plot")
    plot.press("Home")
    plot.press("ArrowRight")
    readout = screen.root.locator(".wp-readout")
    assert "22 Nov 2025, 13:31:07 UTC: 201 attendees" in readout.inner_text()
    shots = os.environ.get("SHOTS")
    if shots:
        screen.root.screenshot(path=Path(shots) / "minutes.png")
