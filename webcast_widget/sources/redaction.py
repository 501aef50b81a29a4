"""The libraries' own log, without secrets: servers repeat what they were sent.

At DEBUG, httpcore writes down the headers of each answer, and a server that redirects
or explains itself may have put the session into one.
"""

from __future__ import annotations

import json
import logging
from typing import Final
from urllib.parse import quote, quote_plus

from webcast_widget.sources.secret import Secret

LOGGERS: Final = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
"""Whoever writes of requests; a filter is not passed on to the loggers below."""


class Redaction(logging.Filter):
    """Takes the secrets that there are out of every message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the message pass, without secrets."""
        message = record.getMessage()
        clean = redacted(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


def redacted(text: str) -> str:
    """Give a text without the secrets that there are, however they are written."""
    for secret in Secret.alive():
        plain = secret.reveal()
        escaped = json.dumps(plain)[1:-1].replace("/", "\\/")
        for form in {plain, quote(plain, safe=""), quote_plus(plain), escaped}:
            if form:
                text = text.replace(form, "***")
    return text


def redact() -> None:
    """Keep secrets out of the libraries' log; may be repeated."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Redaction) for each in logger.filters):
            logger.addFilter(Redaction())
