"""One client, one connection, one request a poll; counted on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Relay:
    """Hands connections on to a server, and counts them and the requests in them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self.requests: list[str] = []
        self.tasks: set[asyncio.Task[None] | None] = set()

    async def connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self.tasks.add(asyncio.current_task())
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        answers = asyncio.create_task(self._copy(there, writer))
        while data := await reader.read(1 << 16):
            self.requests += [
                line.split(" ")[1].removeprefix("/api_v3/service/")
                for line in data.decode("latin-1").split("\r\n")
                if line.startswith("POST ")
            ]
            back.write(data)
        back.close()
        await answers

    @staticmethod
    async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                writer.write(data)
        writer.close()


@contextlib.asynccontextmanager
async def relayed(port: int) -> AsyncIterator[tuple[Relay, str]]:
    relay = Relay(port)
    server = await asyncio.start_server(relay.connected, "127.0.0.1", 0)
    here = server.sockets[0].getsockname()[1]
    try:
        yield relay, f"http://127.0.0.1:{here}"
    finally:
        server.close()
        await asyncio.gather(*(task for task in relay.tasks if task))


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("kind", ["user", "admin", "app token"])
async def test_one_request_a_poll_over_one_connection(
    generation: str, kind: str
) -> None:
    scenario = Scenario(viewers=10, started_ago_s=900, generation=generation)
    secrets: dict[str, Any] = {
        "user": {"secret": scenario.user_secret},
        "admin": {"secret": scenario.admin_secret},
        "app token": {
            "app_token_id": scenario.app_token_id,
            "app_token": scenario.app_token,
        },
    }[kind]
    with running(Simulation(scenario, SystemClock())) as server:
        port = int(server.service_url.rpartition(":")[2])
        async with relayed(port) as (relay, url):
            source = KalturaSource(
                scenario.entry_id,
                partner_id=scenario.partner_id,
                service_url=url,
                environ={},
                **secrets,
            )
            polls = 12
            since = None
            for _ in range(polls):
                batch = await source.fetch(since)
                assert batch.as_of is not None
                since = batch.as_of - 120
            await source.close()
    opening = {
        "user": ["session/action/start"] * 2,
        "admin": ["session/action/start"],
        "app token": ["session/action/startWidgetSession", "multirequest"],
    }[kind]
    assert relay.requests == [*opening, *["multirequest"] * polls]
    assert relay.connections == 1
