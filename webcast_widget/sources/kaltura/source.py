"""KalturaSource: one live event on a Kaltura server of any generation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import (
    ConfigurationError,
    SessionRefusedError,
    SourceError,
)
from webcast_widget.sources.kaltura import account, calls
from webcast_widget.sources.kaltura.network import network
from webcast_widget.sources.kaltura.poll import Poll
from webcast_widget.sources.kaltura.session import Session
from webcast_widget.sources.kaltura.state import State
from webcast_widget.sources.kaltura.taken import ReportsLostError
from webcast_widget.sources.kaltura.transport import Transport

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import httpx

    from webcast_widget.sources.secret import Hidden, Secret
    from webcast_widget.timeline.records import Batch

CLIENT_TAG: Final = "webcast_widget"
"""Names us to the server. A tag that begins with ``KWP:`` would make some servers
leave viewers and plays out of their reports."""

_HISTORY_S = 36 * 3600


class KalturaSource:
    """One live event on a Kaltura server.

    Asks the ``report`` service where the server has it and the session may, which an
    admin's may, and ``liveReports`` elsewhere. Either way the figures are the same;
    only the quality of single slots is had from ``report`` alone.

    What is left out is taken from the environment: ``KALTURA_SERVICE_URL``,
    ``KALTURA_PARTNER_ID``, ``KALTURA_KS``, ``KALTURA_SECRET``,
    ``KALTURA_APP_TOKEN_ID``, ``KALTURA_APP_TOKEN``.

    Parameters
    ----------
    entry_id
        Id of the live entry, such as ``"1_k2m4x9a1"``.
    partner_id
        The account's number.
    service_url
        The server, such as ``"https://www.example.com"``.
    ks
        An open session; a user session is enough.
    secret
        The account's user or admin secret, to open sessions with. With both, `ks`
        is used until it ends or the server refuses it.
    app_token_id, app_token
        An application token, to open sessions with instead of a secret.
    user_id
        Whose sessions they are to be.
    history_s
        How far back the first poll asks, seconds. The 2015 server keeps 36 hours.
    proxy
        URL of a proxy; one of SOCKS needs ``webcast-widget[socks]``. Without one the
        environment's counts (``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY``,
        ``NO_PROXY`` with hosts and networks), but for a server on this machine.
    ca_bundle
        File or folder with the certificates to trust, in PEM format. Without one the
        environment's counts (``SSL_CERT_FILE``, ``SSL_CERT_DIR``).
    http
        Stands in for the network in tests.
    environ
        Stands in for the environment in tests.

    Raises
    ------
    ConfigurationError
        If something needed is missing or cannot be used.
    MissingDependencyError
        If the proxy needs a package that is not there.

    Warns
    -----
    UserWarning
        If the environment names a proxy or certificates that cannot be used: they are
        left out.
    """

    def __init__(  # noqa: PLR0913 - an account and the way to it are told by that much
        self,
        entry_id: str | Hidden | None,
        *,
        partner_id: int | str | Hidden | None = None,
        service_url: str | Hidden | None = None,
        ks: str | Secret | None = None,
        secret: str | Secret | None = None,
        app_token_id: str | Hidden | None = None,
        app_token: str | Secret | None = None,
        user_id: str = "",
        history_s: float = _HISTORY_S,
        proxy: str | Hidden | None = None,
        ca_bundle: str | os.PathLike[str] | None = None,
        http: httpx.AsyncBaseTransport | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        # Before anything can fail: tracebacks may print the arguments of this frame.
        ks = account.wrapped(ks)
        secret = account.wrapped(secret)
        app_token = account.wrapped(app_token)
        app_token_id = account.hidden(app_token_id)
        entry_id, partner_id = account.hidden(entry_id), account.hidden(partner_id)
        service_url, proxy = account.hidden(service_url), account.hidden(proxy)
        self._entry_id = account.entry_of(entry_id)
        # The environment's are hidden, or never a local of this frame.
        url = service_url or account.hidden(
            account.setting("KALTURA_SERVICE_URL", environ)
        )
        if url is None:
            raise ConfigurationError(
                "There is no server: give service_url or set KALTURA_SERVICE_URL."
            )
        self._partner_id = account.partner_of(
            partner_id or account.hidden(account.setting("KALTURA_PARTNER_ID", environ))
        )
        credentials = account.credentials(ks, secret, app_token_id, app_token, environ)
        self._transport = Transport(network(url, proxy, ca_bundle, http, environ))
        self._session = Session(self._partner_id, credentials, user_id)
        self._state = State(self._entry_id, account.history_of(history_s))

    @property
    def event_id(self) -> str:
        """Id of the live entry."""
        return self._entry_id

    @property
    def name(self) -> str:
        """The server and the account, without any secret."""
        return f"Kaltura {self._transport.service_url} (partner {self._partner_id})"

    def __repr__(self) -> str:
        if not hasattr(self, "_transport"):
            # Half made, as the frames of an error about its arguments show it.
            return "<KalturaSource>"
        return f"<KalturaSource {self._entry_id} at {self._transport.service_url}>"

    async def fetch(self, since: float | None) -> Batch:
        """Ask everything in one multirequest; see `Source.fetch`.

        Parameters
        ----------
        since
            Epoch seconds UTC; None asks for the whole history.

        Raises
        ------
        AuthenticationError
            If the session or the secret is refused.
        UnknownEventError
            If the server knows no such event, or has nothing about it.
        SourceError
            If there was no usable answer.
        """
        if since is None:
            # Whoever asks for everything has nothing of what was told before.
            self._state.forget()
        try:
            return await self._fetch(since)
        except ReportsLostError:
            # A renewed session may do less: at once again, without them.
            pass
        except SessionRefusedError:
            if not self._session.renewable:
                raise
            self._session.forget()
        return await self._fetch(since)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def _fetch(self, since: float | None) -> Batch:
        loop, state = asyncio.get_running_loop(), self._state
        now = state.clock.expected(loop.time())
        ks = await self._session.ks(self._transport, now)
        poll = Poll(state, since, now)
        requests, asks_session = poll.calls(), self._session.is_to_ask_for
        if asks_session:
            requests.append(calls.session())
        sent_at = loop.time()
        try:
            answers = await self._transport.multirequest(
                requests, {"ks": ks, "clientTag": CLIENT_TAG}
            )
        except SourceError:
            poll.failed()
            raise
        took_s = loop.time() - sent_at
        told = self._transport.server_time
        if told is not None:
            state.clock.heard(told, sent_at)
        if asks_session:
            self._session.told(answers.pop(), told)
        return poll.batch(answers, told, took_s)
