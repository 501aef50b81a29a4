"""Lies about the body: without end, packed, cut off, and what is no answer at all."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

from tests.lying import backend
from tests.lying.lies import lie
from tests.lying.server import Request, head, whole
from webcast_widget.errors import PayloadError, SourceError, SourceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator


def packed(request: Request) -> bytes:
    return gzip.compress(json.dumps(request.answer).encode())


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@lie("gzip that becomes ten gigabytes", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Content_Encoding="gzip", Connection="close")
    yield from repeated(b"", bytes(1 << 20), 10_000)


def repeated(begin: bytes, middle: bytes, times: int) -> Iterator[bytes]:
    """Pack a text and many repetitions of another, without packing those again."""
    packer = zlib.compressobj(9, wbits=31)
    yield packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(middle) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(times):
        yield piece


@lie("gzip within gzip", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    twice = gzip.compress(gzip.compress(bytes(1 << 24)))
    yield whole(twice, Content_Encoding="gzip, gzip")


@lie("a body without end", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Transfer_Encoding="chunked")
    while True:
        yield chunk(b"[1,2,3]" * 10_000)


@lie("a body of a gigabyte, announced", PayloadError)
def _(_request: Request) -> Iterator[bytes]:
    yield head(Content_Length=2**30)
    for _ in range(2**10):
        yield b'"' + b"x" * (2**20 - 1)


@lie("spaces without end", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Connection="close")
    while True:
        yield b" " * 100_000


@lie("empty members of gzip without end", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Content_Encoding="gzip", Connection="close")
    while True:
        yield gzip.compress(b"") * 5_000


@lie("ten million slots", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Content_Encoding="gzip", Connection="close")
    slots = "".join(f"{10 * at},5,1;" for at in range(10_000)).encode()
    yield from repeated(b'[[{"id":"audience","data":"', slots, 1_000)


@lie("more points than slots", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(request.changed("getEvents", [{"id": "audience", "data": ";" * 10**6}]))


@lie("as many slots as are read, far apart", None)
def _(request: Request) -> Iterator[bytes]:
    # An hour apart, each would take a block of memory of its own.
    rows = [(3600 * at, 5, 1) for at in range(200_000)]
    yield whole(request.changed("getEvents", backend.graph([*rows, *backend.truth()])))


@lie("empty lists", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"[" + b"[]," * 2_500_000 + b"[]]")


@lie("short texts", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"[" + b'"ab",' * 1_600_000 + b'"ab"]')


@lie("a text of eight megabytes", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    emoji = "\N{GRINNING FACE}" * 2_000_000
    yield whole(f'"{emoji}"'.encode())


@lie("lists within lists", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"[" * 90_000)


@lie("a number of a million digits", PayloadError)
def _(_: Request) -> Iterator[bytes]:
    yield whole(b"9" * 10**6)


@lie("packed in a way nobody asked for", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(packed(request), Content_Encoding="br")


@lie("deflate", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    body = zlib.compress(json.dumps(request.answer).encode())
    yield whole(body, Content_Encoding="deflate")


@lie("no gzip, said to be", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(request.answer, Content_Encoding="gzip")


@lie("gzip, not said to be", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(packed(request))


@lie("gzip that is cut off", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(packed(request)[:-9], Content_Encoding="gzip")


@lie("gzip with a wrong checksum", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    sound = packed(request)
    yield whole(sound[:-8] + bytes(8), Content_Encoding="gzip")


@lie("gzip in two members", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    content = json.dumps(request.answer).encode()
    members = gzip.compress(content[:100]) + gzip.compress(content[100:])
    yield whole(members, Content_Encoding="X-GZip")


@lie("gzip, byte by byte", None)
def _(request: Request) -> Iterator[bytes]:
    yield head(Content_Encoding="gzip", Transfer_Encoding="chunked")
    for byte in packed(request):
        yield chunk(bytes([byte]))
    yield chunk(b"")


@lie("shorter than announced", SourceUnavailableError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(request.answer, Content_Length=10**6, Connection="close")


@lie("longer than announced", PayloadError)
def _(request: Request) -> Iterator[bytes]:
    yield whole(request.answer, Content_Length=10, Connection="close")


@lie("no length, and an end", None)
def _(request: Request) -> Iterator[bytes]:
    yield head(Connection="close") + json.dumps(request.answer).encode()


@lie("a second answer behind the first", None)
def _(request: Request) -> Iterator[bytes]:
    yield whole(request.answer, Connection="close") + whole(["another"])


@lie("chunks that are none", SourceUnavailableError)
def _(_: Request) -> Iterator[bytes]:
    yield head(Transfer_Encoding="chunked") + b"many\r\nxxxx\r\n"


def _text(words: bytes, kind: type[SourceError] | None, told: str) -> None:
    @lie(told, kind)
    def _(_: Request) -> Iterator[bytes]:
        yield whole(words)


_text(b"", PayloadError, "nothing")
_text(b"<html><h1>Welcome to your hotel</h1></html>", PayloadError, "a page")
_text(b"\xff\xfe\x00\xd8", PayloadError, "bytes that are no text")
_text(b"null", PayloadError, "null")
_text(b'{"objects": {}}', PayloadError, "an object")


def _encoded(encoding: str) -> None:
    @lie(f"an answer in {encoding}", None)
    def _(request: Request) -> Iterator[bytes]:
        told: Any = json.dumps(request.answer, ensure_ascii=False)
        yield whole(told.encode(encoding))


_encoded("utf-16")
_encoded("utf-8-sig")
