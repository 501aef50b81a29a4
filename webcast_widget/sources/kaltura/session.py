"""The session (KS) that every call carries: taken, or opened from a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.errors import AuthenticationError, PayloadError
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.transport import Transport

_USER, _ADMIN = 0, 2
_LIFETIME_S = 86_400


class Session:
    """Gives a KS, and a new one after the server has refused the last.

    Parameters
    ----------
    partner_id
        The account.
    ks
        A session somebody else opened; used as long as the server takes it.
    secret
        The account's user or admin secret, from which sessions are opened.
    user_id
        Whose session it is to be, as the account's logs will show it.
    """

    def __init__(
        self, partner_id: int, ks: Secret | None, secret: Secret | None, user_id: str
    ) -> None:
        self._partner_id = partner_id
        self._ks = ks
        self._secret = secret
        self._user_id = user_id

    @property
    def renewable(self) -> bool:
        """Whether a refused KS can be replaced."""
        return self._secret is not None

    def forget(self) -> None:
        """Drop the KS, so that the next `ks` opens a new one."""
        if self.renewable:
            self._ks = None

    async def ks(self, transport: Transport) -> Secret:
        """Give a KS, opening one if there is none.

        Raises
        ------
        AuthenticationError
            If the server refuses the secret.
        """
        if self._ks is None:
            self._ks = await self._open(transport)
        return self._ks

    async def _open(self, transport: Transport) -> Secret:
        # Which of its two secrets an account gave us only the server can tell.
        try:
            return await self._start(transport, _USER)
        except AuthenticationError:
            return await self._start(transport, _ADMIN)

    async def _start(self, transport: Transport, kind: int) -> Secret:
        if self._secret is None:
            raise AuthenticationError("There is no session: give ks or secret.")
        answer = await transport.call(
            "session",
            "start",
            {
                "secret": self._secret,
                "userId": self._user_id,
                "type": kind,
                "partnerId": self._partner_id,
                "expiry": _LIFETIME_S,
            },
        )
        if not isinstance(answer, str) or not answer:
            raise PayloadError("The server opened a session but sent no KS.")
        return Secret(answer)
