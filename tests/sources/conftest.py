"""A server that answers what a test says, and what an error gives away."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://kaltura.example.com"
KS = "djJ8NDMyMXzV3ryS3cr3tK5/+=="
SECRET = "5ec2e7-0f-7he-acc0un7"
ENTRY = "1_k2m4x9a1"
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
"""1,700,000,000 in epoch seconds."""


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
        self._answer = answer
        self.transport = httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        path = request.url.path.removeprefix("/api_v3/service/")
        self.requests.append((path, body))
        answer = self._answer(path, body)
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
