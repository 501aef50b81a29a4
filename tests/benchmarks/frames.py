"""What comes over the kernel's websocket, byte by byte."""

from __future__ import annotations

import json
import struct
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

PARTS = ("header", "parent_header", "metadata", "content")
"""Of a message of the protocol v1.kernel.websocket.jupyter.org, in its order."""
PROTOCOL = ("framing", "header", "parent_header", "metadata")
PAYLOAD = ("content", "buffers")


class Frame:
    """One message as it came.

    Parameters
    ----------
    payload
        A number of offsets, the offsets, and what they point to: the channel, the
        four parts, and each buffer.
    """

    def __init__(self, payload: bytes) -> None:
        size = len(payload)
        (count,) = struct.unpack_from("<Q", payload)
        offsets = struct.unpack_from(f"<{count}Q", payload, 8)
        pieces = [
            payload[begin:end]
            for begin, end in zip(offsets, (*offsets[1:], size), strict=True)
        ]
        self.parts = Counter(
            {name: len(piece) for name, piece in zip(PARTS, pieces[1:5], strict=True)}
        )
        self.parts["buffers"] = sum(map(len, pieces[5:]))
        # A frame has a head of its own: 2 bytes, and the length if it is above 125.
        head = 2 if size < 126 else 4 if size < 65_536 else 10
        self.parts["framing"] = size + head - self.parts.total()
        self.size = self.parts.total()
        self.kind = str(json.loads(pieces[1])["msg_type"])
        self.content = pieces[4].decode()

    @property
    def idle(self) -> bool:
        """Whether it says that the kernel is done with a message."""
        return self.kind == "status" and '"idle"' in self.content


class Wire:
    """Listens to all kernel channels of a page, from before it is opened."""

    def __init__(self, page: Page) -> None:
        self.received: list[Frame] = []
        self.sent = 0
        page.on("websocket", self._listen)

    def _listen(self, websocket: WebSocket) -> None:
        if "/api/kernels/" in websocket.url:
            websocket.on("framereceived", self._take)
            websocket.on("framesent", self._count)

    def _take(self, payload: bytes | str) -> None:
        if isinstance(payload, str):
            raise TypeError("The server does not speak v1.kernel.websocket.")
        self.received.append(Frame(payload))

    def _count(self, payload: bytes | str) -> None:
        self.sent += len(payload)
