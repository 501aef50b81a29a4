"""A pane on a simulated event, in one line, which leaves nothing behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import webcast_widget as ww
from tests.pane.conftest import registered
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import LiveFeed, rerun
from webcast_widget.feed.rerun import Run
from webcast_widget.simulator import Scenario


def ours() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("webcast")]


def feed_of(pane: ww.WebcastPane) -> LiveFeed:
    assert isinstance(pane.feed, LiveFeed)
    return pane.feed


def test_a_demo_shows_data_and_closing_it_ends_everything() -> None:
    before = registered()
    pane = ww.demo(viewers=20, started_ago="15m", duration="1h", seed=3)
    feed_of(pane).refresh()
    assert pane.feed.latest.live_viewers
    assert pane.event["name"] == "Quarterly town hall"
    assert len(pane.df) > 60
    assert len(ours()) == 2
    pane.close()
    assert ours() == []
    assert registered() == before


def test_running_the_cell_again_replaces_the_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = [Run("cell", "1")]
    monkeypatch.setattr(rerun, "current_run", lambda: runs[-1])
    monkeypatch.setattr(rerun, "_made", {})
    first = ww.demo(viewers=5, started_ago="1m")
    runs.append(Run("cell", "2"))
    second = ww.demo(viewers=5, started_ago="1m")
    assert first.comm is None
    assert not feed_of(first).running
    assert len(ours()) == 2
    feed_of(second).refresh()
    second.close()
    assert ours() == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"viewers": 0},
        {"started_ago": "soon"},
        {"started_ago": "90"},
        {"duration": "0s"},
        {"duration": "-4h"},
        {"speed": 0},
        {"speed": -1.0},
        {"speed": float("nan")},
        {"speed": float("inf")},
    ],
)
def test_what_cannot_be_used_is_said_before_anything_starts(
    arguments: dict[str, Any],
) -> None:
    before = registered()
    with pytest.raises(ConfigurationError):
        ww.demo(**arguments)
    assert ours() == []
    assert registered() == before


def test_a_demo_shows_no_secret() -> None:
    pane = ww.demo(viewers=5, started_ago="1m")
    feed_of(pane).refresh()
    secret = Scenario().user_secret
    state = {name: value for name, value in pane.get_state().items() if name[0] != "_"}
    for shown in (
        feed_of(pane).source.name,
        feed_of(pane).source,
        pane,
        pane.feed,
        state,
    ):
        assert secret not in repr(shown)
    pane.close()
