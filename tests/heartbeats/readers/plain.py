"""An access log read by plain Python, line by line: what the readers are held to."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, unquote_plus

LINE = re.compile(r'[^"\[]*\[(?P<at>[^\]]*)\][^"]*"(?P<request>[^"]*)"\s*(?P<rest>.*)')
WHOLE = re.compile(r"\s*[+-]?\d{1,18}\s*", re.ASCII)
DECIMAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)
START = re.compile(r"\d\d:\d\d:(\d\d)")


class Row(NamedTuple):
    """A heartbeat: the canonical columns that a log line has."""

    ts: datetime
    entry_id: str
    session_id: str | None
    event_type: int
    event_index: int
    bitrate: float | None
    buffer_time: float
    start_phase: int | None
    referrer: str | None


def read_line(line: str) -> Row | str | None:  # noqa: PLR0911 - one for each reason
    """Give the row of a line, or the reason why it is none; None for a blank one."""
    if not line.strip():
        return None
    found = LINE.fullmatch(line.strip())
    if not found or not re.match(r"\d\d\d", found["rest"]) or not found["request"]:
        return "no access-log line"
    request = found["request"]
    if "&" not in request:
        request = unquote_plus(request)
    query = request.partition("?")[2] or request
    fields = dict(parse_qsl(query.split(" ")[0], keep_blank_values=True))
    called = (fields.get("service", "").lower(), fields.get("action", "").lower())
    if called != ("livestats", "collect"):
        return "another request"
    try:
        at = datetime.strptime(found["at"], "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return "no readable log time"
    event = {
        name.removeprefix("event:"): value
        for name, value in fields.items()
        if name.startswith("event:")
    }
    if not event.get("entryId"):
        return "no entry id"
    kind, index = whole(event.get("eventType")), whole(event.get("eventIndex"))
    if kind is None:
        return "no event type"
    if index is None:
        return "no event index"
    start = START.search(twice(event.get("startTime", "")))
    return Row(
        at.astimezone(UTC),
        event["entryId"],
        event.get("sessionId") or None,
        kind,
        index,
        bitrate(event.get("bitrate")),
        buffering(event.get("bufferTime")),
        int(start[1]) % 10 if start else None,
        twice(event.get("referrer", "")) or None,
    )


def whole(text: str | None) -> int | None:
    if text is None or not WHOLE.fullmatch(text):
        return None
    return int(text) if abs(int(text)) < 2**31 else None


def bitrate(text: str | None) -> float | None:
    if not text:
        return 0.0  # as the vendor's parser does
    if not WHOLE.fullmatch(text):
        return None
    return float(text) if 0 <= int(text) < 2**31 else None


def buffering(text: str | None) -> float:
    if not text or not DECIMAL.fullmatch(text):
        return 0.0
    seconds = float(text)
    return min(10.0, max(0.0, seconds)) if math.isfinite(seconds) else 10.0


def twice(text: str) -> str:
    return text if "://" in text else unquote(text)
