"""The ASGI application: HTTP around the dispatcher."""

from __future__ import annotations

import itertools
import time
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from webcast_widget.simulator.account import Account
from webcast_widget.simulator.api.dispatch import Dispatcher
from webcast_widget.simulator.api.responses import Download, http_date
from webcast_widget.simulator.faults.connection import Disturbed
from webcast_widget.simulator.http import failing, neighbours
from webcast_widget.simulator.http.formats import write
from webcast_widget.simulator.http.multirequest import answer_all, is_multirequest
from webcast_widget.simulator.http.request import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from webcast_widget.simulator.api.values import Params
    from webcast_widget.simulator.faults.plan import Drawn
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.simulation import Simulation

METHODS = ["GET", "POST", "OPTIONS"]

MAX_BODY_BYTES = 1_000_000
"""A request with more is refused; the largest honest one has some kilobytes."""


def create_app(simulation: Simulation | Account) -> Starlette:  # noqa: C901 - routes in a closure
    """Make the vendor's API over a simulation, or over an account of several.

    Parameters
    ----------
    simulation
        What the API tells of; its clock is the server's clock, in the Date header too.

    Returns
    -------
    Starlette
        An ASGI application; it answers below `/api_v3/`.
    """
    account = simulation if isinstance(simulation, Account) else Account(simulation)
    dispatcher = Dispatcher(account)
    numbers = itertools.count(1)

    def headers(request: Request) -> dict[str, str]:
        return {
            **neighbours.cors(request.headers),
            "Date": http_date(account.now()),
            "X-Me": "simulator",
            "X-Kaltura-Session": str(next(numbers)),
        }

    async def api(request: Request) -> Response:
        check(request)
        if request.method == "OPTIONS":
            return Response(headers=headers(request))
        began = time.perf_counter()
        body = b""
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except ClientDisconnect:
            # Nobody is left to answer to.
            return Response(headers=headers(request))
        params = parameters(
            request.path_params.get("rest", ""),
            request.url.query,
            request.headers.get("content-type", ""),
            body,
        )
        drawn = account.faults.draw()
        honest = partial(dispatcher.answer, base_url=str(request.base_url).rstrip("/"))
        # Dated before it is counted: nothing in the answer is younger than its date.
        date = failing.dated(drawn, account.now())
        dated = {**headers(request), "Date": http_date(date)}
        response = failing.refused(drawn, dated, date)
        if response is None:
            answer = failing.through(drawn, honest, dispatcher.sessions, account.now())
            response = answered(params, answer, drawn, dated, began)
        return Disturbed(response, drawn, account.faults) if drawn.names else response

    def answered(
        params: Params,
        answer: Callable[[Params], Result],
        drawn: Drawn,
        dated: dict[str, str],
        began: float,
    ) -> Response:
        try:
            if is_multirequest(params):
                result = answer_all(params, answer)
            else:
                result = answer(params)
        except Download as file:
            return _file(file, dated)
        result = failing.as_told(drawn, result)
        written = write(result, params, time.perf_counter() - began)
        return Response(
            failing.as_sent(drawn, written),
            media_type=written.media_type,
            headers={**dated, **written.headers},
        )

    async def outbox(request: Request) -> Response:
        check(request)
        mails = [mail._asdict() for mail in account.outbox]
        return JSONResponse(mails, headers=headers(request))

    def check(request: Request) -> None:
        if not neighbours.is_near(request.headers):
            raise HTTPException(HTTPStatus.FORBIDDEN)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return PlainTextResponse(
            f"{HTTPStatus(status).phrase}.",
            status_code=status,
            headers=headers(request),
        )

    return Starlette(
        routes=[
            Route("/api_v3", api, methods=METHODS),
            Route("/api_v3/{rest:path}", api, methods=METHODS),
            # No part of the vendor's API: where the mails are that it would send.
            Route("/outbox", outbox),
        ],
        exception_handlers={HTTPException: refused},
    )


def _file(file: Download, headers: dict[str, str]) -> Response:
    if file.content is None:
        # A service of files has no way to write an error of the API.
        headers["X-Kaltura"] = "error-FILE_NOT_FOUND"
        return Response(status_code=HTTPStatus.NOT_FOUND, headers=headers)
    return Response(file.content, media_type="text/csv", headers=headers)
