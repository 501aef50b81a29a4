"""A server whose figures follow from the time alone, and that remembers nothing.

Memory that grows beside it is not its own. It answers as a Kaltura server does, to one
of three kinds of sessions and servers.
"""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Final

import httpx

from webcast_widget.sources.kaltura.calls import QUALITY, VIEWS
from webcast_widget.sources.kaltura.graphs import DELIMITER
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.timeline.clock import Clock

ENTRY: Final = "1_week"
NOW: Final = 1_700_003_040.0
"""When the event begins, epoch seconds."""

KINDS: Final = {
    "liveReports": "a user's session",
    "report": "an admin's session",
    "no-plays": "a user's session, and a server that never tells plays",
}

_A_YEAR_S = 365 * 86_400


def live(at: int) -> int:
    """Give the live viewers of the slot that begins at `at`."""
    return 1 + at // SLOT_S % 977


def dvr(at: int) -> int:
    """Give its DVR viewers."""
    return at // SLOT_S % 7


def plays(at: int) -> int:
    """Give its play starts."""
    return at // SLOT_S % 3


def kbps(at: int) -> float:
    """Give its bitrate, with all the decimals that a mean has."""
    return 1500 + live(at) / 7


def buffering(at: int) -> float:
    """Give its seconds of buffering per minute viewed."""
    return live(at) / 97


def stalled(at: int) -> float:
    """Give its buffering as a ratio."""
    return buffering(at) / 60


_GRAPHS: Final[dict[int, tuple[int, dict[str, Callable[[int], float]]]]] = {
    VIEWS: (
        SLOT_S,
        {
            "viewers": lambda at: live(at) + dvr(at),
            "viewers_dvr": dvr,
            "avg_view_bitrate": kbps,
            "view_buffer_time_ratio": stalled,
        },
    ),
    QUALITY: (
        MINUTE_S,
        {
            "avg_view_bitrate": kbps,
            "view_buffer_time_ratio": stalled,
            "view_unique_audience": live,
        },
    ),
}


class Forgetful(httpx.AsyncBaseTransport):
    """Stands in for the network, with such a server behind it.

    Parameters
    ----------
    clock
        Its time.
    kind
        Of `KINDS`: whom it answers, and how.
    """

    def __init__(self, clock: Clock, kind: str) -> None:
        self._clock = clock
        self._kind = kind

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(await request.aread())
        calls = [call for name, call in asked.items() if name.isdecimal()]
        said: Any = [self._answer(call) for call in calls] if calls else "a-session"
        headers = {"Date": formatdate(self._clock.now(), usegmt=True)}
        # As it comes off a network: still to be read.
        body = httpx.ByteStream(json.dumps(said).encode())
        return httpx.Response(200, headers=headers, stream=body, request=request)

    def _answer(self, call: dict[str, Any]) -> Any:
        match call["service"], call["action"]:
            case "liveReports", "getEvents":
                points = self._span(**_range(call["filter"], "Time"))
                data = "".join(f"{at},{live(at)},{dvr(at)};" for at in points)
                return [{"id": "audience", "data": data}]
            case "liveReports", "getReport":
                points = self._span(**_range(call["filter"], "Time"))
                return {"objects": [self._row(points)], "totalCount": 1}
            case "report", "getGraphs" if self._kind == "report":
                grid, metrics = _GRAPHS[call["reportType"]]
                asked = _range(call["reportInputFilter"], "Date")
                points = self._span(**asked, grid=grid)
                return [_graph(*metric, points) for metric in metrics.items()]
            case "liveStream", "isLive":
                return True
            case "liveStream", "get":
                return {"id": ENTRY, "name": "A long week"}
        refused = {"code": "SERVICE_FORBIDDEN", "message": "It is forbidden"}
        return {**refused, "objectType": "KalturaAPIException", "args": []}

    def _row(self, points: range) -> dict[str, Any]:
        row: dict[str, Any] = {
            "entryId": ENTRY,
            "audience": sum(map(live, points)),
            "dvrAudience": sum(map(dvr, points)),
            "avgBitrate": kbps(points.start),
            "bufferTime": buffering(points.start),
        }
        if self._kind != "no-plays":
            row["plays"] = sum(map(plays, points))
        return row

    def _span(self, first: int, last: int, grid: int = SLOT_S) -> range:
        """Give what there is from one moment to another, either from now if small."""
        now = int(self._clock.now())
        first, last = (at if at > _A_YEAR_S else now + at for at in (first, last))
        first = max(first, int(NOW))
        return range(-(-first // grid) * grid, min(last, now) + 1, grid)


def _graph(name: str, figure: Callable[[int], float], points: range) -> dict[str, str]:
    data = ";".join(f"{at}{DELIMITER}{figure(at)}" for at in points)
    return {"id": name, "data": data}


def _range(asked: dict[str, Any], unit: str) -> dict[str, int]:
    return {"first": int(asked[f"from{unit}"]), "last": int(asked[f"to{unit}"])}
