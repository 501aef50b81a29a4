"""Where players send their heartbeats: `liveStats.collect`, `analytics.trackEvent`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from webcast_widget.simulator.api.action import Action, Call, Level, Service
from webcast_widget.simulator.api.responses import Result, http_date
from webcast_widget.simulator.api.values import (
    Params,
    as_float,
    as_int,
    as_object,
    as_text,
)
from webcast_widget.simulator.heartbeat import (
    DVR,
    FIRST,
    LIVE,
    MAX_BUFFER_CS,
    UNKNOWN_BITRATE,
    Heartbeat,
)

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account

PLAY = 3
VIEW = 99
PLAYBACK = {"live": LIVE, "dvr": DVR}
DELAY_S = 1
"""From the log to the count of a heartbeat that came through the API."""

HUNDREDTHS = 100
MOST_KBPS = 1_000_000
SECONDS = re.compile(r"\d\d:\d\d:(\d\d)")
WHOLE = re.compile(r"\s*\d+\s*", re.ASCII)


def services(account: Account) -> dict[str, Service]:
    """Give the services that take in what players send; no session is needed."""

    def take(entry_id: str, beat: Heartbeat) -> None:
        event = account.entries.get(entry_id)
        if event is not None:
            event.receive([beat])

    def collect(call: Call) -> Result:
        event = as_object(call.params.get("event"))
        now = account.now()
        take(as_text(event.get("entryId")), collected(event, int(now)))
        # The player echoes this text as its start time.
        return http_date(now)

    def track(call: Call) -> Result:
        # Players send the fields at the top; generated clients send an object.
        event = {**call.params, **as_object(call.params.get("event"))}
        now = int(account.now())
        beat = tracked(event, now)
        if beat is not None:
            take(as_text(event.get("entryId")), beat)
        return {"time": now, "viewEventsEnabled": True}

    return {
        "livestats": {"collect": Action(collect, ("event",), Level.ANYONE)},
        "analytics": {"trackevent": Action(track, level=Level.ANYONE)},
    }


def collected(event: Params, now: int) -> Heartbeat:
    """Read a heartbeat of the first generation.

    Parameters
    ----------
    event
        Its fields as they arrived.
    now
        Second of the log, epoch seconds, UTC.
    """
    start = SECONDS.search(unquote(as_text(event.get("startTime"))))
    return Heartbeat(
        time=now,
        arrives=now + DELAY_S,
        session=as_text(event.get("sessionId")),
        event_type=as_int(event.get("eventType")),
        event_index=as_int(event.get("eventIndex")),
        bitrate=_bitrate(event, "bitrate", missing=0),
        buffer_cs=_buffering(event),
        start_second=int(start[1]) if start else None,
    )


def tracked(event: Params, now: int) -> Heartbeat | None:
    """Read a beacon of the later generation; None for one that is not counted."""
    kind = as_int(event.get("eventType"))
    playback = PLAYBACK.get(as_text(event.get("playbackType")).lower())
    if kind not in {PLAY, VIEW} or playback is None:
        return None
    return Heartbeat(
        time=now,
        arrives=now + DELAY_S,
        session=as_text(event.get("sessionId")),
        event_type=playback,
        event_index=FIRST if kind == PLAY else FIRST + 1,
        bitrate=_bitrate(event, "actualBitrate", missing=UNKNOWN_BITRATE),
        buffer_cs=_buffering(event),
        start_second=None,
    )


def _bitrate(event: Params, name: str, missing: int) -> int:
    given = event.get(name)
    if given is None or given == "":
        return missing
    text = as_text(given)
    if not WHOLE.fullmatch(text):
        return UNKNOWN_BITRATE
    return min(MOST_KBPS, as_int(text))


def _buffering(event: Params) -> int:
    hundredths = round(HUNDREDTHS * as_float(event.get("bufferTime")))
    return max(0, min(MAX_BUFFER_CS, hundredths))
