"""What a failing request is answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from webcast_widget.simulator.api import errors
from webcast_widget.simulator.api.responses import api_error, http_date
from webcast_widget.simulator.api.values import as_text
from webcast_widget.simulator.faults.figures import mistyped, spoiled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webcast_widget.simulator.api.session.sessions import Sessions
    from webcast_widget.simulator.api.values import Params
    from webcast_widget.simulator.faults.plan import Drawn
    from webcast_widget.simulator.http.formats import Written
    from webcast_widget.simulator.result import Result

SKEW_S: Final = 300
"""A wrong clock is wrong by this many seconds at the most."""

RETRY_AFTER_S: Final = (1, 30)

_STATUS = {
    "rate-limited": HTTPStatus.TOO_MANY_REQUESTS,
    "rate-limited-retry-after": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable-retry-after": HTTPStatus.SERVICE_UNAVAILABLE,
}
_PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"


def dated(drawn: Drawn, now: float) -> float:
    """Give the time that an answer says it is, epoch seconds."""
    skew = drawn.chance.uniform(-SKEW_S, SKEW_S) if "clock-skew" in drawn.names else 0
    return now + skew


def refused(drawn: Drawn, headers: Mapping[str, str], date: float) -> Response | None:
    """Answer a request that never reaches the API; None if it does."""
    fault = drawn.first(*_STATUS, "html")
    if fault is None:
        return None
    if fault == "html":
        return Response(_PAGE, media_type="text/html", headers=dict(headers))
    more = {}
    if fault.endswith("-retry-after"):
        seconds = drawn.chance.randint(*RETRY_AFTER_S)
        # Both forms that HTTP knows.
        is_date = drawn.chance.random() < 1 / 2
        more["Retry-After"] = http_date(date + seconds) if is_date else str(seconds)
    status = _STATUS[fault]
    return Response(status.phrase, status_code=status, headers={**headers, **more})


def through(
    drawn: Drawn, honest: Callable[[Params], Result], sessions: Sessions, now: float
) -> Callable[[Params], Result]:
    """Give what answers each call of a request, with what its faults do to it.

    Of several calls in a request the first that a fault can hit is hit, and each
    further one by an even chance.
    """
    if not drawn.names:
        return honest
    hit = False

    def answer(params: Params) -> Result:
        nonlocal hit
        if "revoked" in drawn.names and (ks := as_text(params.get("ks"))):
            sessions.revoke(ks)
        error = _error(drawn, params)
        if error is not None and (not hit or drawn.chance.random() < 1 / 2):
            hit = True
            return api_error(error)
        return spoiled(drawn, honest(params), now)

    return answer


def as_told(drawn: Drawn, result: Result) -> Result:
    """Give a result as it is told, in whatever type."""
    return mistyped(result, drawn.chance) if "mistyped" in drawn.names else result


def as_sent(drawn: Drawn, written: Written) -> bytes:
    """Give the body of an answer as it is sent."""
    if "truncated" in drawn.names:
        return written.content[: len(written.content) // 2]
    return written.content


def _error(drawn: Drawn, params: Params) -> errors.ApiError | None:
    """Give the error that a call of this service meets, if any."""
    service = as_text(params.get("service")).lower()
    is_live = service == "livereports"
    if "blocked" in drawn.names:
        return errors.ApiError("ACTION_BLOCKED", as_text(params.get("action")), service)
    if "druid-timeout" in drawn.names and (is_live or service == "report"):
        return errors.ApiError("DRUID_QUERY_TIMED_OUT")
    if "ws-failure" in drawn.names and is_live:
        return errors.ApiError("LIVE_REPORTS_WS_FAILURE")
    return None
