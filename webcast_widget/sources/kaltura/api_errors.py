"""Answers that are errors: told apart from the others, and said as sentences of ours.

Kaltura answers its own errors with HTTP 200 and an error object.
"""

from __future__ import annotations

from typing import Any, Final

from webcast_widget.errors import (
    AuthenticationError,
    BlockedError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.sources.redaction import redacted

_EXCEPTION = "KalturaAPIException"
_MAX_MESSAGE = 200
_MOST_READ = 1_000
"""Letters of a message that are looked at: what is longer is no sentence."""

_EXPIRED = "EXPIRED"
"""What a server writes in the place of the session that has expired."""

_APP = "The app token {what}: check app_token_id and app_token, or make a new one."
_ERRORS: Final[dict[str, tuple[type[SourceError], str]]] = {
    "INVALID_KS": (
        SessionRefusedError,
        "The server refused the session (KS): it has expired or is not of this"
        " account; give a new ks, or a secret or an app token to open one with.",
    ),
    "START_SESSION_ERROR": (
        AuthenticationError,
        "The server opened no session: check partner_id and secret.",
    ),
    "INVALID_WIDGET_ID": (
        AuthenticationError,
        "The server knows no such account: check partner_id.",
    ),
    "APP_TOKEN_ID_NOT_FOUND": (AuthenticationError, _APP.format(what="is unknown")),
    "APP_TOKEN_NOT_ACTIVE": (AuthenticationError, _APP.format(what="is off")),
    "APP_TOKEN_EXPIRED": (AuthenticationError, _APP.format(what="has expired")),
    "INVALID_APP_TOKEN_HASH": (
        AuthenticationError,
        _APP.format(what="is not the one of its id"),
    ),
    "SERVICE_FORBIDDEN": (
        AuthenticationError,
        "The session may not do this ({message}): use one with the rights for live"
        " reports.",
    ),
    "ENTRY_ID_NOT_FOUND": (
        UnknownEventError,
        "The server knows no such event: check entry_id and partner_id.",
    ),
    "ACTION_BLOCKED": (
        BlockedError,
        "The server is blocking our calls: poll less often, or ask whoever runs it.",
    ),
}
_HAS_EXPIRED = (
    "The session (KS) has expired: give a new ks, or a secret or an app token to open"
    " sessions with."
)


def code_of(answer: Any) -> str:
    """Give the code of an API error; empty when an answer is none."""
    if not isinstance(answer, dict) or answer.get("objectType") != _EXCEPTION:
        return ""
    return str(answer.get("code", "")) or "UNKNOWN"


def error_of(answer: Any) -> SourceError | None:
    """Tell whether an answer is an API error, and give it as one of ours."""
    code = code_of(answer)
    if not code:
        return None
    text = str(answer.get("message") or answer.get("code") or "")
    # Servers quote what they refuse.
    message = " ".join(redacted(text[:_MOST_READ]).split())[:_MAX_MESSAGE]
    kind, sentence = _ERRORS.get(
        code, (SourceUnavailableError, "The server could not answer: {message}.")
    )
    if kind is SessionRefusedError and f'"{_EXPIRED}"' in message:
        sentence = _HAS_EXPIRED
    return kind(sentence.format(message=message.rstrip(".")))


def checked(answer: Any) -> Any:
    """Give an answer back.

    Raises
    ------
    SourceError
        If it is an error.
    """
    if error := error_of(answer):
        raise error
    return answer


def mask(answer: Any) -> None:
    """Take what is secret out of error messages: servers quote what they refuse."""
    for item in answer if isinstance(answer, list) else [answer]:
        if code_of(item):
            told = {name: item.get(name, "") for name in ("code", "message")}
            item.clear()
            item["objectType"] = _EXCEPTION
            for name, text in told.items():
                item[name] = redacted(str(text)[:_MOST_READ])
