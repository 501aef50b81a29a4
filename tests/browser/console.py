"""What the page said on its console, and which of it is JupyterLab's own."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

OWN = (
    # Its debugger, of a notebook that is closed soon after it was opened.
    re.compile(
        r"Could not restore the debugger state: "
        r"(Canceled future|A kernel is required)"
    ),
    # Its renderer gives a model two seconds to appear, and draws the output anew when
    # it does; on a slow machine a restored page needs longer. Each test looks at what
    # is drawn in the end.
    re.compile(r"widget model not found[^$]*renderModel"),
    # Of widgets that the kernel closes when their notebook is closed already: each test
    # ends so, and a page that was loaded anew in it may still listen.
    re.compile(r"Comm not found for comm id"),
)
"""What JupyterLab itself says, whatever is in the notebook."""

RESTART = re.compile(r"Connection lost, reconnecting|websocket|WebSocket")
"""What it says of a kernel that is restarted or ended."""


class Console:
    """Collects warnings and errors of a browser context for as long as it lives."""

    def __init__(self, context: BrowserContext) -> None:
        self._said: list[str] = []
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"warning", "error", "assert"}:
            where = message.location.get("url", "")
            self._say(f"{message.type}: {message.text} ({where})")

    def _on_error(self, error: WebError) -> None:
        self._say(f"page error: {error.error}")

    def _say(self, line: str) -> None:
        # JupyterLab complains seconds later, which may be in the next test.
        self._said.append(f"during {os.environ.get('PYTEST_CURRENT_TEST')}: {line}")

    def take(self, *allowed: re.Pattern[str]) -> list[str]:
        """Give what was said since the last time, without what is allowed."""
        said, self._said = self._said, []
        known = (*OWN, *allowed)
        return [line for line in said if not any(each.search(line) for each in known)]
