"""What a failing request is answered."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from webcast_widget.simulator.api import errors
from webcast_widget.simulator.api.formats import Written, write
from webcast_widget.simulator.api.responses import api_error
from webcast_widget.simulator.api.values import Params, as_text

RETRY_AFTER_S = 5
STATUS = {
    "rate-limited": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}


def failed(
    fault: str, written: Written, params: Params, headers: dict[str, str]
) -> Response:
    """Answer in place of what would have been written.

    Parameters
    ----------
    fault
        Its name.
    written
        The honest answer.
    params
        The request.
    headers
        What every answer says in its header.
    """
    status = STATUS.get(fault.removesuffix("-retry-after"))
    if status is not None:
        if fault.endswith("-retry-after"):
            headers["Retry-After"] = str(RETRY_AFTER_S)
        return Response(status.phrase, status_code=status, headers=headers)
    if fault == "html":
        page = "<html><body><h1>Bad Gateway</h1></body></html>"
        return Response(page, media_type="text/html", headers=headers)
    if fault == "truncated":
        half = written.content[: len(written.content) // 2]
        return Response(half, media_type=written.media_type, headers=headers)
    error = {
        "blocked": errors.action_blocked(
            as_text(params.get("action")), as_text(params.get("service"))
        ),
        "druid-timeout": errors.druid_query_timed_out(),
        "ws-failure": errors.live_reports_failure(),
    }[fault]
    answer = write(api_error(error), params, 0.0)
    return Response(answer.content, media_type=answer.media_type, headers=headers)
