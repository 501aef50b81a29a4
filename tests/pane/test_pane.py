"""WebcastPane: what it shows, what it takes, what it sends, how it ends."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np
import pandas as pd
import pytest
import traitlets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import webcast_widget as ww
from tests.feed.conftest import PATIENCE_S, START, Scripted, batch
from tests.pane.conftest import registered
from webcast_widget.errors import ConfigurationError, SourceUnavailableError
from webcast_widget.feed import LiveFeed, rerun
from webcast_widget.feed.rerun import Run
from webcast_widget.pane import WebcastPane, contract
from webcast_widget.timeline.records import Batch, Event, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

MISSING = contract.MISSING
SETTABLE = [name for name, trait in contract.TRAITS.items() if trait.from_browser]
KERNELS_OWN = sorted(set(contract.TRAITS) - set(SETTABLE))


def unpacked(rows: Any) -> list[list[int]]:
    return np.frombuffer(rows, "<u4").reshape(-1, 3).tolist()


def utc(start: int) -> pd.Timestamp:
    return pd.Timestamp(start, unit="s", tz="UTC")


def long_event(slots: int = 720) -> Batch:
    counts = [Slot(START + 10 * n, n, 0, 0) for n in range(slots)]
    return batch(slots=counts, as_of=START + 10 * slots + 60.0)


# What it shows


def test_each_poll_is_one_message(bench: Bench) -> None:
    bench.poll(batch())
    assert len(bench.sent) == 1
    (state,) = bench.updates
    assert state.keys() == {"event", "latest", "status", "delta"}
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
    assert bench.pane.latest["attendees"] == 107


def test_the_traits_are_true_after_a_poll(bench: Bench) -> None:
    bench.poll(batch())
    assert bench.pane.event == {"id": "1_event", "name": "Town hall"}
    assert bench.pane.latest["attendees"] == 107
    assert bench.pane.latest["attendees_at"] == START + 70
    assert bench.pane.latest["settled"] == START + 70
    assert bench.pane.status["state"] in {"live", "stale"}


def test_delta_rows_are_what_changed(bench: Bench) -> None:
    bench.poll(batch(slots=[Slot(START, 5, 1), Slot(START + 20, 6, None)]))
    first = bench.pane.delta
    assert unpacked(first["rows"]) == [[START, 5, 1], [START + 20, 6, MISSING]]
    bench.poll(batch(slots=[Slot(START, 5, 1), Slot(START + 10, 7, 2)]))
    assert unpacked(bench.pane.delta["rows"]) == [[START + 10, 7, 2]]
    assert [first["seq"], bench.pane.delta["seq"]] == [1, 2]


@given(
    polls=st.lists(
        st.dictionaries(st.integers(0, 40), st.integers(0, 99), max_size=8), max_size=8
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
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
                assert update["delta"]["seq"] == seq
                rows = unpacked(bench.pane.delta["rows"])
                held |= {start: live for start, live, _ in rows}
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


def test_the_series_does_not_travel_with_polls(bench: Bench) -> None:
    bench.poll(long_event())
    assert all("history" not in update for update in bench.updates)
    for mark in (*bench.pane.chart.marks, *bench.pane.overview.marks):
        assert len(mark.x) == 0


def test_at_rest_the_whole_series_is_sent_once_for_a_saved_notebook(
    bench: Bench,
) -> None:
    over = batch(broadcasting=False)
    bench.poll(over)
    bench.poll(over)
    (sent,) = [update for update in bench.updates if "history" in update]
    assert sent["history"]["seq"] == bench.pane.snapshot()["seq"]


def test_a_pane_on_a_feed_with_data_shows_it_at_once() -> None:
    feed = LiveFeed(Scripted())
    with feed:
        feed.refresh()
    pane = WebcastPane(feed, time_zone="Europe/Paris", window="1h")
    assert pane.latest["attendees"] == 107
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


# What it takes


def test_the_browser_may_set_what_a_viewer_chooses(bench: Bench) -> None:
    bench.pane.set_state(
        {
            "visible": False,
            "window_s": 600,
            "window_end_s": START + 700,
            "time_zone": "Asia/Tokyo",
            "interval_s": 30,
        }
    )
    assert bench.pane.visible is False
    assert bench.pane.window_s == 600.0
    assert bench.pane.window_end_s == START + 700
    assert bench.pane.time_zone == "Asia/Tokyo"
    assert bench.feed.interval_s == 30.0
    assert bench.pane.refused == 0


@pytest.mark.parametrize("name", KERNELS_OWN)
def test_the_kernels_own_traits_are_refused_and_sent_again(
    bench: Bench, name: str
) -> None:
    before = getattr(bench.pane, name)
    bench.pane.set_state({name: {"id": "evil"}, "visible": False})
    assert getattr(bench.pane, name) is before
    assert bench.pane.visible is False  # the rest is taken
    assert bench.pane.refused == 1
    assert bench.updates[-1].keys() == {name}


@pytest.mark.parametrize("name", ["comm", "layout", "_esm", "_css", "keys", "x", ""])
def test_what_is_not_in_the_contract_is_dropped(bench: Bench, name: str) -> None:
    before = getattr(bench.pane, name, None)
    bench.pane.set_state({name: "alert(1)"})
    assert getattr(bench.pane, name, None) is before
    assert bench.pane.refused == 1
    assert bench.updates == []


@given(
    st.dictionaries(
        st.sampled_from([*contract.TRAITS, "_esm", "layout", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=4,
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_browser_sets_the_pane_holds(
    bench: Bench, sent: dict[str, Any]
) -> None:
    before, esm = bench.pane.refused, bench.pane._esm
    own = {name: getattr(bench.pane, name) for name in KERNELS_OWN}
    bench.pane.set_state(sent)
    for name in KERNELS_OWN:
        assert getattr(bench.pane, name) is own[name]
    assert bench.pane._esm is esm
    assert 60 <= bench.pane.window_s < 4e7
    assert 5 <= bench.pane.interval_s <= 3600
    assert isinstance(bench.pane.visible, bool)
    refused = bench.pane.refused - before
    assert len([name for name in sent if name not in SETTABLE]) <= refused <= len(sent)


@given(
    st.none()
    | st.text()
    | st.lists(st.integers())
    | st.dictionaries(
        st.sampled_from(["type", "id", "format"]),
        st.sampled_from(["export", "snap", "csv", "", "7"]) | st.integers() | st.none(),
    ).filter(lambda message: message.get("type") != "export")
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_messages_that_are_no_commands_are_dropped(bench: Bench, content: Any) -> None:
    before = bench.pane.refused
    bench.say(content)
    assert bench.pane.refused == before + 1
    assert bench.replies == []


def test_what_was_dropped_is_logged_and_not_shown(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "webcast_widget")
    bench.say({"type": "eval", "id": "7"})
    bench.pane.set_state({"latest": 1})
    assert [record.levelno for record in caplog.records] == [logging.INFO] * 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("window_s", 5),
        ("interval_s", 1),
        ("visible", "no"),
        ("window_end_s", "now"),
    ],
)
def test_what_cannot_be_used_is_refused_in_python_too(
    bench: Bench, name: str, value: Any
) -> None:
    before = getattr(bench.pane, name)
    with pytest.raises((ConfigurationError, traitlets.TraitError)):
        setattr(bench.pane, name, value)
    assert getattr(bench.pane, name) == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": None},
        {"window": "10s"},
        {"window": "soon"},
        {"window": "1800"},
        {"window": None},
    ],
)
def test_bad_arguments_leave_nothing_behind(arguments: dict[str, Any]) -> None:
    feed, before = LiveFeed(Scripted()), registered()
    with pytest.raises(ConfigurationError):
        WebcastPane(feed, **arguments)
    assert registered() == before
    assert feed._subscribers == []


def test_the_interval_is_the_feeds_whoever_sets_it(bench: Bench) -> None:
    beside = WebcastPane(bench.feed)
    bench.pane.interval_s = 30.0
    assert bench.feed.interval_s == 30.0
    bench.poll(batch())
    assert beside.interval_s == 30.0
    bench.feed.interval_s = 60.0
    bench.poll(batch())
    assert (bench.pane.interval_s, beside.interval_s) == (60.0, 60.0)
    beside.close()


def test_an_observer_may_set_traits_of_the_pane(bench: Bench) -> None:
    bench.pane.observe(lambda _: setattr(bench.pane, "window", None), "latest")
    bench.pane.observe(
        lambda _: setattr(bench.pane, "window", (utc(START), utc(START + 60))), "delta"
    )
    thread = threading.Thread(target=bench.poll, args=(batch(),), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


# Commands


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx"])
def test_a_file_reads_back_as_the_frame(
    bench: Bench, tmp_path: Path, file_format: str
) -> None:
    bench.poll(batch())
    bench.pane.time_zone = "Europe/Paris"
    bench.say({"type": "export", "id": "7", "format": file_format})
    ((reply, (data,)),) = bench.replies
    assert reply.keys() == contract.FileReply.__annotations__.keys()
    assert (reply["type"], reply["id"]) == ("file", "7")
    assert reply["name"].endswith(f".{file_format}")
    assert "/" in reply["mime"]
    path = tmp_path / reply["name"]
    path.write_bytes(data)
    assert ww.read(path).equals(bench.feed.df)


def test_an_export_before_any_data_is_answered(bench: Bench) -> None:
    bench.say({"type": "export", "id": "7", "format": "csv"})
    ((reply, _),) = bench.replies
    assert reply["type"] in {"file", "error"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConfigurationError("Do this."), "Do this."),
        (MemoryError("secret detail"), "The file could not be made: see the log."),
    ],
)
def test_an_export_that_fails_is_answered_with_a_sentence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(LiveFeed, "file", fails)
    bench.say({"type": "export", "id": "7", "format": "csv"})
    assert bench.replies == [({"type": "error", "id": "7", "sentence": sentence}, [])]


def test_a_snapshot_is_the_series_of_one_moment(bench: Bench) -> None:
    bench.poll(batch())
    bench.say({"type": "snapshot", "id": "7"})
    ((reply, (rows,)),) = bench.replies
    assert reply == {"type": "snapshot", "id": "7", "seq": 1}
    assert len(unpacked(rows)) == 8
    assert len(rows) == 8 * 12


def test_export_in_python_writes_the_panes_zone(bench: Bench, tmp_path: Path) -> None:
    bench.poll(batch())
    bench.pane.time_zone = "Asia/Tokyo"
    path = bench.pane.export(tmp_path / "event.csv")
    assert "Asia/Tokyo" in path.read_text(encoding="utf-8")
    assert ww.read(path).equals(bench.pane.df)
    other = bench.pane.export(tmp_path / "utc.csv", time_zone="UTC")
    assert "Asia/Tokyo" not in other.read_text(encoding="utf-8")


# The window


def test_before_any_data_there_is_no_window(bench: Bench) -> None:
    assert bench.pane.window is None
    assert len(bench.pane.visible_df) == 0
    assert list(bench.pane.visible_df) == list(bench.feed.df)


def test_a_short_event_is_all_in_the_window(bench: Bench) -> None:
    bench.poll(batch())
    assert bench.pane.window == (utc(START), utc(START + 1800))
    assert bench.pane.visible_df.equals(bench.feed.df)


def test_a_long_event_shows_its_last_half_hour(bench: Bench) -> None:
    bench.poll(long_event())
    last = START + 7190
    assert bench.pane.window == (utc(last - 1800), utc(last))
    shown = bench.pane.visible_df
    assert (shown.index[0], shown.index[-1]) == bench.pane.window
    assert len(shown) == 181
    bench.poll(batch(slots=[Slot(last + 10, 1)], as_of=last + 100.0))
    assert bench.pane.visible_df.index[-1] == utc(last + 10)


def test_scrolled_back_the_window_stays(bench: Bench) -> None:
    bench.poll(long_event())
    bench.pane.window = (utc(START + 600), utc(START + 1200))
    assert bench.pane.window == (utc(START + 600), utc(START + 1200))
    assert (bench.pane.window_s, bench.pane.window_end_s) == (600.0, START + 1200.0)
    bench.poll(batch(slots=[Slot(START + 7200, 1)], as_of=START + 7300.0))
    assert bench.pane.visible_df["live_viewers"].tolist() == list(range(60, 121))
    bench.pane.window = None
    assert bench.pane.visible_df.index[-1] == utc(START + 7200)


def test_a_window_off_the_event_shows_its_nearest_end(bench: Bench) -> None:
    bench.poll(long_event())
    bench.pane.window = ("2001-01-01", "2001-01-01 00:10")
    assert bench.pane.window == (utc(START), utc(START + 600))
    bench.pane.window = ("2031-01-01", "2031-01-01 00:10")
    assert bench.pane.window == (utc(START + 6590), utc(START + 7190))


@pytest.mark.parametrize(
    "pair",
    [
        ("2023-11-14 22:20", "2023-11-14 22:30"),
        ("2023-11-14T23:20+01:00", "2023-11-14T23:30+01:00"),
        (utc(1_700_000_400), np.datetime64("2023-11-14T22:30")),
    ],
)
def test_moments_without_a_zone_are_utc(bench: Bench, pair: Any) -> None:
    bench.poll(long_event())
    bench.pane.window = pair
    assert bench.pane.window == (utc(1_700_000_400), utc(1_700_001_000))


@pytest.mark.parametrize(
    "pair",
    [
        ("soon", "later"),
        ("2023-11-14 22:30", "2023-11-14 22:20"),
        ("2023-11-14 22:20", "2023-11-14 22:20:30"),
        ("2023-11-14 22:20", "2123-11-14 22:20"),
        (pd.NaT, pd.NaT),
        ("2023-11-14 22:20",),
        ("2023-11-14", "2023-11-15", "2023-11-16"),
        (None, None),
        (object(), object()),
        5,
        "",
    ],
)
def test_a_window_that_is_none_changes_nothing(bench: Bench, pair: Any) -> None:
    bench.poll(long_event())
    before = bench.pane.window
    with pytest.raises(ConfigurationError, match="window"):
        bench.pane.window = pair
    assert bench.pane.window == before
    assert bench.pane.window_s == 1800.0


def test_scrolling_from_python_is_one_message(bench: Bench) -> None:
    bench.poll(long_event())
    bench.sent.clear()
    bench.pane.window = (utc(START + 600), utc(START + 1200))
    assert bench.updates == [{"window_s": 600.0, "window_end_s": START + 1200.0}]


# How it ends


def test_close_closes_every_part_and_leaves_the_feed_running() -> None:
    source, before = Scripted(), registered()
    closed: list[int] = []
    with LiveFeed(source) as feed:
        pane = WebcastPane(feed, on_close=lambda: closed.append(1))
        assert len(registered() - before) > 10
        pane.close()
        assert registered() == before
        assert feed.running
        assert feed._subscribers == []
        source.reply = batch(slots=[Slot(START + 70, 5)])
        feed.refresh()
        pane.close()
    assert closed == [1]
    assert feed.latest.live_viewers == 5
    assert pane.latest["attendees"] != 5


def test_ipywidgets_closing_all_ends_it_too() -> None:
    feed = LiveFeed(Scripted())
    closed: list[int] = []
    WebcastPane(feed, on_close=lambda: closed.append(1))
    ipywidgets.Widget.close_all()
    assert closed == [1]
    assert feed._subscribers == []


def test_running_a_cell_again_closes_its_earlier_pane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = [Run("cell", "1")]
    monkeypatch.setattr(rerun, "current_run", lambda: runs[-1])
    monkeypatch.setattr(rerun, "_made", {})
    feed, before = LiveFeed(Scripted()), registered()
    first = WebcastPane(feed)
    size = len(registered())
    runs.append(Run("cell", "2"))
    second = WebcastPane(feed)
    assert first.comm is None
    assert second.comm is not None
    assert len(registered()) == size
    second.close()
    assert registered() == before


def test_the_event_may_get_its_name_late(bench: Bench) -> None:
    bench.poll(batch(event=None))
    assert bench.pane.event["name"] == ""
    bench.poll(batch(event=Event("1_event", "Named")))
    assert bench.pane.event == {"id": "1_event", "name": "Named"}
