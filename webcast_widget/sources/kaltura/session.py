"""The session (KS) that every call carries: taken or opened, and renewed in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.sources.kaltura.opening import Opened, Opener

if TYPE_CHECKING:
    from webcast_widget.sources.kaltura.account import Credentials
    from webcast_widget.sources.kaltura.transport import Transport
    from webcast_widget.sources.secret import Secret

_BEFORE_S = 300.0
_SHARE = 0.1
"""A session is renewed this long before its end, or a tenth of its life if less."""


class Session:
    """Gives a KS, and a new one before it ends or after the server refused it.

    Parameters
    ----------
    partner_id
        The account.
    credentials
        A KS that somebody else opened is used as long as it lasts; then sessions are
        opened by the others.
    user_id
        Whose sessions they are to be.
    """

    def __init__(self, partner_id: int, credentials: Credentials, user_id: str) -> None:
        self._opener = Opener(partner_id, credentials, user_id)
        self._renewable = credentials.can_open
        self._opened: Opened | None = None
        if credentials.ks is not None:
            self._opened = Opened(credentials.ks, None)
        self._asked = False

    @property
    def renewable(self) -> bool:
        """Whether a refused KS can be replaced."""
        return self._renewable

    @property
    def is_to_ask_for(self) -> bool:
        """Whether the server is to be asked when the session ends."""
        return (
            self._renewable
            and not self._asked
            and self._opened is not None
            and self._opened.until is None
        )

    def told(self, answer: Any, now: float | None) -> None:
        """Take the answer of ``session.get``; one that says nothing is let be."""
        self._asked = True
        until = answer.get("expiry") if isinstance(answer, dict) else None
        if isinstance(until, int) and now is not None and self._opened is not None:
            self._opened = Opened(self._opened.ks, float(until), until - now)

    def forget(self) -> None:
        """Drop the KS, so that the next `ks` opens a new one."""
        if self._renewable:
            self._opened = None

    async def ks(self, transport: Transport, now: float | None = None) -> Secret:
        """Give a KS, opening one if there is none or if it is about to end.

        Parameters
        ----------
        transport
            Whom to open it with.
        now
            Epoch seconds by the server's clock; None when not known.

        Raises
        ------
        AuthenticationError
            If the server refuses to open one.
        """
        if self._opened is not None and self._ends(self._opened, now):
            self.forget()
        if self._opened is None:
            self._opened = await self._opener.open(transport)
        return self._opened.ks

    @staticmethod
    def _ends(opened: Opened, now: float | None) -> bool:
        if opened.until is None or now is None:
            return False
        return now >= opened.until - min(_BEFORE_S, _SHARE * opened.lifetime_s)
