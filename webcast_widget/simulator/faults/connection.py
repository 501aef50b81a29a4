"""Answers that do not arrive: too late, never, or in part."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from webcast_widget.simulator.faults.waiting import gone

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp, Receive, Scope, Send

    from webcast_widget.simulator.faults.plan import Drawn, FaultPlan

CONNECTION: Final = "webcast_widget.connection"
"""Extension of the ASGI scope: the connection that a request came by."""

SLOW_S: Final = (1.0, 20.0)
"""A slow answer waits for this many seconds, at the least and at the most."""

_NO_LINGER = struct.pack("ii", 1, 0)
"""A socket that is closed so sends a reset."""


class SeveredError(Exception):
    """There was no connection to sever: the application was called without a server.

    Attributes
    ----------
    fault
        What the client would have met: reset, cut-off or hanging.
    """

    def __init__(self, fault: str) -> None:
        super().__init__(f"The connection ends here ({fault}).")
        self.fault = fault


class Disturbed(Response):
    """An answer that is disturbed on its way."""

    def __init__(self, answer: Response, drawn: Drawn, plan: FaultPlan) -> None:
        super().__init__()
        self._answer = answer
        self._drawn = drawn
        self._waiting = plan.waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or part of it, or nothing."""
        if "slow" in self._drawn.names:
            seconds = self._drawn.chance.uniform(*SLOW_S)
            await self._waiting.hold(receive, seconds)
        fault = self._drawn.first("hanging", "reset", "cut-off")
        if fault is None:
            await self._answer(scope, receive, send)
            return
        if fault == "hanging":
            await self._waiting.hold(receive)
        connection = scope.get("extensions", {}).get(CONNECTION)
        if connection is None:
            raise SeveredError(fault)
        if fault == "reset":
            end = connection.get_extra_info("socket")
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            connection.abort()
        elif fault == "cut-off":
            await self._half(send)
        connection.close()
        # The server is to know that it is over before this returns.
        await gone(receive)

    async def _half(self, send: Send) -> None:
        """Send the whole head, with the length in it, and part of the body."""
        answer = self._answer
        await send(
            {
                "type": "http.response.start",
                "status": answer.status_code,
                "headers": answer.raw_headers,
            }
        )
        body = bytes(answer.body)[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": body, "more_body": True})


class Severable(H11Protocol):
    """A server's end of a connection that lets the application sever it."""

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        """Tell each request what it came by."""
        super().connection_made(transport)
        app: ASGIApp = self.app

        async def connected(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[CONNECTION] = transport
            await app(scope, receive, send)

        self.app = connected
