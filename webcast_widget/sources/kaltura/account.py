"""Which account, and by what it is opened: from arguments, or the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    ks: str | None,
    secret: str | None,
    app_token_id: str | None,
    app_token: str | None,
    environ: Mapping[str, str] | None,
) -> Credentials:
    """Wrap what was given; the environment's only where nothing was.

    Raises
    ------
    ConfigurationError
        If there is nothing to have a session by, or half of an app token.
    """
    # Wrapped at once: tracebacks may print the locals of this frame.
    session, account, token = _wrapped(ks), _wrapped(secret), _wrapped(app_token)
    del ks, secret, app_token
    if not (session or account or token or app_token_id):
        # All or none: the caller's may be of another account.
        session = _wrapped(setting("KALTURA_KS", environ))
        account = _wrapped(setting("KALTURA_SECRET", environ))
        token = _wrapped(setting("KALTURA_APP_TOKEN", environ))
        app_token_id = setting("KALTURA_APP_TOKEN_ID", environ)
    elif app_token_id and not token:
        # The id is no secret, and may stand in a notebook.
        token = _wrapped(setting("KALTURA_APP_TOKEN", environ))
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


def _wrapped(text: str | None) -> Secret | None:
    return Secret(text) if text else None


def setting(name: str, environ: Mapping[str, str] | None) -> str:
    """Give a variable of the environment; empty when it is not set."""
    return (os.environ if environ is None else environ).get(name, "")


def entry_of(entry_id: str) -> str:
    """Check the id of an event.

    Raises
    ------
    ConfigurationError
        If it is none, or several.
    """
    # A comma would make the server add several events up into one series.
    if not entry_id.strip() or "," in entry_id:
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
    except ValueError:
        raise ConfigurationError(
            f"partner_id is {value!r}: give the account's number, or set"
            " KALTURA_PARTNER_ID."
        ) from None
