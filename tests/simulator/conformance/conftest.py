"""The simulated API as software of others meets it, in either generation."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Account, Scenario, Simulation, create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

ENTRY = "1_k2m4x9a1"


class Server(Api):
    """An account that is served, and a caller with an administrator's session."""

    def __init__(self, http: httpx.AsyncClient, account: Account) -> None:
        super().__init__(http, account.main)
        self.account = account

    async def begin(self) -> None:
        """Start an administrator's session."""
        self.ks = None
        secret = self.account.scenario.admin_secret
        self.ks = await self.start(secret=secret, type=2)

    async def post(self, service: str, action: str, **params: Any) -> httpx.Response:
        if self.ks is not None:
            params.setdefault("ks", self.ks)
        url = f"/api_v3/service/{service}/action/{action}"
        return await self.http.post(url, json=params)

    async def refusal(self, service: str, action: str, **params: Any) -> Any:
        """Give the error that a call meets, after comparing JSON with XML."""
        answers = [
            await self.post(service, action, **params, format=kind) for kind in (1, 2)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        error = answers[0].json()
        assert list(error) == ["code", "message", "objectType", "args"]
        assert error["objectType"] == "KalturaAPIException"
        # Without arguments it is an empty array, not an object.
        assert error["args"] == [] or isinstance(error["args"], dict)
        root = ET.fromstring(answers[1].text)  # noqa: S314 - the simulator wrote it
        assert [part.tag for part in root] == ["result", "executionTime"]
        (node,) = root[0]
        assert node.tag == "error"
        assert [part.tag for part in node] == ["code", "message", "objectType", "args"]
        assert [part.text for part in node][:3] == list(error.values())[:3]
        items = [{part.tag: part.text or "" for part in item} for item in node[3]]
        assert items == [
            {"objectType": "KalturaApiExceptionArg", "name": name, "value": value}
            for name, value in dict(error["args"]).items()
        ]
        return error

    async def as_user(self, **params: Any) -> str:
        return str(await self.start(**params))


class Serve(Protocol):
    async def __call__(self, generation: str = "kava", **facts: Any) -> Server: ...


@pytest.fixture
async def serve(clock: ManualClock) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(generation: str = "kava", **facts: Any) -> Server:
            facts = {"viewers": 40, "started_ago_s": 2700} | facts
            scenario = Scenario(generation=generation, **facts)
            account = Account(Simulation(scenario, clock))
            transport = httpx.ASGITransport(create_app(account))
            http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
            server = Server(await stack.enter_async_context(http), account)
            await server.begin()
            return server

        yield start
