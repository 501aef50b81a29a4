"""The body of an answer: read while it comes, and no further than an answer can go.

A server may send without end, or pack ten gigabytes into ten megabytes: what is too much
is given up as soon as that is seen, and never held.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

MOST_BYTES: Final = 8 * 2**20
"""The most bytes of an answer, as sent and as unpacked: 30 days of slots take six."""

MOST_PARTS: Final = 100_000
"""The most lists and objects in an answer: empty ones take twenty times their text."""

ENCODING: Final = "gzip"
"""What we ask for; whatever else is installed, no other is unpacked."""

_GZIP = 16 + zlib.MAX_WBITS


class BodyError(Exception):
    """A body that is no answer; the message says why, without its subject."""


async def read(response: httpx.Response) -> Any:
    """Read a body as JSON.

    Parameters
    ----------
    response
        An answer of which nothing has been read yet.

    Raises
    ------
    BodyError
        If it is larger than an answer can be, packed in a way that was not asked for,
        or no JSON.
    """
    kind = response.headers.get("content-encoding", "").strip().lower()
    if kind not in {"", "identity", "gzip", "x-gzip"}:
        raise BodyError("sent an answer that is packed in a way nobody asked for")
    unpacked = _Gzip() if kind.endswith("gzip") else _Plain()
    sent = 0
    async for chunk in response.aiter_raw():
        sent += len(chunk)
        unpacked.take(chunk)
        if sent > MOST_BYTES or len(unpacked.content) > MOST_BYTES:
            raise _too_large()
    return _parsed(unpacked.whole())


class _Plain:
    """Bytes as they were sent."""

    def __init__(self) -> None:
        self.content = bytearray()

    def take(self, chunk: bytes) -> None:
        self.content += chunk

    def whole(self) -> bytearray:
        return self.content


class _Gzip(_Plain):
    """Unpacks gzip, and never much more than is allowed."""

    def __init__(self) -> None:
        super().__init__()
        self._member = zlib.decompressobj(_GZIP)

    def take(self, chunk: bytes) -> None:
        left = MOST_BYTES + 1 - len(self.content)
        try:
            self.content += self._member.decompress(chunk, left)
        except zlib.error:
            raise _damaged() from None
        if self._member.unused_data:
            raise _damaged()

    def whole(self) -> bytearray:
        if not self._member.eof:
            raise _damaged()
        return self.content


def _parsed(content: bytearray) -> Any:
    if content.count(b"[") + content.count(b"{") > MOST_PARTS:
        raise _too_large()
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        pass
    raise BodyError("did not answer as a Kaltura server does")


def _too_large() -> BodyError:
    return BodyError("sent an answer larger than any can be")


def _damaged() -> BodyError:
    return BodyError("sent an answer that cannot be unpacked")
