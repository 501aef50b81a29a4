"""Beacons: what a player of today sends, and what of it is a heartbeat."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.heartbeats.conftest import rows

if TYPE_CHECKING:
    from tests.heartbeats.conftest import Reading

VIEW: dict[str, Any] = {
    "time": 1_700_000_000,
    "eventType": 99,
    "entryId": "1_abc",
    "sessionId": "s1",
    "eventIndex": 12,
    "playbackType": "live",
    "bufferTime": 0.25,
    "actualBitrate": 1500,
    "userId": "jörg",
    "referrer": "https://www.example.com/",
}


def line(**changed: Any) -> str:
    beacon = {**VIEW, **changed}
    given = {name: value for name, value in beacon.items() if value is not ...}
    return json.dumps(given, ensure_ascii=False) + "\n"


def one(reading: Reading, **changed: Any) -> dict[str, Any]:
    (row,) = rows(reading(line(**changed), "x.jsonl"))
    return row


def test_a_view(reading: Reading) -> None:
    row = one(reading)
    assert row.pop("ts").timestamp() == 1_700_000_000
    assert row == {
        "entry_id": "1_abc",
        "session_id": "s1",
        "event_type": 1,
        "event_index": 12,
        "bitrate": 1500.0,
        "buffer_time": 0.25,
        "user_id": "jörg",
        "referrer": "https://www.example.com/",
        "kind": "heartbeat",
    }


@pytest.mark.parametrize(
    ("changed", "column", "value"),
    [
        ({"eventType": 3}, "kind", "play"),
        ({"eventType": "99"}, "kind", "heartbeat"),
        ({"playbackType": "DVR"}, "event_type", 2),
        ({"actualBitrate": -1}, "bitrate", None),
        ({"actualBitrate": ...}, "bitrate", None),
        ({"actualBitrate": "2200.5"}, "bitrate", 2200.5),
        ({"bufferTime": None}, "buffer_time", 0),
        ({"bufferTime": -3}, "buffer_time", 0),
        ({"eventIndex": ...}, "event_index", None),
        ({"sessionId": ...}, "session_id", None),
        ({"referrer": base64.b64encode(b"https://b.de/x").decode()}, "referrer", "https://b.de/x"),
        ({"referrer": "no base64"}, "referrer", "no base64"),
    ],
)  # fmt: skip
def test_a_field(
    reading: Reading, changed: dict[str, Any], column: str, value: object
) -> None:
    assert one(reading, **changed).get(column) == value


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"actualBitrate": [1]}, "no readable bitrate"),
        ({"bufferTime": {"s": 3}}, "no readable buffering"),
    ],
)
def test_a_figure_that_is_none(
    reading: Reading, changed: dict[str, Any], reason: str
) -> None:
    got = reading(line(**changed) + line(), "x.jsonl")
    assert len(rows(got)) == 1
    assert got.left_out.by_reason == {reason: 1}


@pytest.mark.parametrize(
    "told",
    [1_700_000_000_500, 1_700_000_000.5, "1700000000.5", "2023-11-14T22:13:20.5Z"],
)
def test_a_moment(reading: Reading, told: object) -> None:
    assert one(reading, time=told)["ts"].timestamp() == 1_700_000_000.5


def test_what_is_no_heartbeat_is_told_from_what_cannot_be_read(
    reading: Reading,
) -> None:
    text = (
        line()
        + line(eventType=33)
        + line(playbackType="vod")
        + "\n"
        + line(eventType=...)
        + line(playbackType=...)
        + line(time="yesterday")
        + line(entryId="")
        + '{"time": 1,\n'
        + "[1, 2]\n"
    )
    got = reading(text, "x.jsonl.gz")
    assert len(rows(got)) == 1
    assert got.left_out.ignored == {
        "another event": 1,
        "not live": 1,
        "a blank line": 1,
    }
    assert got.left_out.by_reason == {
        "no event type": 1,
        "no playback type": 1,
        "no readable time": 1,
        "no entry id": 1,
        "no JSON object": 2,
    }


def test_fields_of_other_names(reading: Reading) -> None:
    beacon = line(time=..., serverTime=1_700_000_000, land="DE")
    columns = {"ts": "serverTime", "country": "land"}
    (row,) = rows(reading(beacon, "x.json", columns=columns))
    assert row["ts"].timestamp() == 1_700_000_000
    assert row["country"] == "DE"
