"""WebcastPane: what it takes from the browser and from Python, and answers."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

import webcast_widget as ww
from tests.feed.conftest import AS_OF, PATIENCE_S, START, Scripted, batch
from tests.pane.conftest import registered, unpacked, utc
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import LiveFeed
from webcast_widget.pane import WebcastPane, contract, messages, requests
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

MISSING = contract.MISSING
SETTABLE = [name for name, trait in contract.TRAITS.items() if trait.from_browser]
EXPORT = {"type": "export", "id": "7", "format": "csv", "window": None}
KERNELS_OWN = sorted(set(contract.TRAITS) - set(SETTABLE))


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
    ],
)
def test_bad_arguments_leave_nothing_behind(arguments: dict[str, Any]) -> None:
    feed, before = LiveFeed(Scripted()), registered()
    with pytest.raises(ConfigurationError):
        WebcastPane(feed, **arguments)
    assert registered() == before
    assert not feed._subscribers


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


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx"])
def test_a_file_reads_back_as_the_frame(
    bench: Bench, tmp_path: Path, file_format: str
) -> None:
    bench.poll(batch())
    bench.pane.time_zone = "Europe/Paris"
    bench.say({"type": "export", "id": "7", "format": file_format, "window": None})
    ((reply, (data,)),) = bench.replies
    assert reply.keys() == messages.FileReply.__annotations__.keys()
    assert (reply["type"], reply["id"]) == ("file", "7")
    assert reply["name"].endswith(f".{file_format}")
    assert "/" in reply["mime"]
    path = tmp_path / reply["name"]
    path.write_bytes(data)
    assert ww.read(path).equals(bench.feed.df)


def test_of_a_thousand_requests_for_a_file_one_makes_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.poll(batch())
    made, whole = list[str](), bench.feed.file

    def counted(file_format: str, **more: Any) -> Any:
        made.append(file_format)
        return whole(file_format, **more)

    monkeypatch.setattr(bench.feed, "file", counted)
    for number in range(1000):
        bench.say(EXPORT | {"id": f"{number}"})
    bench.say(EXPORT | {"id": "other", "format": "parquet"})
    assert made == ["csv", "parquet"]
    replies = [reply for reply, _ in bench.replies]
    assert len(replies) == 1001
    # Who clicks twice has it, though the page waits for the second answer alone.
    assert [reply["type"] for reply in replies[:4]] == ["file"] * 4
    assert [reply["type"] for reply in replies].count("file") == 5
    assert replies[4]["sentence"].startswith("This file was sent a moment ago")


def test_a_file_is_sent_again_until_more_is_known_or_a_while_is_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, whole = list[str](), bench.feed.file

    def counted(file_format: str, **more: Any) -> Any:
        made.append(file_format)
        return whole(file_format, **more)

    monkeypatch.setattr(bench.feed, "file", counted)
    asked = messages.ExportRequest(type="export", id="7", format="csv", window=None)
    clock = ManualClock(AS_OF)
    exports = requests.Exports(clock)
    bench.poll(batch())
    for at in (AS_OF, AS_OF + 1.9, AS_OF + 2.1, AS_OF - 3600):
        clock.moment = at
        reply, _ = exports.answer(asked, bench.feed, "UTC", bench.pane._page)
        assert reply["type"] == "file"
    assert len(made) == 3
    bench.poll(batch(slots=[Slot(START + 110, 5)]))
    _, (data,) = exports.answer(asked, bench.feed, "UTC", bench.pane._page)
    assert len(made) == 4
    assert b"22:15:50+00:00,5" in data


def test_a_file_that_is_long_in_the_making_is_sent_again_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.poll(batch())
    clock, made, whole = ManualClock(AS_OF), list[str](), bench.feed.file

    def slow(file_format: str, **more: Any) -> Any:
        made.append(file_format)
        clock.advance(60)
        return whole(file_format, **more)

    monkeypatch.setattr(bench.feed, "file", slow)
    exports = requests.Exports(clock)
    asked = messages.ExportRequest(type="export", id="7", format="csv", window=None)
    for _ in range(3):
        exports.answer(asked, bench.feed, "UTC", bench.pane._page)
    assert made == ["csv"]


def test_another_zone_is_another_file_and_no_way_around_the_brake(bench: Bench) -> None:
    bench.poll(batch())
    exports = requests.Exports(ManualClock(AS_OF))
    asked = messages.ExportRequest(type="export", id="7", format="csv", window=None)
    zones = ["UTC", "Asia/Tokyo"] * 4
    replies = [
        exports.answer(asked, bench.feed, zone, bench.pane._page) for zone in zones
    ]
    assert [reply["type"] for reply, _ in replies] == ["file"] * 4 + ["error"] * 4
    assert b"+09:00" in replies[1][1][0]
    assert b"+09:00" not in replies[2][1][0]


def test_files_are_let_go_when_they_are_old(bench: Bench) -> None:
    bench.poll(batch())
    clock = ManualClock(AS_OF)
    bench.pane._exports = requests.Exports(clock)
    bench.say(EXPORT)
    assert bench.pane._exports._made
    clock.advance(requests.APART_S)
    bench.poll(batch())
    assert not bench.pane._exports._made


def test_what_is_refused_is_not_logged_at_length(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    long = "x" * 1_000_000
    bench.pane.set_state(
        {"time_zone": long, "window_s": [long] * 9, long: 1, "visible": {long: long}}
    )
    bench.say({"type": long, "id": "7"})
    bench.say({"type": "export", "id": long})
    assert bench.pane.refused == 6
    assert 0 < len(caplog.text) < 2000


def test_an_export_before_any_data_is_answered(bench: Bench) -> None:
    bench.say(EXPORT)
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
    bench.say(EXPORT)
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


@pytest.mark.parametrize("what", [None, "town-hall.webcast", Scripted(), WebcastPane])
def test_what_is_no_feed_is_refused_with_what_would_be_one(what: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"is no event.*connect\(\)"):
        WebcastPane(what)


@pytest.mark.parametrize("name", ["visible", "window_s", "time_zone", "interval_s"])
def test_none_is_no_value(bench: Bench, name: str) -> None:
    before = getattr(bench.pane, name)
    with pytest.raises(ConfigurationError, match="None"):
        setattr(bench.pane, name, None)
    assert getattr(bench.pane, name) == before
