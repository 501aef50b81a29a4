"""WebcastPane: what it shows and sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.conftest import START, Scripted, batch
from tests.pane.conftest import long_event, seq_of, unpacked
from webcast_widget.errors import SourceUnavailableError
from webcast_widget.feed import LiveFeed
from webcast_widget.pane import WebcastPane, contract
from webcast_widget.timeline.audience import Audience
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from tests.pane.conftest import Bench

MISSING = contract.MISSING
SETTABLE = [name for name, trait in contract.TRAITS.items() if trait.from_browser]
KERNELS_OWN = sorted(set(contract.TRAITS) - set(SETTABLE))


def test_each_poll_is_one_message(bench: Bench) -> None:
    bench.poll(batch())
    assert len(bench.sent) == 1
    (state,) = bench.updates
    assert state.keys() == {
        "event",
        "latest",
        "quality",
        "peak",
        "estimates",
        "status",
        "history",
        "minutes",
    }
    bench.sent.clear()
    bench.poll(batch(slots=[Slot(START + 30, 1, 1)]))
    (state,) = bench.updates
    assert "delta" in state
    assert "history" not in state
    # A poll that brings nothing new says so, and resends no rows.
    bench.sent.clear()
    bench.poll(batch())
    assert len(bench.sent) <= 1
    assert all("delta" not in update for update in bench.updates)


def test_a_failed_poll_is_one_message(bench: Bench) -> None:
    bench.poll(batch())
    bench.sent.clear()
    bench.fail(SourceUnavailableError("Not there."))
    (state,) = bench.updates
    assert state.keys() == {"status"}
    assert state["status"]["sentence"] == "Not there."
    assert state["status"]["next_at"] is not None
    assert bench.pane.latest["live_viewers"] == 107


def test_the_traits_are_true_after_a_poll(bench: Bench) -> None:
    bench.poll(batch())
    assert bench.pane.event == {"id": "1_event", "name": "Town hall"}
    assert bench.pane.latest["live_viewers"] == 107
    assert bench.pane.latest["at"] == START + 70
    assert bench.pane.latest["settled"] == START + 70
    assert bench.pane.status["state"] in {"live", "stale"}


def test_delta_rows_are_what_changed(bench: Bench) -> None:
    bench.poll(batch(slots=[Slot(START, 5, 1)]))
    bench.poll(batch(slots=[Slot(START, 5, 1), Slot(START + 20, 6, None)]))
    first = bench.pane.delta
    assert unpacked(first["rows"]) == [[START + 20, 6, MISSING]]
    bench.poll(batch(slots=[Slot(START, 5, 1), Slot(START + 10, 7, 2)]))
    assert unpacked(bench.pane.delta["rows"]) == [[START + 10, 7, 2]]
    assert [first["seq"], bench.pane.delta["seq"]] == [2, 3]


@given(
    polls=st.lists(
        st.dictionaries(st.integers(0, 40), st.integers(0, 99), max_size=8), max_size=8
    )
)
@settings(max_examples=30)
def test_deltas_add_up_to_the_snapshot(
    bench: Bench, polls: list[dict[int, int]]
) -> None:
    held = {start: live for start, live, _ in unpacked(bench.pane.snapshot()["rows"])}
    seq = bench.pane.snapshot()["seq"]
    for poll in polls:
        bench.sent.clear()
        slots = [Slot(START + 10 * n, live, 0) for n, live in poll.items()]
        bench.poll(batch(slots=slots))
        for update in bench.updates:
            if "delta" in update:
                seq += 1
                assert seq_of(update["delta"]) == seq
                rows = unpacked(update["delta"][4:])
                held |= {start: live for start, live, _ in rows}
            elif "history" in update:
                seq = update["history"]["seq"]
                rows = unpacked(bench.pane.snapshot()["rows"])
                held = {start: live for start, live, _ in rows}
    snapshot = bench.pane.snapshot()
    assert snapshot["seq"] == seq
    assert [row[:2] for row in unpacked(snapshot["rows"])] == [
        [start, held[start]] for start in sorted(held)
    ]


def test_a_view_that_starts_gets_the_whole_series(bench: Bench) -> None:
    bench.poll(batch())
    history = bench.pane.get_state("history")["history"]
    assert history["seq"] == 1
    assert unpacked(history["rows"]) == [
        [START + 10 * n, 100 + n, 10 + n] for n in range(9) if n != 3
    ]


def test_who_is_watching_travels_while_it_is_looked_at(bench: Bench) -> None:
    viewers = {"country": {"Germany": 31, "Japan": 4, "Peru": 2}, "device": {"TV": 37}}
    bench.poll(batch(audience=Audience(START, viewers)))
    assert bench.pane.get_state("audience") == {"audience": None}
    assert all("audience" not in update for update in bench.updates)
    bench.pane.set_state({"audience_shown": True})
    assert bench.pane.audience == {
        "at": START,
        "cells": [
            {"dimension": "country", "value": "Germany", "viewers": 31},
            {"dimension": "country", "value": "other", "viewers": 6},
            {"dimension": "device", "value": "TV", "viewers": 37},
        ],
    }
    # Once for each time that it is told, and not with every poll.
    bench.sent.clear()
    bench.poll(batch())
    assert all("audience" not in update for update in bench.updates)
    bench.poll(batch(audience=Audience(START + 60, viewers)))
    assert bench.pane.audience["at"] == START + 60
    bench.pane.audience_shown = False
    bench.sent.clear()
    bench.poll(batch(audience=Audience(START + 120, viewers)))
    assert all("audience" not in update for update in bench.updates)
    assert bench.pane.audience["at"] == START + 60


def test_who_is_watching_does_not_travel_to_a_pane_that_is_hidden(bench: Bench) -> None:
    viewers = {"country": {"Germany": 31}}
    bench.pane.set_state({"visible": False, "audience_shown": True})
    bench.poll(batch(audience=Audience(START, viewers)))
    assert bench.pane.audience is None
    bench.pane.set_state({"visible": True})
    assert bench.pane.get_state("audience")["audience"]["at"] == START


def test_the_series_travels_once_and_not_with_polls(bench: Bench) -> None:
    bench.poll(long_event())
    (first,) = bench.updates
    assert "history" in first
    assert "delta" not in first
    bench.sent.clear()
    bench.poll(long_event(721))
    assert all("history" not in update for update in bench.updates)
    for mark in (*bench.pane.chart.marks, *bench.pane.overview.marks):
        assert len(mark.x) == 0


def test_at_rest_the_whole_series_is_sent_once_for_a_saved_notebook(
    bench: Bench,
) -> None:
    bench.poll(batch())
    bench.sent.clear()
    over = batch(broadcasting=False, as_of=START + 900.0)
    bench.poll(over)
    bench.poll(over)
    (sent,) = [update for update in bench.updates if "history" in update]
    assert sent["history"]["seq"] == bench.pane.snapshot()["seq"]


def test_a_pane_on_a_feed_with_data_shows_it_at_once() -> None:
    feed = LiveFeed(Scripted())
    with feed:
        feed.refresh()
    pane = WebcastPane(feed, time_zone="Europe/Paris", window="1h")
    assert pane.latest["live_viewers"] == 107
    assert pane.status["state"] == "stopped"
    assert (pane.time_zone, pane.window_s) == ("Europe/Paris", 3600.0)
    pane.close()


def test_the_frames_are_the_feeds(bench: Bench) -> None:
    bench.poll(batch())
    assert bench.pane.feed is bench.feed
    assert bench.pane.df.equals(bench.feed.df)
    assert repr(bench.pane) == "<WebcastPane 1_event>"


def test_a_repr_touches_no_data(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.poll(long_event())
    monkeypatch.setattr(LiveFeed, "df", property(lambda _: pytest.fail("read")))
    monkeypatch.setattr(LiveFeed, "series", lambda *_: pytest.fail("read"))
    assert len(repr(bench.pane)) < 100
