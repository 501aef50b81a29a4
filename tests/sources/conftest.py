"""A server that answers what a test says, and what an error gives away."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from webcast_widget.simulator import Scenario, Simulation, create_app
from webcast_widget.sources import KalturaSource
from webcast_widget.sources.kaltura.network import Network
from webcast_widget.sources.kaltura.transport import Transport
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from webcast_widget.timeline.records import Batch

URL = "https://kaltura.example.com"
KS = "djJ8NDMyMXzV3ryS3cr3tK5/+=="
SECRET = "5ec2e7-0f-7he-acc0un7"
ENTRY = "1_k2m4x9a1"
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
"""1,700,000,000 in epoch seconds."""

NOW = 1_700_003_007.0


def transport_to(
    server: Server | None = None, url: str = URL, **more: Any
) -> Transport:
    """A transport to a server of a test."""
    http = None if server is None else server.transport
    return Transport(Network(url, http=http, **more))


def api_error(code: str, message: str = "No.") -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "objectType": "KalturaAPIException",
        "args": [],
    }


class Server:
    """Answers requests by a function of their body, and keeps them."""

    def __init__(self, answer: Callable[[str, Any], Any]) -> None:
        self.requests: list[tuple[str, Any]] = []
        self.answer = answer
        self.transport = httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        path = request.url.path.removeprefix("/api_v3/service/")
        self.requests.append((path, body))
        answer = self.answer(path, body)
        if isinstance(answer, httpx.Response):
            return unread(answer)
        return unread(httpx.Response(200, json=answer, headers={"date": DATE}))


def unread(answer: httpx.Response) -> httpx.Response:
    """Give an answer as it comes off a network: its content is still to be read."""
    return httpx.Response(
        answer.status_code,
        headers=answer.headers,
        stream=httpx.ByteStream(answer.content),
    )


def given_away(error: BaseException) -> str:
    """Everything that an error, and those behind it, would tell anybody."""
    told: list[str] = []
    behind: BaseException | None = error
    seen: set[int] = set()
    waiting = [behind]
    while waiting:
        behind = waiting.pop()
        if behind is None or id(behind) in seen:
            continue
        seen.add(id(behind))
        told += traceback.format_exception(behind, chain=False)
        told += [str(behind), repr(behind), repr(behind.args), repr(vars(behind))]
        waiting += [behind.__cause__, behind.__context__]
    return "\n".join(told)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def simulation(clock: ManualClock) -> Simulation:
    return Simulation(
        Scenario(viewers=20, started_ago_s=900, generation="live_analytics"), clock
    )


class Wire(httpx.AsyncBaseTransport):
    """The simulated API; counts calls, and may change what is sent or answered."""

    def __init__(self, simulation: Simulation) -> None:
        self.app = httpx.ASGITransport(create_app(simulation))
        self.bodies: list[dict[str, Any]] = []
        self.change: Callable[[httpx.Response], httpx.Response] = lambda sent: sent
        self.sessions_opened = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        response = await self.app.handle_async_request(request)
        await response.aread()
        # An API error is an object; a session is a text.
        told = json.loads(response.content)
        self.sessions_opened += "secret" in self.bodies[-1] and isinstance(told, str)
        return unread(self.change(response))

    def asked(self, number: int = -1) -> list[dict[str, Any]]:
        """The calls of one of the multirequests."""
        bodies = [body for body in self.bodies if "1" in body]
        return [call for call in bodies[number].values() if isinstance(call, dict)]


@pytest.fixture
def wire(simulation: Simulation) -> Wire:
    return Wire(simulation)


def source_of(wire: Wire, scenario: Scenario, **more: Any) -> KalturaSource:
    arguments: dict[str, Any] = {
        "partner_id": scenario.partner_id,
        "service_url": "http://127.0.0.1",
        "secret": scenario.user_secret,
        "environ": {},
        "http": wire,
    } | more
    return KalturaSource(arguments.pop("entry_id", scenario.entry_id), **arguments)


@pytest.fixture
def source(wire: Wire, simulation: Simulation) -> KalturaSource:
    return source_of(wire, simulation.scenario)


async def everything(source: KalturaSource) -> tuple[pd.DataFrame, list[Batch]]:
    line, batches = Timeline(), [await source.fetch(None)]
    while batches[-1].progress is not None:
        assert batches[-1].as_of is not None
        batches.append(await source.fetch(batches[-1].as_of - 120))
        assert len(batches) < 50
    for batch in batches:
        line.merge(batch, 0)
    return line.frame(), batches
