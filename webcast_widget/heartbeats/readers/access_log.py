"""Access-log lines of `liveStats.collect`: the players of 2015.

``<ip> [dd/Mon/yyyy:HH:MM:SS +zzzz] "<request>" <3-digit status> ...``, with or
without the method and the protocol in the request, percent-encoded in part or as a
whole. Splitting at fixed texts is several times faster than regular expressions.
"""

from __future__ import annotations

from typing import Final

from webcast_widget.heartbeats.readers.fields import (
    bitrate,
    buffering,
    decoded,
    decoded_again,
    whole,
)

OTHER: Final = "another request"
BLANK: Final = "a blank line"
IGNORED: Final = frozenset({OTHER, BLANK})

_FIELDS = {
    "entryId": "entry",
    "sessionId": "session",
    "eventType": "kind",
    "eventIndex": "place",
    "bitrate": "rate",
    "bufferTime": "buffered",
    "startTime": "started",
    "referrer": "page",
}

_FIRST = "split_part(split_part(line, '[', 2), ']', 1)"
_MOMENT = r"\[(\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]"
_LOGGED = f"""CASE WHEN substr({_FIRST}, 3, 1) = '/' AND substr({_FIRST}, 7, 1) = '/'
    THEN {_FIRST}
    ELSE coalesce(nullif(regexp_extract(line, '{_MOMENT}', 1), ''), {_FIRST}) END"""
"""What stands in the bracket that holds a moment: before it there may be others, of an
address (`[2001:db8::1]`) or of the program that wrote the line (`nginx[1234]:`)."""

_CUT = f"""
    SELECT line,
        {_LOGGED} AS logged,
        split_part(line, '"', 2) AS request,
        left(ltrim(split_part(line, '"', 3)), 3) AS status
    FROM incoming
"""

_WHOLE = f"""
    SELECT * REPLACE (
        CASE WHEN contains(request, '&') THEN request
        ELSE {decoded("request")} END AS request)
    FROM ({_CUT})
"""
"""A request that is encoded as a whole, its separators included, is decoded first."""

_ASKED = f"""
    SELECT line, logged, status, request,
        '&' || replace(
            split_part(substr(request, position('?' IN request) + 1), ' ', 1),
            'event%3A', 'event:') AS plain
    FROM ({_WHOLE})
"""

_NAMED = f"""
    SELECT * EXCLUDE (plain), CASE WHEN regexp_matches(plain, '&[^=&]*[%+]')
        THEN '&' || array_to_string(list_transform(
            str_split(plain[2:], '&'),
            lambda pair: {decoded("split_part(pair, '=', 1)")}
                || pair[length(split_part(pair, '=', 1)) + 1:]), '&')
        ELSE plain END AS query
    FROM ({_ASKED})
"""
"""Names of fields may be encoded in any way; all others than one are rare."""

# The query begins with "&", so a field that is missing gives an empty text; of one
# that is there twice the last counts, as in PHP.
_SPLIT = f"""
    SELECT line, logged, status, request, query, {
    ", ".join(
        f"split_part(split_part(query, '&event:{field}=', -1), '&', 1) AS {name}"
        for field, name in _FIELDS.items()
    )
} FROM ({_NAMED})
"""

_DECODED = f"""
    SELECT line, logged, status, request, query, {
    ", ".join(f"{decoded(name)} AS {name}" for name in _FIELDS.values())
} FROM ({_SPLIT})
"""

_READ = f"""
    SELECT line, logged, status, request,
        CASE WHEN contains(query, '&service=liveStats&')
            AND contains(query, '&action=collect&') THEN true
        ELSE regexp_matches(request, '(?i)\\bservice[=/]livestats\\b')
            AND regexp_matches(request, '(?i)\\baction[=/]collect\\b')
        END AS collects,
        try_strptime(logged, '%d/%b/%Y:%H:%M:%S %z') AS ts,
        nullif(entry, '') AS entry_id,
        nullif(session, '') AS session_id,
        {whole("kind")} AS event_type,
        {whole("place")} AS event_index,
        {bitrate("rate", missing="0")} AS bitrate,
        {buffering("buffered")} AS buffer_time,
        TRY_CAST(regexp_extract({decoded_again("started")},
            '\\d\\d:\\d\\d:(\\d\\d)', 1) AS INTEGER) % 10 AS start_phase,
        nullif({decoded_again("page")}, '') AS referrer
    FROM ({_DECODED})
"""

_JUDGED = f"""
    SELECT *, CASE
        WHEN logged = '' AND regexp_full_match(line, '\\s*') THEN '{BLANK}'
        WHEN logged = '' OR request = ''
            OR NOT regexp_full_match(status, '\\d\\d\\d') THEN 'no access-log line'
        WHEN NOT collects THEN '{OTHER}'
        WHEN ts IS NULL THEN 'no readable log time'
        WHEN entry_id IS NULL THEN 'no entry id'
        WHEN event_type IS NULL THEN 'no event type'
        WHEN event_index IS NULL THEN 'no event index'
        END AS reason
    FROM ({_READ})
"""

QUERY: Final = f"""
    SELECT ts, entry_id, session_id, event_type, event_index, bitrate, buffer_time,
        start_phase, referrer, reason,
        CASE WHEN reason NOT IN ('{OTHER}', '{BLANK}') THEN left(line, 200) END AS sample
    FROM ({_JUDGED})
"""
"""The rows of the lines in `incoming`, with the reason of those that are none."""
