"""The raw heartbeats as files: access log, beacons, and a table."""

from __future__ import annotations

import gzip
import json
import threading
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TextIO
from urllib.parse import quote_plus, urlencode

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from webcast_widget.simulator.heartbeat import DVR, FIRST, Heartbeat
from webcast_widget.simulator.people import DEVICES, PLACES, SYSTEMS
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from webcast_widget.simulator.people import People
    from webcast_widget.simulator.scenario import Scenario

LOG = "livestats.log.gz"
BEACONS = "kava.jsonl.gz"
TABLE = "heartbeats.parquet"
MOST_HELD = 50_000
"""So many heartbeats are held in memory before they are written."""

HUNDREDTHS = 100
PLAY = 3
VIEW = 99
SCHEMA = pa.schema(
    [
        ("ts", pa.timestamp("s", tz="UTC")),
        ("entry_id", pa.string()),
        ("session_id", pa.string()),
        ("event_type", pa.int8()),
        ("event_index", pa.int32()),
        ("bitrate", pa.int32()),
        ("buffer_time", pa.float64()),
        ("start_phase", pa.int8()),
        ("user_id", pa.string()),
        ("country", pa.string()),
        ("city", pa.string()),
        ("device", pa.string()),
        ("platform", pa.string()),
        ("referrer", pa.string()),
    ]
)


class Event(Protocol):
    """What is written: one event's audience, as far as it has been lived through."""

    scenario: Scenario
    people: People

    def catch_up(self) -> int:
        """Live through all that has happened; give that second (epoch, UTC)."""
        ...


class RawFiles:
    """Three files in a folder, written as the events go on."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, list[Heartbeat]] = {}
        self._events: dict[str, Event] = {}
        self._log: TextIO = gzip.open(folder / LOG, "wt", encoding="ascii")  # noqa: SIM115 - closed in close
        self._beacons: TextIO = gzip.open(folder / BEACONS, "wt", encoding="ascii")  # noqa: SIM115 - the same
        self._table = pq.ParquetWriter(folder / TABLE, SCHEMA)

    def hold(self, event: Event, beats: list[Heartbeat], complete: int) -> None:
        """Take heartbeats; no more will be logged before the second `complete`."""
        with self._lock:
            self._events[event.scenario.entry_id] = event
            held = self._held.setdefault(event.scenario.entry_id, [])
            held += (beat for beat in beats if not beat.is_error)
            if len(held) > MOST_HELD:
                self._write(event, complete)

    def close(self, events: Iterable[Event]) -> None:
        """Write what was logged by now, and nothing after it."""
        # What the events live through now is held first, and written then.
        until = {one.scenario.entry_id: one.catch_up() for one in events}
        with self._lock:
            for entry_id, event in self._events.items():
                self._write(event, until[entry_id] + 1)
            self._log.close()
            self._beacons.close()
            self._table.close()

    def _write(self, event: Event, before: int) -> None:
        held = self._held[event.scenario.entry_id]
        self._held[event.scenario.entry_id] = [
            beat for beat in held if beat.time >= before
        ]
        beats = sorted(
            (beat for beat in held if beat.time < before), key=lambda beat: beat.time
        )
        first = {beat.person: beat for beat in beats}
        who = {person: who_sent(beat, event.people) for person, beat in first.items()}
        sent = [(beat, who[beat.person]) for beat in beats]
        for beat, sender in sent:
            self._log.write(log_line(beat, sender, event.scenario))
            self._beacons.write(beacon_line(beat, sender, event.scenario))
        if beats:
            rows = [row(beat, sender, event.scenario) for beat, sender in sent]
            self._table.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))


def who_sent(beat: Heartbeat, people: People) -> dict[str, str]:
    """Look up who sent a heartbeat, as the table names it."""

    def code(name: str) -> int:
        return int(people.codes(name, np.array([beat.person]))[0])

    place = PLACES[code("place")]
    return {
        "user_id": people.user_id(beat.person),
        "country": place.country,
        "city": place.city,
        "device": DEVICES[code("device")],
        "platform": SYSTEMS[code("system")],
        "referrer": people.referrers[code("referrer")],
    }


def log_line(beat: Heartbeat, who: dict[str, str], scenario: Scenario) -> str:
    """Write a heartbeat as the collector of 2015 logs its request."""
    at = datetime.fromtimestamp(beat.time, UTC)
    event: dict[str, object] = {
        "entryId": scenario.entry_id,
        "partnerId": scenario.partner_id,
        "eventType": beat.event_type,
        "sessionId": beat.session,
        "eventIndex": beat.event_index,
        "bufferTime": beat.buffer_cs / HUNDREDTHS,
        "bitrate": beat.bitrate,
        "referrer": who["referrer"],
        "isLive": 1,
        "deliveryType": "hls",
    }
    if beat.start_second is not None:
        # Only the seconds of the echoed start matter.
        start = at.replace(second=beat.start_second)
        event["startTime"] = start.strftime("%a, %d %b %Y %H:%M:%S GMT")
    fields = {"service": "liveStats", "action": "collect"} | {
        f"event:{name}": value for name, value in event.items()
    }
    stamp = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
    request = f"/api_v3/index.php?{urlencode(fields, quote_via=_quoted)}"
    return f'127.0.0.1 [{stamp}] "GET {request} HTTP/1.1" 200 "-"\n'


# Most of a line is the same in all of them, and quoting is most of its cost.
_quoted = lru_cache(maxsize=10_000)(quote_plus)


def beacon_line(beat: Heartbeat, who: dict[str, str], scenario: Scenario) -> str:
    """Write a heartbeat as a beacon of the later players, one JSON object a line."""
    beacon = {
        "time": beat.time,
        "eventType": PLAY if beat.event_index <= FIRST else VIEW,
        "partnerId": scenario.partner_id,
        "entryId": scenario.entry_id,
        "sessionId": beat.session,
        "eventIndex": beat.event_index,
        "playbackType": "dvr" if beat.event_type == DVR else "live",
        "bufferTime": beat.buffer_cs / HUNDREDTHS,
        "actualBitrate": beat.bitrate,
        "userId": who["user_id"],
        "referrer": who["referrer"],
    }
    return json.dumps(beacon, separators=(",", ":")) + "\n"


def row(beat: Heartbeat, who: dict[str, str], scenario: Scenario) -> dict[str, object]:
    """Make a row of the table."""
    phase = None if beat.start_second is None else beat.start_second % SLOT_S
    return {
        "ts": beat.time,
        "entry_id": scenario.entry_id,
        "session_id": beat.session,
        "event_type": beat.event_type,
        "event_index": beat.event_index,
        "bitrate": beat.bitrate if beat.bitrate >= 0 else None,
        "buffer_time": beat.buffer_cs / HUNDREDTHS,
        "start_phase": phase,
        **who,
    }
