"""A server on loopback that is honest until it is told to lie."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.lying import backend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass
class Request:
    """What was asked, and what an honest server answers."""

    path: str
    body: dict[str, Any]

    @property
    def answer(self) -> Any:
        return backend.answer(self.path, self.body)

    @property
    def is_poll(self) -> bool:
        return self.path.endswith("multirequest")

    def changed(self, action: str, told: Any) -> Any:
        """The honest answers, but for one action's."""
        if not self.is_poll:
            return self.answer
        calls = [call for key, call in self.body.items() if key.isdecimal()]
        return [
            told if call["action"] == action and call["service"] != "session" else each
            for call, each in zip(calls, self.answer, strict=True)
        ]


def head(status: str = "200 OK", **fields: object) -> bytes:
    """The head of an answer; an underscore in a name stands for a hyphen."""
    told = {"Date": backend.date(), "Content_Type": "application/json"} | fields
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes | Any, status: str = "200 OK", **fields: object) -> bytes:
    """An answer with its head; what is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return head(status, **{"Content_Length": len(content)} | fields) + content


def honest(request: Request) -> Iterator[bytes]:
    yield whole(request.answer)


class LyingServer:
    """Answers polls by `lie`; sessions are opened honestly unless that says else."""

    def __init__(self) -> None:
        self.lie: Callable[[Request], Iterable[bytes]] = honest
        self.lied = 0
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.05)
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listening.accept()
                connection.settimeout(0.05)
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, EOFError):
            while True:
                request = self._read(connection)
                self.lied += self.lie is not honest
                sent = b""
                for piece in self.lie(request):
                    sent = sent or piece
                    self._send(connection, piece)
                if not sent or b"\r\nConnection: close" in sent:
                    return

    def _read(self, connection: socket.socket) -> Request:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more(connection)
        top, _, body = got.partition(b"\r\n\r\n")
        fields = top.decode().lower().split("\r\n")
        size = next(each for each in fields if each.startswith("content-length:"))
        while len(body) < int(size.split(":")[1]):
            body += self._more(connection)
        return Request(top.decode().split(" ")[1], json.loads(body))

    def _more(self, connection: socket.socket) -> bytes:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                if data := connection.recv(1 << 16):
                    return data
                raise EOFError
        raise EOFError

    def _send(self, connection: socket.socket, piece: bytes) -> None:
        left = memoryview(piece)
        while left:
            if self._over.is_set():
                raise EOFError
            with contextlib.suppress(TimeoutError):
                left = left[connection.send(left) :]
