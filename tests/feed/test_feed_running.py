"""LiveFeed: asked at once, started and stopped, from any thread."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import (
    AS_OF,
    PATIENCE_S,
    START,
    Scripted,
    Watcher,
    batch,
    feed_threads,
    in_time,
    wall,
)
from webcast_widget.errors import (
    ConfigurationError,
    SourceUnavailableError,
)
from webcast_widget.feed import LiveFeed, Reading, connect
from webcast_widget.feed import live as live_module
from webcast_widget.poller import Answered
from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.timeline.clock import SpedUpClock, SystemClock
from webcast_widget.timeline.records import Event, Slot

FDS = Path("/proc/self/fd")


def test_refresh_from_another_thread(polled: LiveFeed, source: Scripted) -> None:
    source.reply = batch(slots=[Slot(START, 1)])
    in_time(polled.refresh)
    assert polled.df["live_viewers"].iloc[0] == 1


def test_many_threads_refresh_at_once(polled: LiveFeed, source: Scripted) -> None:
    before = len(source.asked)
    source.reply = batch(slots=[Slot(START, 1)])
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(polled.refresh) for _ in range(40)]:
            future.result(PATIENCE_S)
    # Whoever comes while a poll is due shares it.
    assert 1 <= len(source.asked) - before <= 40
    assert polled.df["live_viewers"].iloc[0] == 1
    assert polled.status.failures == 0


def test_refresh_from_the_feeds_own_thread_says_why_not(
    feed: LiveFeed, caplog: pytest.LogCaptureFixture
) -> None:
    told = Watcher(feed)
    said: list[str] = []

    def refreshes(_: Reading) -> None:
        try:
            feed.refresh()
        except ConfigurationError as error:
            said.append(str(error))

    feed.subscribe(refreshes)
    feed.start()
    feed.refresh()
    told.until(lambda: bool(said))
    assert "own thread" in said[0]
    assert caplog.text == ""


def test_refresh_of_a_stopped_feed_says_what_to_do(
    feed: LiveFeed, polled: LiveFeed
) -> None:
    polled.stop()
    for stopped in (LiveFeed(Scripted()), polled, feed):
        with pytest.raises(ConfigurationError, match=r"start\(\) first"):
            stopped.refresh()


class Hanging(httpx.AsyncBaseTransport):
    """A server that takes requests and never answers."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        await asyncio.Event().wait()
        return httpx.Response(200, request=request)


@pytest.fixture
def hanging() -> Hanging:
    return Hanging()


@pytest.fixture
def hung(hanging: Hanging) -> LiveFeed:
    source = ww.KalturaSource(
        "1_event",
        partner_id=1,
        service_url="http://127.0.0.1",
        ks="k",
        http=hanging,
        environ={},
    )
    feed = LiveFeed(source).start()
    assert hanging.asked.wait(PATIENCE_S)
    return feed


def test_refresh_gives_up_after_its_timeout(hung: LiveFeed) -> None:
    with pytest.raises(SourceUnavailableError, match=r"within 0\.05 s"):
        hung.refresh(0.05)
    hung.stop()


def test_stop_in_the_middle_of_a_request_takes_no_second(hung: LiveFeed) -> None:
    begun = wall()
    hung.stop()
    assert wall() - begun < 1
    assert not hung.running
    assert feed_threads() == []


def test_stop_ends_a_refresh_that_waits(hung: LiveFeed) -> None:
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(hung.refresh)
        assert hung._polling is not None
        poller = hung._polling._poller
        begun = wall()
        while not poller._asked and wall() - begun < PATIENCE_S:
            pass
        hung.stop()
        with pytest.raises(ConfigurationError, match="stopped while"):
            refreshing.result(PATIENCE_S)


def test_start_and_stop_may_be_repeated(feed: LiveFeed, source: Scripted) -> None:
    feed.stop()
    assert feed.status.state == "connecting"
    assert feed.start() is feed
    assert feed.start() is feed
    assert len(feed_threads()) == 1
    feed.refresh()
    feed.stop()
    feed.stop()
    assert source.closed == 1
    assert not feed.running
    assert feed_threads() == []


def test_a_feed_goes_on_after_a_restart(polled: LiveFeed, source: Scripted) -> None:
    polled.stop()
    assert len(polled.df) == 9  # what was received stays
    source.reply = batch(slots=[Slot(START + 90, 5)])
    polled.start()
    polled.refresh()
    assert len(polled.df) == 10
    # A new run asks for everything: it may have missed more than two minutes.
    assert source.asked.count(None) == 2
    polled.stop()
    assert source.closed == 2


def test_as_a_context_manager(source: Scripted) -> None:
    with connect(source) as feed:
        assert feed.running
        feed.refresh()
    assert not feed.running


def test_an_error_in_the_block_stops_the_feed_too(feed: LiveFeed) -> None:
    def fails() -> None:
        with feed:
            assert feed.running
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not feed.running


def test_in_the_first_update_the_feed_runs_already(source: Scripted) -> None:
    seen: list[bool] = []

    def look(_: Reading) -> None:
        seen.append(feed.running)

    for _ in range(20):
        feed = LiveFeed(source)
        unsubscribe = feed.subscribe(look)
        feed.start()
        feed.refresh()
        unsubscribe()
        feed.stop()
    assert all(seen)


def test_stop_from_the_feeds_own_thread(feed: LiveFeed, source: Scripted) -> None:
    ended = threading.Event()

    def stops(_: Reading) -> None:
        if not ended.is_set():
            ended.set()
            feed.stop()

    feed.subscribe(stops)
    feed.start()
    assert ended.wait(PATIENCE_S)
    thread = next((t for t in threading.enumerate() if t.name in feed_threads()), None)
    if thread is not None:
        thread.join(PATIENCE_S)
    assert feed_threads() == []
    assert not feed.running
    assert source.closed == 1


def test_what_runs_is_stopped_at_the_interpreters_exit(polled: LiveFeed) -> None:
    live_module._stop_all()
    assert not polled.running


def test_one_source_serves_one_feed(polled: LiveFeed, source: Scripted) -> None:
    other = LiveFeed(source)
    with pytest.raises(ConfigurationError, match="stop that feed first"):
        other.start()
    assert not other.running
    polled.stop()
    with other:
        other.refresh()
        assert len(other.df) == 9


def sockets() -> int:
    links = []
    for each in FDS.iterdir():
        try:
            links.append(str(each.readlink()))
        except OSError:
            continue
    return sum(link.startswith("socket:") for link in links)


def settled_sockets(wanted: int = 0) -> int:
    """Count sockets when the server has closed its ends too, in its own thread."""
    begun, now = wall(), sockets()
    while now > wanted and wall() - begun < (PATIENCE_S if wanted else 0.5):
        now = sockets()
    return now


@pytest.mark.skipif(not FDS.is_dir(), reason="needs Linux's /proc")
def test_nothing_is_left_of_a_feed() -> None:
    simulation = Simulation(Scenario(viewers=5, started_ago_s=300), SystemClock())
    with running(simulation) as server:
        source = ww.KalturaSource(
            server.entry_id,
            partner_id=server.partner_id,
            service_url=server.service_url,
            secret=server.user_secret,
            environ={},
        )
        with connect(source) as feed:
            feed.refresh()  # the server has now all that it needs for itself
        gc.collect()
        threads, before = threading.active_count(), settled_sockets()
        for _ in range(3):
            with connect(source) as feed:
                feed.refresh()
                assert len(feed.df) > 20
                assert threading.active_count() == threads + 1
        assert settled_sockets(before) <= before
        assert threading.active_count() == threads


def test_a_server_that_went_away_is_unreachable_and_found_again() -> None:
    simulation = Simulation(Scenario(viewers=5, started_ago_s=300), SystemClock())
    with running(simulation) as server:
        port = int(server.service_url.rsplit(":", 1)[1])
        source = ww.KalturaSource(
            server.entry_id,
            partner_id=server.partner_id,
            service_url=server.service_url,
            secret=server.user_secret,
            environ={},
        )
        feed = connect(source)
        feed.refresh()
        rows = len(feed.df)
    with pytest.raises(SourceUnavailableError):
        feed.refresh()
    states = [feed.status.state]
    assert len(feed.df) == rows
    with running(simulation, port):
        feed.refresh()
        states.append(feed.status.state)
        feed.stop()
    assert states == ["unreachable", "live"]


@pytest.mark.parametrize("interval", ["10s", 10, 10.0, pd.Timedelta("10s")])
def test_intervals(interval: Any) -> None:
    assert LiveFeed(Scripted(), interval).interval_s == 10.0


@pytest.mark.parametrize("interval", ["4s", 4, "soon", "10", None, -1, "2h", []])
def test_intervals_that_cannot_be_used(interval: Any) -> None:
    with pytest.raises(ConfigurationError):
        connect(Scripted(), interval)
    assert feed_threads() == []


def test_the_interval_changes_while_it_runs(polled: LiveFeed, source: Scripted) -> None:
    polls, told = len(source.asked), Watcher(polled)
    polled.interval_s = 3600.0
    told.until(lambda: polled.status.next_poll_s == pytest.approx(3600, abs=5))
    assert len(source.asked) > polls  # at once, and not after the old interval
    with pytest.raises(ConfigurationError):
        polled.interval_s = 1.0
    assert polled.interval_s == 3600.0


def test_the_interval_of_a_stopped_feed_counts_from_its_start(feed: LiveFeed) -> None:
    feed.interval_s = 60
    feed.start()
    feed.refresh()
    assert feed.status.next_poll_s == pytest.approx(60, abs=5)


def test_on_a_fast_clock_the_next_poll_is_told_in_real_seconds(
    source: Scripted,
) -> None:
    clock = SpedUpClock(2.0, start=AS_OF)
    with LiveFeed(source, clock=clock) as feed:
        feed.refresh()
        assert feed.status.next_poll_s == pytest.approx(5, abs=1)


def test_connect_need_not_start(source: Scripted) -> None:
    feed = connect(source, start=False)
    assert not feed.running
    assert feed.source is source
    assert source.asked == []


def test_export_and_file(polled: LiveFeed, tmp_path: Path) -> None:
    path = polled.export(tmp_path / "event.csv")
    assert ww.read(path).equals(polled.df)
    file = polled.file("parquet")
    (tmp_path / file.name).write_bytes(file.data)
    assert ww.read(tmp_path / file.name).equals(polled.df)
    for call in (lambda: polled.file("exe"), lambda: polled.export("event.exe")):
        with pytest.raises(ConfigurationError):
            call()
    with pytest.raises(ConfigurationError):
        polled.file("csv", time_zone="Mars/Olympus")


def test_a_name_cut_off_within_a_character_reaches_the_screen() -> None:
    event = Event("1_event", "Town hall \ud83d")
    assert event.name.encode("utf-8").decode() == event.name == "Town hall ?"


def test_a_refresh_that_ends_while_history_loads_says_so(
    polled: LiveFeed, source: Scripted
) -> None:
    source.reply = batch(progress=0.4, more=True)
    with pytest.raises(SourceUnavailableError, match="history is at 40%"):
        polled.refresh(timeout=0.5)
    source.reply = batch()


def test_what_a_stopped_feeds_source_answers_late_is_not_taken(
    polled: LiveFeed,
) -> None:
    assert polled._polling is not None
    poller = polled._polling._poller
    polled.stop()
    poller._deliver(Answered(batch(), 10.0))
    assert polled.status.state == "stopped"
