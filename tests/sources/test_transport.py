"""HTTP: every failure becomes one sentence of ours, without any secret in it."""

from __future__ import annotations

import asyncio
import json
import socket
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.sources.conftest import (
    DATE,
    KS,
    SECRET,
    URL,
    Server,
    api_error,
    given_away,
    transport_to,
)
from webcast_widget.errors import (
    AuthenticationError,
    BlockedError,
    ConfigurationError,
    PayloadError,
    RateLimitedError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.sources.kaltura.address import base_url
from webcast_widget.sources.kaltura.api_errors import error_of
from webcast_widget.sources.kaltura.transport import _asked_at
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

COMMON = {"ks": Secret(KS), "secret": Secret(SECRET)}


async def failure(
    answer: Any, kind: type[SourceError] = SourceError, calls: int = 1
) -> SourceError:
    """The error that a multirequest ends with, checked for what it gives away."""
    transport = transport_to(Server(lambda *_: answer))
    with pytest.raises(kind) as caught:
        await transport.multirequest([{}] * calls, COMMON)
    await transport.close()
    check(caught.value)
    return caught.value


def check(error: SourceError) -> None:
    told = given_away(error)
    assert KS not in told
    assert SECRET not in told
    assert "httpx" not in "".join(traceback.format_exception(error))
    assert error.__context__ is None
    assert error.__cause__ is None
    assert_one_sentence(str(error))


def assert_one_sentence(text: str) -> None:
    assert "\n" not in text
    assert text[0].isupper() or text.startswith("http")
    assert text.endswith(".")
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("INVALID_KS", SessionRefusedError),
        ("START_SESSION_ERROR", AuthenticationError),
        ("SERVICE_FORBIDDEN", AuthenticationError),
        ("ENTRY_ID_NOT_FOUND", UnknownEventError),
        ("ACTION_BLOCKED", BlockedError),
        ("DRUID_QUERY_TIMED_OUT", SourceUnavailableError),
        ("INTERNAL_SERVERL_ERROR", SourceUnavailableError),
        ("LIVE_REPORTS_WS_FAILURE", SourceUnavailableError),
        ("SOMETHING_NEW", SourceUnavailableError),
        ("", SourceUnavailableError),
    ],
)
async def test_api_errors_come_with_status_200(
    code: str, kind: type[SourceError]
) -> None:
    # The server repeats the KS that it refuses.
    error = await failure(api_error(code, f'Refused "{KS}",\n "{SECRET}".'), kind)
    assert type(error) is kind


def test_a_forbidden_service_is_named() -> None:
    error = error_of(
        api_error("SERVICE_FORBIDDEN", "The access to service [x->y] is forbidden")
    )
    assert "[x->y]" in str(error)


def test_a_message_is_told_as_one_line_of_bounded_length() -> None:
    error = error_of(api_error("NEW", "many\n\n words " * 10_000))
    assert_one_sentence(str(error))
    assert len(str(error)) < 300
    assert error_of(api_error("JUST_A_CODE", "")) is not None
    assert "JUST_A_CODE" in str(error_of(api_error("JUST_A_CODE", "")))


@pytest.mark.parametrize(
    "answer", [None, 1, "x", [], {}, {"objectType": "KalturaReportGraph"}]
)
def test_results_are_no_errors(answer: Any) -> None:
    assert error_of(answer) is None


@given(
    st.dictionaries(
        st.sampled_from(["code", "message", "args"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()),
    )
)
@example({"code": "two\nlines"})
@example({"message": "two\nlines"})
def test_any_error_object_becomes_a_source_error(fields: dict[str, Any]) -> None:
    error = error_of({**fields, "objectType": "KalturaAPIException"})
    assert isinstance(error, SourceError)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><title>Welcome to your hotel</title>",
        b'[{"id":"audience","data":"17000',
        b'{"a":' * 50_000,
        b"1" * 10_000,
        b"\xff\xfe\x00",
        b"null",
        b"true",
        b'"text"',
        b"{}",
        b"[]",
        b"[1,2]",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_what_is_no_answer_of_kaltura_is_a_payload_error(body: bytes) -> None:
    error = await failure(httpx.Response(200, content=body), PayloadError)
    assert "check service_url" in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    asked = Server(
        lambda *_: httpx.Response(status, headers={"location": "https://elsewhere/"})
    )
    transport = transport_to(asked)
    with pytest.raises(SourceUnavailableError, match=f"HTTP {status}") as caught:
        await transport.call("session", "start", COMMON)
    check(caught.value)
    assert caught.value.status_code == status
    assert len(asked.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500, 502, 503, 504])
async def test_http_errors_say_their_status(status: int) -> None:
    answer = httpx.Response(status, text=f"<h1>{KS} {SECRET}</h1>")
    error = await failure(answer, SourceUnavailableError)
    assert isinstance(error, SourceUnavailableError)
    assert error.status_code == status
    assert f"HTTP {status}" in str(error)


async def test_a_server_that_takes_no_posts_is_the_wrong_one() -> None:
    error = await failure(httpx.Response(501), SourceUnavailableError)
    assert str(error).endswith("HTTP 501: check service_url.")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "Tue, 14 Nov 2023 22:15:20 GMT", "date": DATE}, 120.0),
        ({"retry-after": "Tue, 14 Nov 2023 22:10:20 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Tue, 14 Nov 2023 22:15:20 GMT"}, None),
    ],
)
async def test_a_limit_says_how_long(
    headers: dict[str, str], seconds: float | None
) -> None:
    error = await failure(httpx.Response(429, headers=headers), RateLimitedError)
    assert isinstance(error, RateLimitedError)
    assert error.retry_after_s == seconds


def raising(error: Exception) -> Callable[..., Any]:
    def answer(*_: Any) -> Any:
        raise error

    return answer


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (httpx.ConnectTimeout(KS), "in time"),
        (httpx.ReadTimeout(KS), "in time"),
        (httpx.WriteTimeout(KS), "in time"),
        (httpx.PoolTimeout(KS), "in time"),
        (httpx.ConnectError(SECRET), "cannot be reached"),
        (httpx.ReadError(SECRET), "cannot be reached"),
        (httpx.RemoteProtocolError(SECRET), "cannot be reached"),
        (httpx.ProxyError(SECRET), "cannot be reached"),
        (httpx.TooManyRedirects(SECRET), "cannot be reached"),
        (httpx.DecodingError(SECRET), "cannot be reached"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
async def test_network_trouble_is_unavailable(trouble: Exception, word: str) -> None:
    transport = transport_to(Server(raising(trouble)))
    with pytest.raises(SourceUnavailableError, match=word) as caught:
        await transport.call("session", "start", COMMON)
    check(caught.value)
    assert caught.value.status_code is None
    assert URL in str(caught.value)


async def test_a_refused_connection_is_unavailable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        transport = transport_to(url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(SourceUnavailableError, match="cannot be reached") as caught:
            await transport.call("session", "start", COMMON)
        await transport.close()
    check(caught.value)


async def test_a_multirequest_numbers_its_calls_and_asks_for_json() -> None:
    server = Server(lambda *_: ["a", api_error("INVALID_KS", KS)])
    transport = transport_to(server)
    answers = await transport.multirequest([{"id": 1}, {"id": 2}], {"ks": Secret(KS)})
    assert server.requests == [
        ("multirequest", {"ks": KS, "1": {"id": 1}, "2": {"id": 2}, "format": 1})
    ]
    assert answers[0] == "a"
    # An error of one call is an answer, but does not carry the KS any further.
    assert isinstance(error_of(answers[1]), SessionRefusedError)
    assert KS not in str(answers)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (DATE, 1_700_000_000.0),
        ("Tue, 14 Nov 2023 22:13:20 -0000", 1_700_000_000.0),
        ("Tue, 14 Nov 2023 23:13:20 +0100", 1_700_000_000.0),
        ("yesterday", None),
        ("Tue, 14 Nov 99999 22:13:20 GMT", None),
        ("Tue, 14 Nov 2023 22:13:20 +9999999999999", None),
        (None, None),
    ],
)
async def test_the_servers_time_is_its_date(
    date: str | None, moment: float | None
) -> None:
    headers = {} if date is None else {"date": date}
    answer = httpx.Response(200, json="ks", headers=headers)
    transport = transport_to(Server(lambda *_: answer))
    assert transport.server_time is None
    assert await transport.call("session", "start", {}) == "ks"
    assert transport.server_time == moment


@pytest.mark.parametrize(
    ("took_s", "moment"), [(0.9, 1_700_000_000.0), (7.9, 1_699_999_993.0)]
)
def test_a_slow_answer_is_of_the_moment_it_was_asked(
    took_s: float, moment: float
) -> None:
    answer = httpx.Response(200, headers={"date": DATE})
    assert _asked_at(answer, took_s) == moment


async def test_may_be_used_again_after_closing() -> None:
    transport = transport_to(Server(lambda *_: "ks"))
    await transport.close()
    for _ in range(2):
        assert await transport.call("session", "start", {}) == "ks"
        await transport.close()


def test_may_be_used_in_another_loop_after_closing() -> None:
    transport = transport_to(Server(lambda *_: "ks"))

    async def once() -> Any:
        answer = await transport.call("session", "start", {})
        await transport.close()
        return answer

    assert [asyncio.run(once()), asyncio.run(once())] == ["ks", "ks"]


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://www.example.com", "https://www.example.com"),
        (" http://127.0.0.1:8000/ ", "http://127.0.0.1:8000"),
        ("https://example.com/api_v3", "https://example.com"),
        ("https://example.com/api_v3/index.php", "https://example.com"),
        ("https://example.com/kaltura/api_v3/", "https://example.com/kaltura"),
        ("https://example.com/?ks=x#y", "https://example.com"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_base_url_leaves_the_apis_own_path_out(given_url: str, expected: str) -> None:
    assert base_url(given_url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "www.example.com",
        "ftp://example.com",
        "https://",
        "https:///path",
        "https://:443",
        "http://[::1",
        "http://host:99999",
        "http://host:0",
        "http://host:port",
        "http://\u0000.com",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="service_url") as caught:
        base_url(url)
    assert_one_sentence(str(caught.value).replace("service_url is", "It is"))


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{SECRET}@example.com",
        f"https://:{SECRET}@example.com",
        f"ftp://user:{SECRET}@example.com",
        f"user:{SECRET}@example.com",
        f"http://user:{SECRET}@host:99999",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError, match="secret or ks") as caught:
        base_url(url)
    assert SECRET not in given_away(caught.value)


@given(st.text())
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    try:
        url = base_url(text)
    except ConfigurationError:
        return
    assert url.startswith(("http://", "https://"))
    assert json.loads(json.dumps(url)) == url
