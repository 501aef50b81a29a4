"""Where players send their heartbeats: `liveStats.collect`, `analytics.trackEvent`."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from webcast_widget.simulator.api.call import Action, Call, Level, Service
from webcast_widget.simulator.api.responses import http_date
from webcast_widget.simulator.api.values import (
    Params,
    as_float,
    as_int,
    as_object,
    as_text,
)
from webcast_widget.simulator.events import MOST_KBPS
from webcast_widget.simulator.heartbeat import (
    DVR,
    FIRST,
    LIVE,
    MAX_BUFFER_CS,
    UNKNOWN_BITRATE,
    Heartbeat,
)
from webcast_widget.simulator.people import Guest

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.result import Result

PLAY = 3
ERROR = 98
VIEW = 99
PLAYBACK = {"live": LIVE, "dvr": DVR}
ON = 2
"""What `soundMode` and `tabMode` say of a player with sound, and in focus."""

DELAY_S = 1
"""From the log to the count of a heartbeat that came through the API."""

HUNDREDTHS = 100
JSON = 1
LONGEST = 500
"""So many characters of a name or an address are kept."""

SECONDS = re.compile(r"\d\d:\d\d:(\d\d)")
WHOLE = re.compile(r"\s*\d+\s*", re.ASCII)
DECIMAL = re.compile(r"\s*\d{1,20}(\.\d{1,20})?\s*", re.ASCII)


def services(account: Account) -> dict[str, Service]:
    """Give the services that take in what players send; no session is needed."""

    def take(event: Params, beat: Heartbeat, guest: Guest) -> None:
        simulation = account.entries.get(as_text(event.get("entryId")))
        # The first store knew heartbeats only.
        if simulation is None or (beat.is_error and not account.is_kava):
            return
        simulation.receive([beat._replace(person=simulation.people.welcome(guest))])

    def collect(call: Call) -> Result:
        event = as_object(call.params.get("event"))
        now = account.now()
        page = unquote(as_text(event.get("referrer")))[:LONGEST]
        take(event, collected(event, int(now)), Guest(_user(call), page))
        # The player echoes this text as its start time.
        return http_date(now)

    def track(call: Call) -> Result:
        # Players send the fields at the top; generated clients send an object.
        event = {**call.params, **as_object(call.params.get("event"))}
        now = int(account.now())
        beat = tracked(event, now)
        if beat is not None:
            name = as_text(event.get("userId"))[:LONGEST] or _user(call)
            take(event, beat, described(event, name))
        # Players ask for no format, and read JSON.
        call.params.setdefault("format", JSON)
        return {"time": now, "viewEventsEnabled": True}

    return {
        "livestats": {"collect": Action(collect, ("event",), Level.ANYONE)},
        "analytics": {"trackevent": Action(track, level=Level.ANYONE)},
    }


def collected(event: Params, now: int) -> Heartbeat:
    """Read a heartbeat of the first generation."""
    start = SECONDS.search(unquote(as_text(event.get("startTime"))))
    return Heartbeat(
        time=now,
        arrives=now + DELAY_S,
        session=as_text(event.get("sessionId"))[:LONGEST],
        event_type=as_int(event.get("eventType")),
        event_index=as_int(event.get("eventIndex")),
        bitrate=_bitrate(event),
        buffer_cs=_buffering(event),
        start_second=int(start[1]) if start else None,
    )


def tracked(event: Params, now: int) -> Heartbeat | None:
    """Read a beacon of the later generation; None for one that is not counted."""
    kind = as_int(event.get("eventType"))
    playback = PLAYBACK.get(as_text(event.get("playbackType")).lower())
    if kind not in {PLAY, VIEW, ERROR} or playback is None:
        return None
    return Heartbeat(
        time=now,
        arrives=now + DELAY_S,
        session=as_text(event.get("sessionId"))[:LONGEST],
        event_type=playback,
        event_index=FIRST if kind == PLAY else FIRST + 1,
        bitrate=_played_bitrate(event),
        buffer_cs=_buffering(event),
        start_second=None,
        is_error=kind == ERROR,
    )


def described(event: Params, user_id: str) -> Guest:
    """Read what a beacon says about its viewer and its line."""
    position = _measured(event, "position")
    return Guest(
        user_id=user_id,
        referrer=_page(as_text(event.get("referrer"))),
        bandwidth_kbps=_measured(event, "bandwidth"),
        # Seconds behind the live edge are told as a negative position.
        latency_s=-position if position <= 0 else math.nan,
        dropped=_measured(event, "droppedFramesRatio"),
        segment_s=_measured(event, "segmentDownloadTime"),
        manifest_s=_measured(event, "manifestDownloadTime"),
        is_engaged=as_int(event.get("soundMode")) == ON == as_int(event.get("tabMode")),
    )


def _user(call: Call) -> str:
    return call.session.user_id if call.session else ""


def _page(referrer: str) -> str:
    """Read the address of the page, which beacons carry as base64."""
    try:
        padded = referrer + "=" * (-len(referrer) % 4)
        return base64.b64decode(padded, validate=True).decode()[:LONGEST]
    except (binascii.Error, ValueError):
        return referrer[:LONGEST]


def _measured(event: Params, name: str) -> float:
    """Read a number; NaN when there is none."""
    text = as_text(event.get(name))
    return as_float(text) if text else math.nan


def _bitrate(event: Params) -> int:
    """Read the bitrate of a heartbeat: whole numbers alone; none at all counts as 0.

    So did live_analytics (model/parse/LiveEventParser.scala).
    """
    given = event.get("bitrate")
    if given is None or given == "":
        return 0
    text = as_text(given)
    if not WHOLE.fullmatch(text):
        return UNKNOWN_BITRATE
    return min(MOST_KBPS, as_int(text))


def _played_bitrate(event: Params) -> int:
    """Read the bitrate of a beacon, to the nearest kbps.

    Players send the bandwidth of their rendition in bit/s by 1000, mostly a fraction
    (playkit-js-kava, src/kava.ts, `actualBitrate`).
    """
    text = as_text(event.get("actualBitrate"))
    if not DECIMAL.fullmatch(text):
        return UNKNOWN_BITRATE
    return min(MOST_KBPS, round(as_float(text)))


def _buffering(event: Params) -> int:
    hundredths = round(HUNDREDTHS * as_float(event.get("bufferTime")))
    return max(0, min(MAX_BUFFER_CS, hundredths))
