"""A pane on a replay: its controls, and a chart that goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import webcast_widget as ww
from tests.feed.test_replay import FIRST, LAST, recorded
from tests.pane.conftest import seq_of, stated, unpacked
from webcast_widget.feed import Playback
from webcast_widget.pane import WebcastPane
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pane.conftest import Bench
    from webcast_widget.feed import Replay


class Played:
    """A pane on a replay, and all that it sent."""

    def __init__(self, path: Path) -> None:
        self.replay: Replay = ww.open(path).replay(play=False, clock=ManualClock(0.0))
        self.pane = WebcastPane(self.replay)
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []

    def spy(self, msg: dict[str, Any], buffers: Any = None) -> None:
        self.sent.append((msg, [bytes(each) for each in buffers or []]))

    def say(self, **content: Any) -> None:
        self.pane._handle_custom_msg({"id": "7", **content}, [])


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    (tmp_path / "event.webcast").write_bytes(recorded())
    played = Played(tmp_path / "event.webcast")
    monkeypatch.setattr(played.pane, "_send", played.spy)
    yield played
    played.pane.close()
    played.replay.stop()


def test_the_pane_knows_where_the_replay_is(played: Played) -> None:
    assert played.pane.replay == {
        "first": FIRST,
        "last": LAST,
        "position": FIRST,
        "speed": 60.0,
        "playing": False,
    }
    assert played.pane.replay.keys() == Playback.__annotations__.keys()
    assert played.pane.status["state"] == "paused"


def test_a_live_pane_has_no_replay(bench: Bench) -> None:
    assert bench.pane.get_state("replay") == {"replay": None}
    for message in ({"type": "play"}, {"type": "seek", "moment": 5.0}):
        bench.say({"id": "7", **message})
    assert bench.pane.refused == 2


def test_the_browser_plays_pauses_seeks_and_chooses_the_speed(played: Played) -> None:
    replay = played.replay
    played.say(type="speed", speed=0.1)
    played.say(type="play")
    seen = [(replay.playing, replay.speed)]
    played.say(type="pause")
    played.say(type="seek", moment=FIRST + 300)
    seen.append((replay.playing, replay.speed))
    assert seen == [(True, 0.1), (False, 0.1)]
    assert replay.position.timestamp() == FIRST + 300
    assert played.pane.get_state("replay")["replay"]["position"] == FIRST + 300
    assert played.pane.refused == 0


@pytest.mark.parametrize(
    "message",
    [
        {"type": "seek"},
        {"type": "seek", "moment": None},
        {"type": "seek", "moment": "2023-11-14"},
        {"type": "seek", "moment": -1},
        {"type": "seek", "moment": float("nan")},
        {"type": "seek", "moment": 1e300},
        {"type": "seek", "moment": True},
        {"type": "speed"},
        {"type": "speed", "speed": 0},
        {"type": "speed", "speed": 3601},
        {"type": "speed", "speed": float("inf")},
        {"type": "speed", "speed": "60"},
        {"type": "rewind"},
        {"type": ["play"]},
    ],
)
def test_what_is_not_in_the_contract_is_counted_and_dropped(
    played: Played, message: dict[str, Any]
) -> None:
    before = (played.replay.position, played.replay.speed)
    played.say(**message)
    assert (played.replay.position, played.replay.speed) == before
    assert played.pane.refused == 1


def test_the_browser_may_not_set_where_the_replay_is(played: Played) -> None:
    before = played.pane.replay
    played.pane.set_state({"replay": {"playing": True}})
    assert played.pane.replay is before
    assert played.pane.refused == 1


def series(message: dict[str, Any], buffers: list[bytes]) -> dict[int, list[int]]:
    """The rows of a history in a message, by slot."""
    paths = message["buffer_paths"]
    rows = unpacked(buffers[paths.index(["history", "rows"])])
    return {start: counts for start, *counts in rows}


def test_going_back_sends_the_whole_series_with_all_else(played: Played) -> None:
    played.say(type="seek", moment=LAST)
    # It came to its end, where a notebook may be saved.
    forwards = [each["state"] for each, _ in played.sent]
    (ahead,) = {state["history"]["seq"] for state in forwards if "history" in state}
    played.sent.clear()
    played.say(type="seek", moment=FIRST)
    # One message: the counter is never of another moment than the chart.
    message, buffers = played.sent[0]
    assert message["state"].keys() >= {"history", "latest", "status", "replay"}
    assert message["state"]["history"]["seq"] > ahead
    _, shown = played.replay.series()
    rows = series(message, buffers)
    assert {start: live for start, (live, _) in rows.items()} == {
        int(start): live for start, live, _ in shown
    }
    assert "delta" not in stated(message, buffers)
    # And what follows is a change of that series.
    played.sent.clear()
    played.say(type="seek", moment=FIRST + 10)
    updates = [stated(*each) for each in played.sent]
    (follows,) = (each["delta"] for each in updates if "delta" in each)
    assert seq_of(follows) == message["state"]["history"]["seq"] + 1
