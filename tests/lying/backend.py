"""An honest backend in few lines: one event of ten minutes, at a moment that stands still."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any, Final

import pandas as pd

ENTRY: Final = "1_k2m4x9a1"
SECRET: Final = "5ec2e7-0f-7he-acc0un7"
KS: Final = "djJ8NDMyMXzV3ryS3cr3tK5/+=="
NOW: Final = 1_700_003_000
START: Final = NOW - 600
NAME: Final = "Town hall"


def viewers(start: int) -> tuple[int, int]:
    """Live and DVR viewers of a slot."""
    at = (start - START) // 10
    return 100 + at * 7 % 31, 3 + at % 5


def slots(first: int = START, last: int = NOW) -> list[int]:
    return list(range(max(first, START), min(last, NOW - 10) + 1, 10))


def date(moment: float = NOW) -> str:
    return formatdate(moment, usegmt=True)


def graph(rows: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Attendance as ``getEvents`` answers it."""
    return [{"id": "audience", "data": "".join(f"{t},{n},{d};" for t, n, d in rows)}]


def truth(first: int = START) -> list[tuple[int, int, int]]:
    return [(start, *viewers(start)) for start in slots(first)]


def error(code: str, message: str = "No.") -> dict[str, Any]:
    return {"objectType": "KalturaAPIException", "code": code, "message": message}


def answer(path: str, body: dict[str, Any]) -> Any:
    """Answer a request."""
    if not path.endswith("multirequest"):
        return KS
    return [_call(body[key], body) for key in body if key.isdecimal()]


def _call(call: dict[str, Any], body: dict[str, Any]) -> Any:
    if body.get("ks") != KS:
        return error("INVALID_KS")
    asked = call.get("filter", {})
    if call["action"] == "getEvents":
        first = asked["fromTime"]
        return graph(truth(NOW + first if first < 0 else first))
    if call["action"] == "getReport":
        return _totals(slots(asked["fromTime"], asked["toTime"]))
    return {
        "isLive": True,
        "getGraphs": error("SERVICE_FORBIDDEN"),
        "list": error("SERVICE_FORBIDDEN"),
        "get": {"id": ENTRY, "name": NAME, "expiry": NOW + 86_400},
    }[call["action"]]


def _totals(starts: list[int]) -> dict[str, Any]:
    watched = [viewers(start) for start in starts]
    row = {
        "entryId": ENTRY,
        "audience": sum(live for live, _ in watched),
        "dvrAudience": sum(dvr for _, dvr in watched),
        "plays": len(starts),
        "avgBitrate": 1500,
        "bufferTime": 0.5,
    }
    return {"objects": [row], "totalCount": 1}


def frame() -> pd.DataFrame:
    """Live and DVR viewers as a feed's frame has to have them."""
    rows = truth()
    index = pd.to_datetime([start for start, _, _ in rows], unit="s", utc=True)
    return pd.DataFrame(
        {
            "live_viewers": pd.array([live for _, live, _ in rows], "Int64"),
            "dvr_viewers": pd.array([dvr for _, _, dvr in rows], "Int64"),
        },
        index=index,
    )
