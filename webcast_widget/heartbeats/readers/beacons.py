"""KAVA beacons as JSON lines: the players of today.

PLAY (3) is a play, VIEW (99) is a heartbeat; a player sends much else besides.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from webcast_widget.heartbeats.readers.clocks import COARSE
from webcast_widget.heartbeats.readers.columns import UNREADABLE
from webcast_widget.heartbeats.readers.fields import (
    DECIMAL,
    ROUND,
    bitrate,
    buffering,
    coarse,
    moment,
    unreadable,
    whole,
)
from webcast_widget.heartbeats.readers.staging import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER: Final = "another event"
VOD: Final = "not live"
BLANK: Final = "a blank line"
IGNORED: Final = frozenset({OTHER, VOD, BLANK})

FIELDS: Final = {
    "ts": "time",
    "entry_id": "entryId",
    "session_id": "sessionId",
    "kind": "eventType",
    "event_type": "playbackType",
    "event_index": "eventIndex",
    "bitrate": "actualBitrate",
    "buffer_time": "bufferTime",
    "user_id": "userId",
    "referrer": "referrer",
}
"""The field of a beacon that each column is read from."""

_TEXTS = ("user_id", "country", "city", "device")

_TYPED = f"""
    SELECT line, beacon, {moment("ts")} AS ts,
        nullif(entry_id, '') AS entry_id,
        nullif(session_id, '') AS session_id,
        CASE lower(event_type) WHEN 'live' THEN 1 WHEN 'dvr' THEN 2 END AS event_type,
        lower(event_type) AS playback,
        {whole("event_index", ROUND, "BIGINT")} AS event_index,
        {coarse("ts")} AS coarse,
        {unreadable("bitrate")} AS no_bitrate,
        {unreadable("buffer_time")} AS no_buffer_time,
        {bitrate("bitrate", DECIMAL)} AS bitrate,
        {buffering("buffer_time")} AS buffer_time,
        {whole("kind", ROUND)} AS event,
        CASE event WHEN 3 THEN 'play' WHEN 99 THEN 'heartbeat' END AS kind,
        CASE WHEN contains(referrer, '://') THEN referrer
            ELSE coalesce(TRY(decode(from_base64(referrer))), referrer)
        END AS referrer
"""
"""What players encode, the page they are on, comes as base64."""

_REASON = f"""CASE
    WHEN beacon IS NULL AND regexp_full_match(line, '\\s*') THEN '{BLANK}'
    WHEN beacon IS NULL THEN 'no JSON object'
    WHEN event IS NULL THEN 'no event type'
    WHEN kind IS NULL THEN '{OTHER}'
    WHEN playback = 'vod' THEN '{VOD}'
    WHEN event_type IS NULL THEN 'no playback type'
    WHEN coarse THEN '{COARSE}'
    WHEN ts IS NULL THEN 'no readable time'
    WHEN entry_id IS NULL THEN 'no entry id'
    {" ".join(f"WHEN no_{name} THEN '{reason}'" for name, reason in UNREADABLE.items())}
    END AS reason"""


def query(columns: Mapping[str, str]) -> str:
    """Write the query for the rows of the lines in `incoming`.

    Parameters
    ----------
    columns
        The field that each column is read from, where it is not as in `FIELDS`.
    """
    fields = {**FIELDS, **columns}
    there = [name for name in _TEXTS if name in fields]
    texts = "".join(f", {name}" for name in there)
    named = "".join(f", nullif({name}, '') AS {name}" for name in there)
    structure = json.dumps(dict.fromkeys(fields.values(), "VARCHAR"))
    taken = ", ".join(
        f"beacon[{quoted(field)}] AS {name}" for name, field in fields.items()
    )
    parsed = f"""
        SELECT line, CASE WHEN json_valid(line) AND json_type(line) = 'OBJECT'
            THEN json_transform(line, {quoted(structure)}) END AS beacon
        FROM incoming
    """
    typed = f"{_TYPED} {named} FROM (SELECT line, beacon, {taken} FROM ({parsed}))"
    return f"""
        SELECT ts, entry_id, session_id, event_type, event_index, bitrate, buffer_time,
            referrer, kind {texts}, reason, CASE
            WHEN reason NOT IN ('{OTHER}', '{VOD}', '{BLANK}') THEN left(line, 200)
            END AS sample
        FROM (SELECT *, {_REASON} FROM ({typed}))
    """
