"""Heartbeats from outside: they are counted as those of the audience are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator.api.ingest import collected, tracked

if TYPE_CHECKING:
    from tests.simulator.conftest import Api
    from webcast_widget.timeline.clock import ManualClock

QUIET_S = 3 * 3600
ENTRY = "1_k2m4x9a1"


async def test_a_collected_heartbeat_counts(anonymous: Api, clock: ManualClock) -> None:
    clock.moment = at = anonymous.simulation.start + QUIET_S
    event = {"entryId": ENTRY, "eventType": 1, "eventIndex": 2, "bitrate": "800"}
    answer = await anonymous.call("liveStats", "collect", event=event)
    assert answer.endswith(" GMT")
    form = {
        f"event:{name}": value for name, value in (event | {"eventType": 2}).items()
    }
    url = "/api_v3/index.php?service=liveStats&action=collect"
    assert "GMT" in (await anonymous.http.post(url, data=form)).text
    clock.advance(5)
    anonymous.ks = await anonymous.start()
    assert await anonymous.events(at, at) == {at: (1, 1)}


async def test_a_tracked_view_counts(anonymous: Api, clock: ManualClock) -> None:
    clock.moment = at = anonymous.simulation.start + QUIET_S
    event = {"entryId": ENTRY, "eventType": 99, "playbackType": "dvr"}
    answer = await anonymous.call("analytics", "trackEvent", **event)
    assert answer == {"time": at, "viewEventsEnabled": True}
    await anonymous.call("analytics", "trackEvent", **event | {"entryId": "0_none"})
    clock.advance(5)
    anonymous.ks = await anonymous.start()
    assert await anonymous.events(at, at) == {at: (0, 1)}


@pytest.mark.parametrize(
    ("given", "bitrate"),
    [
        ({"bitrate": "1500"}, 1500),
        ({"bitrate": "x"}, -1),
        ({"bitrate": -5}, -1),
        ({}, 0),
    ],
)
def test_bitrates(given: dict[str, Any], bitrate: int) -> None:
    assert collected(given, 1_700_000_000).bitrate == bitrate


def test_buffering_and_phase() -> None:
    text = "Tue%2C%2014%20Nov%202023%2022%3A13%3A27%20GMT"
    beat = collected({"bufferTime": "2.34", "startTime": text}, 1_700_000_000)
    assert (beat.buffer_cs, beat.start_second) == (234, 27)
    beat = collected({"bufferTime": "-1", "startTime": "never"}, 1_700_000_000)
    assert (beat.buffer_cs, beat.start_second) == (0, None)
    assert collected({"bufferTime": "99"}, 0).buffer_cs == 1000


@pytest.mark.parametrize(
    "event",
    [
        {"eventType": 1, "playbackType": "live"},
        {"eventType": 99, "playbackType": "vod"},
        {},
    ],
)
def test_what_is_not_counted(event: dict[str, Any]) -> None:
    assert tracked(event, 0) is None


def test_a_play_is_a_first_heartbeat() -> None:
    beat = tracked({"eventType": 3, "playbackType": "live"}, 0)
    assert beat is not None
    assert (beat.event_index, beat.bitrate) == (1, -1)
