"""HTTP to a Kaltura server: one client, JSON both ways, errors of ours.

Kaltura answers its own errors with HTTP 200 and an error object, which is told
apart here once; every failure becomes a sentence.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from webcast_widget.errors import (
    AuthenticationError,
    ConfigurationError,
    PayloadError,
    RateLimitedError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.sources.secret import Secret

logger = logging.getLogger(__name__)
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_TOO_MANY_REQUESTS = 429
_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500
_EXCEPTION = "KalturaAPIException"
_SECRET = ("ks", "secret")
_MAX_MESSAGE = 200


def base_url(service_url: str) -> str:
    """Check a service URL and give it without the API's own path.

    Raises
    ------
    ConfigurationError
        If it is not an http or https URL.
    """
    if "@" in service_url:
        # First of all, so that no other sentence repeats a password.
        raise ConfigurationError(
            "service_url carries a user name or password: take it out and give"
            " secret or ks instead."
        )
    try:
        parts = urlsplit(service_url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        usable = usable and parts.port != 0
        httpx.URL(parts.geturl())
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        raise ConfigurationError(
            f"service_url is {service_url!r}: give the server's address,"
            " such as https://www.example.com."
        )
    path = parts.path.rstrip("/").removesuffix("/index.php").removesuffix("/api_v3")
    return f"{parts.scheme}://{parts.netloc}{path}"


def error_of(answer: Any) -> SourceError | None:
    """Tell whether an answer is an API error, and give it as one of ours."""
    if not isinstance(answer, dict):
        return None
    if answer.get("objectType") != _EXCEPTION:
        return None
    code = str(answer.get("code", ""))
    message = " ".join(str(answer.get("message") or code).split())[:_MAX_MESSAGE]
    kind, sentence = _ERRORS.get(
        code, (SourceUnavailableError, "The server could not answer: {message}.")
    )
    return kind(sentence.format(message=message.rstrip(".")))


_ERRORS: Final[dict[str, tuple[type[SourceError], str]]] = {
    "INVALID_KS": (
        SessionRefusedError,
        "The server refused the session (KS): it has expired or is not of this"
        " account; give a new ks, or a secret to open one with.",
    ),
    "START_SESSION_ERROR": (
        AuthenticationError,
        "The server opened no session: check partner_id and secret.",
    ),
    "SERVICE_FORBIDDEN": (
        AuthenticationError,
        "The session may not do this ({message}): use one with the rights for live"
        " reports.",
    ),
    "ENTRY_ID_NOT_FOUND": (
        UnknownEventError,
        "The server knows no such event: check entry_id and partner_id.",
    ),
    "ACTION_BLOCKED": (
        RateLimitedError,
        "The server is blocking our calls: asking less often.",
    ),
}


class Transport:
    """Calls to one server.

    Parameters
    ----------
    service_url
        The server, as `base_url` gives it.
    http
        Stands in for the network in tests.

    Attributes
    ----------
    server_time
        When it was asked last, by its own clock, epoch seconds; None when its answer
        carried no `Date`.
    """

    def __init__(
        self, service_url: str, http: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.service_url = service_url
        self.server_time: float | None = None
        self._http = http
        self._client: httpx.AsyncClient | None = None

    async def call(self, service: str, action: str, body: dict[str, Any]) -> Any:
        """Call one action and give its result.

        Raises
        ------
        SourceError
            If the server cannot be reached or answers an error.
        """
        answer = await self._post(f"service/{service}/action/{action}", body)
        if error := error_of(answer):
            raise error
        return answer

    async def multirequest(
        self, calls: list[dict[str, Any]], common: dict[str, Any]
    ) -> list[Any]:
        """Call several actions in one request; their results, errors as they come.

        Raises
        ------
        SourceError
            If the request as a whole fails.
        """
        numbered = {str(number): call for number, call in enumerate(calls, start=1)}
        answer = await self._post("service/multirequest", {**common, **numbered})
        if error := error_of(answer):
            raise error
        if not isinstance(answer, list) or len(answer) != len(calls):
            raise PayloadError(
                f"{self.service_url} did not answer as a Kaltura server does:"
                " check service_url."
            )
        return answer

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        if self._client is None:
            # Made here, inside the loop that uses it: a client does not change loops.
            self._client = httpx.AsyncClient(timeout=_TIMEOUT, transport=self._http)
        url = f"{self.service_url}/api_v3/{path}"
        loop = asyncio.get_running_loop()
        sent_at = loop.time()
        # Nothing of httpx's errors is kept: their requests carry the session.
        try:
            response = await self._client.post(url, json=_revealed(body))
        except httpx.TimeoutException:
            failure = "did not answer in time"
        except httpx.HTTPError as error:
            logger.debug("The request failed: %s", type(error).__name__)
            failure = "cannot be reached"
        else:
            self.server_time = _asked_at(response, loop.time() - sent_at)
            answer = self._read(response)
            sent = _revealed(body)
            _mask(answer, [sent[name] for name in _SECRET if sent.get(name)])
            del sent
            return answer
        raise SourceUnavailableError(
            f"{self.service_url} {failure}: check service_url and the network."
        )

    def _read(self, response: httpx.Response) -> Any:
        status = response.status_code
        if status == _TOO_MANY_REQUESTS:
            raise RateLimitedError(
                "The server asks us to call less often.", _retry_after(response)
            )
        if status >= _FIRST_SERVER_ERROR:
            raise SourceUnavailableError(
                f"{self.service_url} answered HTTP {status}: it is in trouble.", status
            )
        if status >= _FIRST_ERROR or response.is_redirect:
            raise SourceUnavailableError(
                f"{self.service_url} answered HTTP {status}: check service_url.", status
            )
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            pass
        raise PayloadError(
            f"{self.service_url} did not answer as a Kaltura server does:"
            " check service_url."
        )


def _revealed(body: dict[str, Any]) -> dict[str, Any]:
    """Give a body as it is sent: until then its secrets do not print."""
    shown = {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in body.items()
    }
    return {**shown, "format": 1}


def _mask(answer: Any, secrets: list[str]) -> None:
    """Take what is secret out of error messages: servers quote what they refuse."""
    for item in answer if isinstance(answer, list) else [answer]:
        if isinstance(item, dict) and item.get("objectType") == _EXCEPTION:
            for name in ("code", "message"):
                text = str(item.get(name, ""))
                for secret in secrets:
                    text = text.replace(secret, "***")
                item[name] = text


def _asked_at(response: httpx.Response, took_s: float) -> float | None:
    """Give the server's time when it was asked.

    A slow answer may be dated long after its figures were counted; what came within
    a second is below the resolution of a date.
    """
    date = _date_of(response)
    return None if date is None else date - int(took_s)


def _date_of(response: httpx.Response) -> float | None:
    return _moment(response.headers.get("date", ""))


def _moment(text: str) -> float | None:
    """Read an HTTP date as epoch seconds."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _retry_after(response: httpx.Response) -> float | None:
    """Read Retry-After: seconds, or a moment on the server's clock."""
    text = response.headers.get("retry-after", "")
    try:
        seconds = float(text)
    except ValueError:
        until, now = _moment(text), _date_of(response)
        if until is None or now is None:
            return None
        seconds = until - now
    return max(0.0, seconds) if math.isfinite(seconds) else None
