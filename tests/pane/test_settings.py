"""Settings: readable in Python, and kept when the cell runs again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.feed.conftest import Scripted
from webcast_widget.feed import LiveFeed, rerun
from webcast_widget.feed.rerun import Run
from webcast_widget.pane import WebcastPane, contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., WebcastPane]]:
    """A cell that shows a pane; each call is another run of it."""
    runs: list[Run] = [Run("cell", "0")]
    monkeypatch.setattr(rerun, "current_run", lambda: runs[-1])
    monkeypatch.setattr(rerun, "_made", {})
    made: list[WebcastPane] = []

    def run(**options: Any) -> WebcastPane:
        runs.append(Run("cell", str(len(runs))))
        made.append(WebcastPane(LiveFeed(Scripted()), **options))
        return made[-1]

    yield run
    for pane in made:
        if pane.comm is not None:
            feed = pane.feed
            assert isinstance(feed, LiveFeed)
            feed.stop()
            pane.close()


CHOSEN = {
    "visible": False,
    "window_s": 7200.0,
    "time_zone": "Asia/Tokyo",
    "figure": "dvr_viewers",
    "second": "avg_bitrate_kbps",
    "audience_shown": True,
    "export_window": True,
    "interval_s": 30.0,
}


def test_the_settings_are_what_may_be_set(cell: Callable[..., WebcastPane]) -> None:
    pane = cell(time_zone="Europe/Paris")
    assert [*pane.settings] == [*contract.SETTABLE]
    assert pane.settings["time_zone"] == "Europe/Paris"
    pane.set_state(CHOSEN)
    assert CHOSEN.items() <= pane.settings.items()
    pane.settings["visible"] = True
    assert pane.visible is False


def test_what_was_chosen_outlives_running_the_cell_again(
    cell: Callable[..., WebcastPane],
) -> None:
    cell().set_state(CHOSEN | {"window_end_s": 1_700_000_000.0})
    again = cell()
    # Where somebody looked back to is no setting.
    assert again.window_end_s is None
    assert CHOSEN.items() <= again.settings.items()
    assert again.feed.interval_s == 30.0
    # And the run after that.
    assert cell().settings == again.settings


def test_a_cell_that_says_otherwise_than_it_did_is_heard(
    cell: Callable[..., WebcastPane],
) -> None:
    cell(window="30min").set_state({"window_s": 7200.0, "time_zone": "Asia/Tokyo"})
    again = cell(window="5min")
    assert (again.window_s, again.time_zone) == (300.0, "Asia/Tokyo")
    assert cell(window="5min", time_zone="Europe/Paris").time_zone == "Europe/Paris"


def test_what_code_set_later_is_no_choice(cell: Callable[..., WebcastPane]) -> None:
    pane = cell()
    pane.set_state({"time_zone": "Asia/Tokyo"})
    pane.time_zone = "Europe/Paris"
    pane.window_s = 300
    again = cell()
    assert (again.time_zone, again.window_s) == ("UTC", 1800)


def test_another_event_in_the_cell_begins_anew(
    cell: Callable[..., WebcastPane],
) -> None:
    pane = cell()
    pane.set_state({"time_zone": "Asia/Tokyo"})
    pane.event = {"id": "1_another", "name": ""}
    assert cell().time_zone == "UTC"


def test_a_pane_that_was_closed_hands_nothing_on(
    cell: Callable[..., WebcastPane],
) -> None:
    pane = cell()
    pane.set_state({"time_zone": "Asia/Tokyo"})
    pane.close()
    assert cell().time_zone == "UTC"
