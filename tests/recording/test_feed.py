"""A feed that records: before it shows, through a full disk, and again tomorrow."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, PATIENCE_S, START, Scripted, batch
from tests.recording.conftest import rows
from tests.sources.conftest import SECRET
from webcast_widget.errors import ConfigurationError, RecordingError, SourceError
from webcast_widget.feed import LiveFeed, Reading, connect
from webcast_widget.pane import WebcastPane
from webcast_widget.poller import Answered, Failed
from webcast_widget.recording import read
from webcast_widget.simulator import Scenario, Simulation, create_app
from webcast_widget.timeline.audience import OTHER, Audience, audience_frame
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Event, Slot

if TYPE_CHECKING:
    from pathlib import Path


def recorded_by(source: Scripted, path: Path) -> LiveFeed:
    """Poll once, recording; give the feed, stopped."""
    with connect(source, recording=path) as feed:
        feed.refresh(PATIENCE_S)
    return feed


def test_what_is_opened_is_what_was_polled(path: Path, source: Scripted) -> None:
    feed = recorded_by(source, path)
    event = ww.open(path)
    assert event.df.equals(feed.df)
    assert event.extent() == feed.extent()
    assert event.event == Event("1_event", "Town hall")
    assert event.series()[1].tolist() == feed.series()[1].tolist()
    assert event.status.state == "stopped"
    assert event.status.sentence == "A recording, to 14 Nov 2023, 22:16:10 UTC."
    assert event.now() == AS_OF
    assert (event.latest.live_viewers, event.latest.data_age_s) == (107, 50.0)
    assert event.received_at == pytest.approx(feed.received_at, abs=5)
    assert event.path == path
    assert repr(event) == "<RecordedEvent 1_event (event.webcast)>"


def test_who_was_watching_is_recorded(path: Path, source: Scripted) -> None:
    told = [
        Audience(START + 60 * n, {"device": {"TV": 4 + n, "Mobile": 9}})
        for n in range(2)
    ]
    with connect(source, recording=path) as feed:
        for audience in told:
            source.reply = batch(audience=audience)
            feed.refresh(PATIENCE_S)
    live = feed.audience()
    assert live["value"].tolist() == ["Mobile", "TV"]
    assert live["live_viewers"].tolist() == [9, 5]
    event = ww.open(path)
    assert event.audience().equals(live)
    assert event.audience(smallest=1, whole=True).equals(audience_frame(told, 1))
    # Few are joined in what was recorded too, unless they are asked for.
    assert event.audience(whole=True)["value"].tolist()[:2] == ["Mobile", OTHER]
    replay = event.replay(play=False)
    assert replay.audience(smallest=1)["slot_start"].iloc[0].timestamp() in {
        START,
        START + 60,
    }


def test_an_event_that_ended_says_so(path: Path, source: Scripted) -> None:
    source.reply = batch(broadcasting=False)
    recorded_by(source, path)
    assert ww.open(path).status.state == "ended"


def test_a_recording_is_exported_as_the_feed_is(
    path: Path, source: Scripted, tmp_path: Path
) -> None:
    recorded_by(source, path)
    event = ww.open(path)
    assert ww.read(event.export(tmp_path / "event.csv")).equals(event.df)
    assert b"a script" in event.file("csv").data


def test_a_pane_shows_a_recording(path: Path, source: Scripted) -> None:
    recorded_by(source, path)
    pane = WebcastPane(ww.open(path))
    assert pane.status["sentence"] == "A recording, to 14 Nov 2023, 22:16:10 UTC."
    assert pane.latest["live_viewers"] == 107
    assert len(pane.visible_df) == 9
    assert pane.event == {"id": "1_event", "name": "Town hall"}
    pane.interval_s = 30.0
    pane.close()


def test_a_recording_that_goes_on_is_followed(path: Path, source: Scripted) -> None:
    with connect(source, recording=path) as feed:
        feed.refresh(PATIENCE_S)
        event, heard = ww.open(path), list[Reading]()
        event.subscribe(heard.append)
        source.reply = batch(slots=[Slot(START + 90, 5, 5)], as_of=AS_OF + 10)
        feed.refresh(PATIENCE_S)
        assert len(event.df) == 9
        event.refresh()
        assert event.df.equals(feed.df)
        assert heard[0].changed == [START + 90]
        event.refresh()
        assert heard[-1].changed == []


def test_nothing_recorded_yet(path: Path, source: Scripted) -> None:
    feed = LiveFeed(source, recording=path)
    feed._begin()
    event = ww.open(path)
    assert len(event.df) == 0
    assert event.status.sentence == "A recording in which nothing is yet."
    feed.stop()
    assert feed._recorder is not None
    feed._recorder.end()


def test_it_is_written_before_it_is_shown(path: Path, source: Scripted) -> None:
    feed, seen = LiveFeed(source, recording=path), list[bool]()
    feed.subscribe(lambda _: seen.append(ww.open(path).df.equals(feed.df)))
    with feed:
        feed.refresh(PATIENCE_S)
        source.reply = batch(slots=[Slot(START, 1, 1)], as_of=AS_OF + 10)
        feed.refresh(PATIENCE_S)
    assert len(seen) >= 3
    assert all(seen)


def test_going_on_starts_with_what_is_recorded(path: Path, source: Scripted) -> None:
    before = recorded_by(source, path).df
    later = Scripted()
    later.reply = SourceError("Not yet.")
    with connect(later, recording=path) as feed:
        assert feed.df.equals(before)
        assert feed.event.name == "Town hall"
        with pytest.raises(SourceError):
            feed.refresh(PATIENCE_S)
        later.reply = batch(slots=[Slot(START + 600, 5, 5)], as_of=AS_OF + 700)
        feed.refresh(PATIENCE_S)
        assert len(feed.df) == 61
        assert feed.status.recording is True
    assert later.asked[0] == (AS_OF - 600) // 60 * 60
    assert ww.open(path).df.equals(feed.df)
    assert rows(path, "SELECT count(*) FROM run") == [(2,)]


def test_a_feed_that_is_started_again_goes_on(path: Path, source: Scripted) -> None:
    feed = recorded_by(source, path)
    assert feed.status.recording is False
    other = Scripted()
    other.reply = batch(slots=[Slot(START + 90, 5, 5)], as_of=AS_OF + 10)
    recorded_by(other, path)
    # What another wrote meanwhile is there when it goes on.
    source.reply = SourceError("Not yet.")
    with feed:
        assert len(feed.df) == 10
        assert ww.open(path).df.equals(feed.df)


def test_two_feeds_do_not_share_a_recording(path: Path, source: Scripted) -> None:
    with connect(source, recording=path) as feed:
        feed.refresh(PATIENCE_S)
        with pytest.raises(RecordingError, match="stop that first"):
            connect(Scripted(), recording=path)
        assert feed.running
    connect(Scripted(), recording=path).stop()


def test_another_events_recording_is_refused(path: Path, source: Scripted) -> None:
    recorded_by(source, path)
    other = Scripted()
    other.event_id = "1_other"
    feed = LiveFeed(other, recording=path)
    with pytest.raises(RecordingError, match="is of the event"):
        feed.start()
    assert not feed.running


def test_a_source_is_polled_by_one_feed_and_the_recording_stays(
    path: Path, source: Scripted
) -> None:
    with connect(source):
        with pytest.raises(ConfigurationError):
            connect(source, recording=path)
        assert not path.exists()


def test_on_a_full_disk_the_feed_goes_on_and_says_so(
    path: Path, source: Scripted
) -> None:
    feed = LiveFeed(source, recording=path)
    feed._begin()
    feed._deliver(Answered(batch(), 10.0))
    told = [feed.status.recording]
    assert feed._recorder is not None
    connection = feed._recorder._recorder._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [Slot(START + 10 * n, n, n) for n in range(5000)]
    feed._deliver(Answered(Batch(slots=many, as_of=AS_OF + 49_900), 10.0))
    assert len(feed.df) == 5000
    told.append(feed.status.recording)
    assert "Not recording: " in feed.status.sentence
    assert "the disk is full" in feed.status.sentence
    assert len(read(path).entries) == 1
    feed._deliver(Failed(SourceError("Not there."), 1, 2.0))
    assert feed.status.sentence.startswith("Not there. Not recording: ")
    connection.execute("PRAGMA max_page_count = 100000")
    feed._deliver(Answered(Batch(as_of=AS_OF + 49_910), 10.0))
    assert [*told, feed.status.recording] == [True, False, True]
    assert "Not recording" not in feed.status.sentence
    assert ww.open(path).df.equals(feed.df)
    feed._recorder.end()


def test_a_folder_that_takes_nothing_does_not_end_the_feed(
    path: Path, source: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuses)
    with connect(source, recording=path) as feed:
        feed.refresh(PATIENCE_S)
        assert len(feed.df) == 9
        assert feed.status.recording is False
        assert "(Permission denied)" in feed.status.sentence
    assert not path.exists()


def test_without_a_recording_nothing_is_said_of_one(source: Scripted) -> None:
    with connect(source) as feed:
        feed.refresh(PATIENCE_S)
        assert feed.status.recording is None


def test_no_secret_is_in_the_file(path: Path, source: Scripted) -> None:
    source.name = f"https://me:{SECRET}@example.com/feed?token={SECRET}#{SECRET}"
    source.reply = SourceError(f"Refused {SECRET}.")
    with connect(source, recording=path) as feed:
        with pytest.raises(SourceError):
            feed.refresh(PATIENCE_S)
        source.reply = batch()
        feed.refresh(PATIENCE_S)
        files = [*path.parent.iterdir()]
        assert len(files) > 1
        assert not [each for each in files if SECRET.encode() in each.read_bytes()]
    assert SECRET.encode() not in path.read_bytes()
    assert rows(path, "SELECT source FROM run") == [("https://example.com/feed",)]


class Counting(httpx.AsyncBaseTransport):
    """Passes requests on and keeps their bodies."""

    def __init__(self, simulation: Simulation) -> None:
        self._app = httpx.ASGITransport(create_app(simulation))
        self.bodies: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content.decode())
        return await self._app.handle_async_request(request)


def watch(clock: ManualClock, simulation: Simulation, path: Path) -> list[str]:
    """Record until all is had; give what was asked, and no secret away."""
    http, scenario = Counting(simulation), simulation.scenario
    source = ww.KalturaSource(
        scenario.entry_id,
        partner_id=scenario.partner_id,
        service_url="http://127.0.0.1",
        secret=scenario.user_secret,
        http=http,
        environ={},
    )
    feed = LiveFeed(source, clock=clock, recording=path)
    feed._begin()
    assert feed._recorder is not None
    since, polls = feed._recorder.since, 0

    async def poll() -> None:
        nonlocal since, polls
        while polls < 3 or feed.status.progress is not None:
            answer = await source.fetch(since)
            feed._deliver(Answered(answer, 10.0))
            since, polls = (answer.as_of or 0.0) - 120, polls + 1
            clock.advance(10)

    asyncio.run(poll())
    feed._recorder.end()
    assert ww.open(path).df.equals(feed.df)
    assert scenario.user_secret.encode() not in path.read_bytes()
    return http.bodies


def test_the_gap_is_asked_for_and_the_recorded_past_is_not(path: Path) -> None:
    clock = ManualClock(1_700_003_007.0)
    scenario = Scenario(
        viewers=20, started_ago_s=5400, duration_s=4 * 3600, generation="live_analytics"
    )
    simulation = Simulation(scenario, clock)
    first = sum(body.count("getReport") for body in watch(clock, simulation, path))
    left = clock.now()
    clock.advance(1800)
    bodies = watch(clock, simulation, path)
    reports = [
        call
        for body in bodies
        for call in httpx.Response(200, text=body).json().values()
        if isinstance(call, dict) and call.get("action") == "getReport"
    ]
    asked = {call["filter"]["fromTime"] for call in reports}
    assert min(asked) >= left - 800
    assert asked >= set(range(int(left) // 60 * 60, int(left) + 1500, 60))
    assert len(reports) < first
    frame = ww.open(path).df
    whole = frame[frame["live_viewers"].notna() & ~frame["provisional"]]
    assert whole["avg_buffering_s_per_min"].iloc[:-12].notna().all()
    assert whole["plays"].iloc[:-12].notna().all()
