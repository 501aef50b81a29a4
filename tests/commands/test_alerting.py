"""What is done when a rule fires: commands and webhooks, and what fails of them."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.analysis.test_watch import Going
from webcast_widget import alerts
from webcast_widget.commands.alerting import alerting, read_rules
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RULE = alerts.Rule("live_viewers", above=100, for_="20s", name="Many")


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A server that keeps what it is sent."""
    sent: list[dict[str, object]] = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            sent.append(json.loads(self.rfile.read(size)))
            self.send_response(500 if self.path.endswith("/fails") else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keeps)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", sent
    server.shutdown()
    thread.join()
    server.server_close()


def test_command_and_webhook_are_told(
    hook: tuple[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    url, sent = hook
    out = tmp_path / "told.jsonl"
    code = f"import sys; open({str(out)!r}, 'a').write(sys.stdin.read() + chr(10))"
    alert = alerts.Alert(RULE, (sys.executable, "-c", code), f"{url}/x")
    said: list[str] = []
    feed = Going()
    with alerting(feed, [alert], lambda line, _: said.append(line)):
        feed.add(200, 200, 200)
        feed.add(10, from_=3)
    fired, cleared = (json.loads(line) for line in out.read_text().splitlines())
    assert [fired, cleared] == sent
    assert fired == {
        "event": "Town hall",
        "rule": "Many",
        "state": "fired",
        "at": "2026-11-22T10:15:10+00:00",
        "value": 200.0,
    }
    assert (cleared["state"], cleared["at"]) == ("cleared", "2026-11-22T10:15:30+00:00")
    assert said == ["Many: fired", "Many: cleared"]


def test_what_fails_is_said_without_secrets_and_the_rest_goes_on(
    hook: tuple[str, list[dict[str, object]]], caplog: pytest.LogCaptureFixture
) -> None:
    url, sent = hook
    names = ("/no/such/program",)
    token = "T0KEN-that-opens-the-channel"
    hidden = url.replace("//", "//me:pa55word@") + f"/{token}/fails"
    alert = alerts.Alert(RULE, names, hidden)
    feed = Going()
    caplog.set_level("DEBUG")
    with alerting(feed, [alert], lambda *_: None):
        feed.add(200, 200, 200)
        feed.add(10, from_=3)
    assert len(sent) == 2
    assert "command of the alert 'Many' failed (FileNotFoundError)" in caplog.text
    assert "failed (HTTPStatusError)" in caplog.text
    assert "HTTP Request: POST" in caplog.text
    assert "pa55word" not in caplog.text
    assert token not in caplog.text


def test_without_alerts_nothing_is_watched() -> None:
    feed = Going()
    with alerting(feed, [], lambda *_: None):
        assert not feed._subscribers


def test_a_file_of_rules_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[[rule]]\nfigure = 'live_viewers'\nabove = 100\n")
    assert read_rules(path)[0].rule.above == 100
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="cannot be read as text"):
        read_rules(path)
