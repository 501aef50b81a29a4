"""Opening sessions: from a secret, or from an application token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import AuthenticationError, PayloadError
from webcast_widget.sources.kaltura.api_errors import code_of, error_of
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.account import Credentials
    from webcast_widget.sources.kaltura.transport import Transport

LIFETIME_S: Final = 86_400
"""How long a session is asked to last, seconds."""

_LONGEST = 8_192
"""The longest KS, in characters: each call carries it."""

USER, ADMIN = 0, 2
HASHES: Final = ("sha256", "sha1", "sha512", "md5")
"""What an app token may be hashed with, the usual ones first: its maker chose."""


@dataclass(frozen=True)
class Opened:
    """An open session.

    Parameters
    ----------
    ks
        Its token.
    until
        When it ends by the server's clock, epoch seconds; None when not known.
    lifetime_s
        How long it lasts in all, seconds.
    """

    ks: Secret
    until: float | None
    lifetime_s: float = 0.0


class Opener:
    """Opens sessions of one account; what worked once is tried first.

    Parameters
    ----------
    partner_id
        The account.
    credentials
        What to open them by; an app token goes before a secret.
    user_id
        Whose sessions they are to be, as the account's logs will show it.
    """

    def __init__(self, partner_id: int, credentials: Credentials, user_id: str) -> None:
        self._partner_id = partner_id
        self._credentials = credentials
        self._user_id = user_id
        self._kinds = [ADMIN, USER]
        self._hashes = list(HASHES)

    async def open(self, transport: Transport) -> Opened:
        """Open a session.

        Raises
        ------
        AuthenticationError
            If the server refuses the secret or the app token.
        """
        if self._credentials.app_token is not None:
            return await self._by_app_token(transport, self._credentials.app_token)
        if self._credentials.secret is not None:
            return await self._by_secret(transport, self._credentials.secret)
        raise AuthenticationError(
            "There is no session: give ks, secret, or app_token_id and app_token."
        )

    async def _by_secret(self, transport: Transport, secret: Secret) -> Opened:
        # Which of its two secrets an account gave us only the server can tell. An
        # admin's session may read more reports.
        *others, last = self._kinds
        for kind in others:
            try:
                return await self._start(transport, secret, kind)
            except AuthenticationError:
                continue
        opened = await self._start(transport, secret, last)
        self._kinds = [last]
        return opened

    async def _start(self, transport: Transport, secret: Secret, kind: int) -> Opened:
        answer = await transport.call(
            "session",
            "start",
            {
                "secret": secret,
                "userId": self._user_id,
                "type": kind,
                "partnerId": self._partner_id,
                "expiry": LIFETIME_S,
            },
        )
        now = transport.server_time
        until = None if now is None else now + LIFETIME_S
        return Opened(_ks(answer), until, LIFETIME_S)

    async def _by_app_token(self, transport: Transport, token: Secret) -> Opened:
        answer = await transport.call(
            "session",
            "startWidgetSession",
            {"widgetId": f"_{self._partner_id}"},
        )
        widget = _ks(answer.get("ks") if isinstance(answer, dict) else None)
        hashes = list(self._hashes)
        answers = await transport.multirequest(
            [self._token_call(widget, token, name) for name in hashes], {"ks": widget}
        )
        for name, each in zip(hashes, answers, strict=True):
            if isinstance(each, dict) and each.get("ks"):
                self._hashes = [name]
                return _opened(each, transport.server_time)
        # Of several reasons the one that is not about our guess at the hash.
        answers.sort(key=lambda each: code_of(each) == "INVALID_APP_TOKEN_HASH")
        raise error_of(answers[0]) or _no_ks()

    def _token_call(self, widget: Secret, token: Secret, name: str) -> dict[str, Any]:
        return {
            "service": "appToken",
            "action": "startSession",
            "id": self._credentials.app_token_id,
            "tokenHash": _digest(name, widget, token),
            "userId": self._user_id,
            # Heeded only where the token itself does not say.
            "type": ADMIN,
            "expiry": LIFETIME_S,
        }


def _digest(name: str, widget: Secret, token: Secret) -> Secret:
    """Hash a token by the vendor's scheme; the server checks it against its own."""
    digest = hashlib.new(name, usedforsecurity=False)
    digest.update((widget.reveal() + token.reveal()).encode())
    return Secret(digest.hexdigest())


def _opened(answer: dict[str, Any], now: float | None) -> Opened:
    until = answer.get("expiry")
    if not isinstance(until, int) or now is None:
        return Opened(_ks(answer["ks"]), None)
    return Opened(_ks(answer["ks"]), float(until), until - now)


def _ks(text: Any) -> Secret:
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST:
        raise _no_ks()
    return Secret(text)


def _no_ks() -> PayloadError:
    return PayloadError("The server opened a session but sent no KS.")
