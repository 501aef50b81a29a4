"""Which account, and by what it is opened: from arguments, or the environment."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.secret import Hidden, Secret
from webcast_widget.timeline.number import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

_Given = TypeVar("_Given")

_LONGEST_ID = 100
"""The longest id of an event, in characters: a session is longer."""

_NO_TEXT: Final = "<no text>"
"""Stands for a secret that is of another kind."""


@dataclass(frozen=True)
class Credentials:
    """What sessions are had by; what is not given is None.

    Parameters
    ----------
    ks
        An open session.
    secret
        The account's user or admin secret.
    app_token_id, app_token
        An application token; both or neither.
    """

    ks: Secret | None = None
    secret: Secret | None = None
    app_token_id: str = ""
    app_token: Secret | None = None

    @property
    def can_open(self) -> bool:
        """Whether a session can be opened with them."""
        return self.secret is not None or self.app_token is not None


def credentials(
    session: Secret | None,
    account: Secret | None,
    token_id: Hidden | None,
    token: Secret | None,
    environ: Mapping[str, str] | None,
) -> Credentials:
    """Take what was given; the environment's only where nothing was.

    Raises
    ------
    ConfigurationError
        If there is nothing to have a session by, half of an app token, or what is no
        text.
    """
    given = (each for each in (session, account, token) if each is not None)
    if any(each.reveal() == _NO_TEXT for each in given):
        raise ConfigurationError(
            "ks, secret and app_token are texts: put them in quotes."
        )
    if not (session or account or token or token_id):
        # All or none: the caller's may be of another account.
        session = wrapped(setting("KALTURA_KS", environ))
        account = wrapped(setting("KALTURA_SECRET", environ))
        token = wrapped(setting("KALTURA_APP_TOKEN", environ))
        token_id = hidden(setting("KALTURA_APP_TOKEN_ID", environ))
    elif token_id and not token:
        # The id is no secret, and may stand in a notebook.
        token = wrapped(setting("KALTURA_APP_TOKEN", environ))
    if token and token_id and _is_swapped(token_id, token):
        raise ConfigurationError(
            "app_token_id is no id but looks like a secret: app_token_id and app_token"
            " have changed places."
        )
    if bool(token_id) != bool(token):
        raise ConfigurationError(
            "Half of an app token is missing: give app_token_id and app_token, or set"
            " KALTURA_APP_TOKEN_ID and KALTURA_APP_TOKEN."
        )
    if not (session or account or token):
        raise ConfigurationError(
            "There is no session: give ks, secret, or app_token_id and app_token, or"
            " set KALTURA_KS, KALTURA_SECRET, or KALTURA_APP_TOKEN_ID and"
            " KALTURA_APP_TOKEN."
        )
    return Credentials(session, account, token_id.reveal() if token_id else "", token)


def wrapped(text: object) -> Secret | None:
    """Put what was given where it does not print; None where nothing was."""
    if isinstance(text, Secret):
        return text
    if text is None or text == "":
        return None
    # What is no text is refused later: an error from here would print it.
    return Secret(text if isinstance(text, str) else _NO_TEXT)


def setting(name: str, environ: Mapping[str, str] | None) -> str:
    """Give a variable of the environment; empty when it is not set."""
    return (os.environ if environ is None else environ).get(name, "")


def hidden(given: _Given | str) -> _Given | Hidden | None:
    """Put a text where it does not print; None where nothing was given.

    It may be a secret that has changed places with another argument: it is neither
    shown in a traceback nor repeated.
    """
    if isinstance(given, str):
        return Hidden(given) if given else None
    return given


def entry_of(entry_id: object) -> str:
    """Check the id of an event.

    Raises
    ------
    ConfigurationError
        If it is none, or several.
    """
    # A comma would make the server add several events up into one series. Nothing is
    # repeated: it may be a secret in the wrong place.
    if not isinstance(entry_id, Hidden):
        problem = f"{entry_id!r:.40}"
    elif "," in entry_id.reveal():
        problem = "several, with commas"
    elif not 0 < len(entry_id.reveal().strip()) <= _LONGEST_ID:
        problem = "empty, or longer than any"
    elif _is_secret(entry_id.reveal().strip()):
        problem = "no id but looks like a secret"
    else:
        return entry_id.reveal().strip()
    raise ConfigurationError(
        f"entry_id is {problem}: give the id of one live entry, such as '1_k2m4x9a1'."
    )


def partner_of(value: object) -> int:
    """Read the number of an account.

    Raises
    ------
    ConfigurationError
        If it is none; it is not repeated, as it may be a secret in the wrong place.
    """
    number = _partner(value)
    if number is None:
        raise ConfigurationError(
            "partner_id is no account's number: give one such as 4321, or set"
            " KALTURA_PARTNER_ID."
        )
    return number


def _partner(value: object) -> int | None:
    told = value.reveal() if isinstance(value, Hidden) else str(value)
    told = told.strip()
    return int(told) if re.fullmatch("[0-9]{1,12}", told) else None


def _is_swapped(token_id: Hidden, token: Secret) -> bool:
    return _is_secret(token_id.reveal()) and not _is_secret(token.reveal())


def _is_secret(text: str) -> bool:
    """Tell whether a text looks like an account's secret, a token or a session."""
    return re.fullmatch("[0-9a-f]{32,}", text) is not None or text.startswith("djJ8")


def history_of(seconds: Any) -> float:
    """Check how far back a history is asked for.

    Raises
    ------
    ConfigurationError
        If it is no number of seconds above 0.
    """
    if not (is_number(seconds) and 0 < seconds < math.inf):
        raise ConfigurationError(
            f"history_s is {seconds!r}: give seconds above 0, such as 129600 for 36 hours."
        )
    return float(seconds)
