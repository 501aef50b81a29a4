"""HTTP to a Kaltura server: one client, JSON both ways, errors of ours."""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from webcast_widget.errors import (
    PayloadError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
)
from webcast_widget.sources.kaltura import body as bodies
from webcast_widget.sources.kaltura.api_errors import checked, mask
from webcast_widget.sources.kaltura.network import DEADLINE_S
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.network import Network

logger = logging.getLogger(__name__)
_PROXY_REFUSES = 407
_TOO_MANY_REQUESTS = 429
_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500
_NOT_IMPLEMENTED = 501


class Transport:
    """Calls to one server.

    Parameters
    ----------
    network
        The way to it.

    Attributes
    ----------
    service_url
        The server.
    server_time
        When it was asked last, by its own clock, epoch seconds; None when its answer
        carried no `Date`.
    """

    def __init__(self, network: Network) -> None:
        self.service_url = network.service_url
        self.server_time: float | None = None
        self._network = network
        self._client: httpx.AsyncClient | None = None

    async def call(self, service: str, action: str, body: dict[str, Any]) -> Any:
        """Call one action and give its result.

        Raises
        ------
        SourceError
            If the server cannot be reached or answers an error.
        """
        return checked(await self._post(f"service/{service}/action/{action}", body))

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
        if not isinstance(checked(answer), list) or len(answer) != len(calls):
            raise self._unreadable("did not answer as a Kaltura server does")
        return list(answer)

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        if self._client is None:
            # Made here, inside the loop that uses it: a client does not change loops.
            self._client = self._network.client()
        url = f"{self.service_url}/api_v3/{path}"
        # Secrets are `Secret` until they are sent: they print as ***.
        logger.debug("POST %s %s", url, body)
        loop = asyncio.get_running_loop()
        sent_at = loop.time()
        # Nothing of httpx's errors is kept: their requests carry the session.
        try:
            async with (
                asyncio.timeout(DEADLINE_S),
                self._client.stream("POST", url, json=_sent(body)) as response,
            ):
                took_s = loop.time() - sent_at
                logger.debug("%s in %.3f s", response.status_code, took_s)
                self.server_time = _asked_at(response, took_s)
                self._check(response)
                answer = await bodies.read(response)
        except (httpx.TimeoutException, TimeoutError):
            failure: SourceError = self._unavailable("did not answer in time")
        except httpx.HTTPError as error:
            logger.debug("The request failed: %s", type(error).__name__)
            failure = self._unavailable(_what(error))
        except bodies.BodyError as error:
            failure = self._unreadable(str(error))
        else:
            mask(answer)
            return answer
        raise failure

    def _check(self, response: httpx.Response) -> None:
        """Raise for a status that is no answer; its body is not read."""
        status = response.status_code
        if status == _TOO_MANY_REQUESTS:
            raise RateLimitedError(
                "The server asks us to call less often.", _retry_after(response)
            )
        # 501: it takes no POST at all, and is no Kaltura server.
        if status >= _FIRST_SERVER_ERROR and status != _NOT_IMPLEMENTED:
            raise SourceUnavailableError(
                f"{self.service_url} answered HTTP {status}: it is in trouble.",
                status,
                _retry_after(response),
            )
        if status == _PROXY_REFUSES:
            raise self._unavailable("cannot be reached without user name and password")
        if status >= _FIRST_ERROR or response.is_redirect:
            raise SourceUnavailableError(
                f"{self.service_url} answered HTTP {status}: check service_url.", status
            )

    def _unavailable(self, what: str) -> SourceUnavailableError:
        way = self._network
        through = "" if way.proxy is None else f" through {way.proxy}"
        sentence = (
            f"{self.service_url} {what}{through}: check service_url and the network."
        )
        return SourceUnavailableError(" ".join([sentence, *way.left_out]))

    def _unreadable(self, what: str) -> PayloadError:
        return PayloadError(f"{self.service_url} {what}: check service_url.")


def _sent(body: dict[str, Any]) -> dict[str, Any]:
    """Give a body as it is sent: until then its secrets do not print."""
    return {**_revealed(body), "format": 1}


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, dict):
        return {name: _revealed(each) for name, each in value.items()}
    return value


def _what(error: httpx.HTTPError) -> str:
    if _is_of_certificate(error):
        return "has a certificate that is not trusted (see ca_bundle)"
    return "cannot be reached"


def _is_of_certificate(error: BaseException) -> bool:
    """Tell whether a certificate was not trusted: httpx keeps the reason behind it."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLCertVerificationError):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


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
