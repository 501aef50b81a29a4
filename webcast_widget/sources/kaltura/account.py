"""Which account, and by what it is opened: from arguments, or the environment."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    app_token_id: str | None,
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
    if not (session or account or token or app_token_id):
        # All or none: the caller's may be of another account.
        session = wrapped(setting("KALTURA_KS", environ))
        account = wrapped(setting("KALTURA_SECRET", environ))
        token = wrapped(setting("KALTURA_APP_TOKEN", environ))
        app_token_id = setting("KALTURA_APP_TOKEN_ID", environ)
    elif app_token_id and not token:
        # The id is no secret, and may stand in a notebook.
        token = wrapped(setting("KALTURA_APP_TOKEN", environ))
    if bool(app_token_id) != bool(token):
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
    return Credentials(session, account, app_token_id or "", token)


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


def entry_of(entry_id: object) -> str:
    """Check the id of an event.

    Raises
    ------
    ConfigurationError
        If it is none, or several.
    """
    # A comma would make the server add several events up into one series.
    if not isinstance(entry_id, str) or not entry_id.strip() or "," in entry_id:
        raise ConfigurationError(
            f"entry_id is {entry_id!r}: give the id of one live entry,"
            " such as '1_k2m4x9a1'."
        )
    return entry_id.strip()


def partner_of(value: int | str) -> int:
    """Read the number of an account.

    Raises
    ------
    ConfigurationError
        If it is none.
    """
    try:
        return int(value)
    except (ValueError, TypeError):
        raise ConfigurationError(
            f"partner_id is {value!r}: give the account's number, or set"
            " KALTURA_PARTNER_ID."
        ) from None


def history_of(seconds: Any) -> float:
    """Check how far back a history is asked for.

    Raises
    ------
    ConfigurationError
        If it is no number of seconds above 0.
    """
    number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not (number and 0 < seconds < math.inf):
        raise ConfigurationError(
            f"history_s is {seconds!r}: give seconds above 0, such as 129600 for 36 hours."
        )
    return float(seconds)
