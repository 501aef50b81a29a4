"""Lies about the rest of an answer: its status, its fields, its moment, its connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.lying import backend
from tests.lying.lies import lie
from tests.lying.server import Request, head, whole
from webcast_widget.errors import (
    PayloadError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

YEARS_S = 10 * 365 * 86_400


@lie("fields without end", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: " + b"x" * 10_000 + b"\r\n"


@lie("a line without end", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 200 " + b"O" * 100_000


@lie("no HTTP", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield b"SSH-2.0-OpenSSH_9.9\r\n\r\n"


@lie("two lengths", SourceUnavailableError)
def _(request: Request) -> Iterator[bytes]:
    body = json.dumps(request.answer).encode()
    yield head(Content_Length=len(body), content_length=3) + body


@lie("a thousand cookies", None)
def _(request: Request) -> Iterator[bytes]:
    fields = "".join(f"Set-Cookie: c{at}={'v' * 50}\r\n" for at in range(1_000))
    told = whole(request.answer)
    yield told.replace(b"\r\n", b"\r\n" + fields.encode(), 1)


@lie("hung up before the answer", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield from ()


@lie("another answer first", None)
def _(request: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 50
    yield whole(request.answer)


@lie("answers that come first, without end", SourceUnavailableError, is_endless=True)
def _(_: Request) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000


@lie("no content", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head("204 No Content")


@lie("a redirect with a page without end", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield head("302 Found", Location="http://127.0.0.1:9/", Connection="close")
    while True:
        yield b"<p>Moved.</p>" * 10_000


@lie("a redirect to itself", SourceUnavailableError)
def _(request: Request) -> Iterator[bytes]:
    yield head("307 Temporary Redirect", Location=request.path, Content_Length=0)


@lie("an error with a page without end", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield head("500 Internal Server Error", Connection="close")
    while True:
        yield b"<p>Traceback</p>" * 10_000


@lie("a limit for a thousand years", RateLimitedError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"", "429 Too Many Requests", Retry_After="31557600000")


@lie("a limit with a page without end", RateLimitedError)
def _(_: Request) -> Iterator[bytes]:
    yield head("429 Too Many Requests", Retry_After="soon", Connection="close")
    while True:
        yield b"<p>Slower.</p>" * 10_000


@lie("a password asked for", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"", "401 Unauthorized", WWW_Authenticate='Basic realm="me"')


@lie("a status that is none", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"", "999 Whatever")


def _dated(told: str, date: str) -> None:
    @lie(f"a date {told}", None)
    def _(request: Request) -> Iterator[bytes]:
        yield whole(request.answer, Date=date)


_dated("that is none", "yesterday")
_dated("of nothing", "")
_dated("beyond all calendars", "Tue, 14 Nov 99999 22:13:20 GMT")
_dated("an hour late", backend.date(backend.NOW - 3600))


def _typed(kind: str) -> None:
    @lie(f"JSON that is said to be {kind}", None)
    def _(request: Request) -> Iterator[bytes]:
        yield whole(request.answer, Content_Type=kind)


_typed("image/png")
_typed("application/json; charset=klingon")


def _failing(code: str, kind: type[SourceError]) -> None:
    @lie(f"the error {code[:20]}", kind)
    def _(_: Request) -> Iterator[bytes]:
        yield whole(backend.error(code, f"No.\n\x00{backend.SECRET} " * 10_000))


_failing("LIVE_REPORTS_WS_FAILURE", SourceUnavailableError)
_failing("{0.__class__}%s" * 1_000, SourceUnavailableError)
