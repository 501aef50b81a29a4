"""The log of whoever writes of requests, without secrets.

At DEBUG, httpcore writes down the headers of each answer, and a server that redirects or
explains itself may have put the session into one; somebody's own source may fail with an
error that quotes its request.
"""

from __future__ import annotations

import logging
from typing import Final

from webcast_widget.sources.redaction import redacted

LOGGERS: Final = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "webcast_widget.poller.loop",
)
"""Whoever writes of requests; a filter is not passed on to the loggers below."""


class Redaction(logging.Filter):
    """Takes the secrets that there are out of every message, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the message pass, without secrets."""
        message = record.getMessage()
        clean = redacted(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            # Written down here once: a handler takes what is there.
            told = logging.Formatter().formatException(record.exc_info)
            record.exc_text = redacted(told)
        return True


def redact() -> None:
    """Keep secrets out of the log; may be repeated."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Redaction) for each in logger.filters):
            logger.addFilter(Redaction())
