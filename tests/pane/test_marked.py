"""Marks that the browser sets: those that make sense, and a sentence for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import webcast_widget as ww
from tests.feed.conftest import START, batch
from tests.feed.test_replay import recorded
from webcast_widget.errors import RecordingError
from webcast_widget.feed import FinishedEvent, LiveFeed
from webcast_widget.pane import WebcastPane, marked
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

NOW = float(START + 600)


@pytest.fixture
def live(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An event that goes on, ten minutes after it began."""
    slots = [Slot(START + 10 * n, n, 0, 0) for n in range(60)]
    bench.poll(batch(slots=slots, as_of=NOW))
    monkeypatch.setattr(LiveFeed, "running", property(lambda _: True))
    monkeypatch.setattr(bench.feed, "now", lambda: NOW)
    bench.sent.clear()
    return bench


def say(bench: Bench, **request: Any) -> dict[str, Any]:
    """Give what is answered to a mark that was asked for just now."""
    just_now = {"type": "mark", "id": "7", "at": SystemClock().now()}
    bench.say(just_now | request)
    return bench.replies[-1][0]


def titles(bench: Bench) -> list[str]:
    return bench.feed.marks["title"].tolist()


def test_a_mark_is_set_and_shown(live: Bench) -> None:
    assert say(live, title=" Q&A\n") == {
        "type": "marked",
        "id": "7",
        "title": "Q&A",
        "at": NOW,
    }
    assert live.pane.run_sheet == [{"at": NOW, "title": "Q&A", "end": None}]
    assert live.feed.marks["set_by"].tolist() != [""]


@pytest.mark.parametrize(
    ("ago_s", "at"), [(30, NOW - 30), (-99, NOW), (3600, START), (1e9, START)]
)
def test_it_began_when_it_was_asked_for(live: Bench, ago_s: float, at: float) -> None:
    # A kernel that is busy hears of it later, but not that much later.
    told = say(live, title="Q&A", at=max(0.0, SystemClock().now() - ago_s))
    assert abs(told["at"] - at) <= 1


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("", "A mark without a title says nothing: give it one."),
        (" \u202e\x00\n ", "A mark without a title says nothing: give it one."),
        ("x" * 501, "This title has 501 characters, more than 500: shorten it."),
        ("x" * 10**6, "This title has 1,000,000 characters, more than 500"),
    ],
)
def test_a_title_that_cannot_be_is_refused_in_words(
    live: Bench, title: str, sentence: str
) -> None:
    told = say(live, title=title)
    assert told["type"] == "error"
    assert told["sentence"].startswith(sentence)
    assert titles(live) == []


@pytest.mark.parametrize(
    "title", ["</script><b>", "'; DROP TABLE mark; --", "\ud800", "a\u2028b", "{0}%s"]
)
def test_whatever_a_title_holds_it_is_text(live: Bench, title: str) -> None:
    assert say(live, title=title)["type"] == "marked"
    (told,) = titles(live)
    assert told.isprintable()


def test_a_title_twice_is_refused_while_it_goes_on(
    live: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(live, title="Q&A")
    again = say(live, title="Break")
    assert again["sentence"].endswith("was marked this very second: wait for the next.")
    monkeypatch.setattr(live.feed, "now", lambda: NOW + 60)
    twice = say(live, title="Q&A")
    assert twice["sentence"].endswith("Q&A\u201d is marked already, and goes on.")
    say(live, title="Break")
    monkeypatch.setattr(live.feed, "now", lambda: NOW + 90)
    assert say(live, title="Q&A")["type"] == "marked"
    assert titles(live) == ["Q&A", "Break", "Q&A"]


def test_a_title_is_marked_again_after_its_end(live: Bench) -> None:
    live.feed.mark("Talk", START + 60, end=START + 120)
    assert say(live, title="Talk")["type"] == "marked"


def test_a_mark_is_taken_back_and_no_other_of_its_title(live: Bench) -> None:
    live.feed.mark("Break", START + 60)
    live.feed.mark("Break", START + 300)
    told = say(live, type="unmark", at=START + 60)
    assert told == {"type": "marked", "id": "7", "title": "Break", "at": START + 60}
    assert [each["at"] for each in live.pane.run_sheet] == [START + 300]
    gone = say(live, type="unmark", at=START + 60)
    assert gone["sentence"] == "This mark was taken back already."


@pytest.mark.parametrize("request_", [{"title": "Q&A"}, {"type": "unmark", "at": 1}])
def test_what_does_not_go_on_is_not_marked(
    bench: Bench, request_: dict[str, Any]
) -> None:
    told = say(bench, **request_)
    assert told["sentence"].startswith("This event does not go on")
    assert bench.pane.run_sheet == []


def test_an_event_that_is_over_is_not_marked(live: Bench) -> None:
    over = FinishedEvent(timeline_of(live.feed.df))
    pane = WebcastPane(over)
    request: Any = {"type": "mark", "id": "7", "title": "Q&A", "at": NOW}
    assert marked.answer(request, over, NOW)["type"] == "error"
    assert pane.run_sheet == []
    pane.close()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            RecordingError("The disk is full: make room."),
            "The disk is full: make room.",
        ),
        (ValueError("secret"), "The run sheet could not be changed: see the log."),
    ],
)
def test_what_cannot_be_written_is_told(
    live: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fails(*_: Any) -> None:
        raise error

    monkeypatch.setattr(live.feed, "_keep_marks", fails)
    assert say(live, title="Q&A")["sentence"] == sentence
    assert live.pane.run_sheet == []


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "mark", "at": 1.0},
        {"type": "mark", "title": 7, "at": 1.0},
        {"type": "mark", "title": "Q&A"},
        {"type": "mark", "title": "Q&A", "at": -1.0},
        {"type": "mark", "title": "Q&A", "at": float("nan")},
        {"type": "mark", "title": "Q&A", "at": True},
        {"type": "unmark"},
        {"type": "unmark", "at": 1.5},
        {"type": "unmark", "at": True},
        {"type": "unmark", "at": 10**400},
    ],
)
def test_what_is_no_request_is_dropped(live: Bench, request_: dict[str, Any]) -> None:
    live.say({"id": "7"} | request_)
    assert live.replies == []
    assert live.pane.refused == 1


def test_a_replay_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "event.webcast").write_bytes(recorded())
    replay = ww.open(tmp_path / "event.webcast").replay(clock=ManualClock(0.0))
    request: Any = {"type": "mark", "id": "7", "title": "Q&A", "at": NOW}
    assert replay.running
    assert marked.answer(request, replay, NOW)["type"] == "error"
    replay.stop()
    assert replay.marks.empty
