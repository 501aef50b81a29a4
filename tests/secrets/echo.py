"""A server that tells everybody what it was sent, in each of the usual ways."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENCODED: dict[str, Callable[[str], str]] = {
    "an error, percent": lambda text: quote(text, safe=""),
    "an error, percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "an error, base64": lambda text: base64.b64encode(text.encode()).decode(),
    "an error, entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "an error, escapes": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "an error, backwards": lambda text: text[::-1],
}
WAYS = (
    *ENCODED,
    "an error of the API",
    "an error in a list",
    "a page of HTML",
    "a server error",
    "a redirect",
    "a header",
    "a list of nonsense",
    "cut off",
    "hung up",
    "slow",
)


@contextlib.contextmanager
def echoing(way: str) -> Iterator[str]:
    """Serve on loopback; give the address."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            answer(self, way, sent.decode(), over)

        def log_message(self, *_: Any) -> None:
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{served.server_port}"
    finally:
        over.set()
        served.shutdown()
        thread.join()
        served.server_close()


def answer(
    handler: BaseHTTPRequestHandler, way: str, sent: str, over: threading.Event
) -> None:
    error = {
        "objectType": "KalturaAPIException",
        "code": "INTERNAL",
        "message": ENCODED.get(way, str)(f"Cannot do {sent}"),
        "args": {"sent": sent},
    }
    calls = json.loads(sent)
    many = [key for key in calls if key.isdecimal()]
    body: object = {
        "an error of the API": error,
        "an error in a list": [error for _ in many] or error,
        **dict.fromkeys(ENCODED, error),
        "a list of nonsense": [sent for _ in many] or {"sent": sent},
    }.get(way, f"<html>{sent}</html>")
    content = (body if isinstance(body, str) else json.dumps(body)).encode()
    match way:
        case "hung up":
            handler.connection.close()
            return
        case "slow":
            over.wait(30)
            return
    status = {"a server error": 500, "a redirect": 302}.get(way, 200)
    handler.send_response(status)
    if way == "a redirect":
        handler.send_header("Location", f"/sign-in?ks={quote(sent, safe='')}")
    if way == "a header":
        handler.send_header("X-Sent", sent)
        handler.send_header("Set-Cookie", f"ks={quote_plus(sent)}")
    length = len(content) + (100 if way == "cut off" else 0)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(content)
