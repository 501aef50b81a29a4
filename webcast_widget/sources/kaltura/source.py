"""KalturaSource: one live event on a Kaltura server, asked through liveReports."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import (
    ConfigurationError,
    SessionRefusedError,
    SourceError,
    UnknownEventError,
)
from webcast_widget.sources.kaltura import wire
from webcast_widget.sources.kaltura.pace import ReportBudget, ServerClock
from webcast_widget.sources.kaltura.plan import Plan, Window
from webcast_widget.sources.kaltura.session import Session
from webcast_widget.sources.kaltura.transport import Transport, base_url, error_of
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

CLIENT_TAG: Final = "webcast_widget"
"""Names us to the server. A tag that begins with ``KWP:`` would make some servers
leave viewers and plays out of their reports."""

_HISTORY_S = 36 * 3600
_NOW = -2
"""The server's "now": 0 and -1 mean other things to its readers of times."""


@dataclass
class _Reports:
    """What the answers of getReport brought, and what kept some of them away."""

    minutes: list[Minute] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    refused: int = 0
    trouble: str = ""


class KalturaSource:
    """One live event on a Kaltura server.

    What is left out is taken from the environment: ``KALTURA_SERVICE_URL``,
    ``KALTURA_PARTNER_ID``, ``KALTURA_KS``, ``KALTURA_SECRET``.

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
        is used until the server refuses it.
    user_id
        Whose sessions they are to be.
    history_s
        How far back the first poll asks, seconds. The 2015 server keeps 36 hours.
    http
        Stands in for the network in tests.
    environ
        Stands in for the environment in tests.

    Raises
    ------
    ConfigurationError
        If something needed is missing or cannot be used.
    """

    def __init__(  # noqa: PLR0913 - an account is told by that much
        self,
        entry_id: str,
        *,
        partner_id: int | str | None = None,
        service_url: str | None = None,
        ks: str | None = None,
        secret: str | None = None,
        user_id: str = "",
        history_s: float = _HISTORY_S,
        http: httpx.AsyncBaseTransport | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        # Wrapped at once, and never a local of this frame when from the environment:
        # tracebacks may print locals.
        account = _account(ks, secret, environ)
        self._entry_id = _entry_id(entry_id)
        url = service_url or _setting("KALTURA_SERVICE_URL", environ)
        if not url:
            raise ConfigurationError(
                "There is no server: give service_url or set KALTURA_SERVICE_URL."
            )
        partner = _partner_id(partner_id or _setting("KALTURA_PARTNER_ID", environ))
        if account == (None, None):
            raise ConfigurationError(
                "There is no session: give ks or secret, or set KALTURA_KS or"
                " KALTURA_SECRET."
            )
        self._transport = Transport(base_url(url), http)
        self._session = Session(partner, *account, user_id)
        self._partner_id = partner
        self._history_s = history_s
        self._plan = Plan()
        self._event: Event | None = None
        self._known = False
        self._live_only = True
        self._clock = ServerClock()
        self._budget = ReportBudget()
        self._complete = False

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
        """Ask getEvents and getReport in one multirequest; see `Source.fetch`.

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
        try:
            return await self._fetch(since)
        except SessionRefusedError:
            if not self._session.renewable:
                raise
            self._session.forget()
        return await self._fetch(since)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def _fetch(self, since: float | None) -> Batch:
        loop = asyncio.get_running_loop()
        common = {
            "ks": await self._session.ks(self._transport),
            "clientTag": CLIENT_TAG,
        }
        if since is None:
            # Whoever asks for everything has nothing of what was told before.
            self._plan = Plan()
            self._complete = False
        expected = self._clock.expected(loop.time())
        # A server that dates nothing is asked for what had settled before.
        asked_to = expected or since
        limit = self._budget.limit()
        windows = [] if asked_to is None else self._plan.due(asked_to, limit)
        calls = [self._events_call(since), self._is_live_call()]
        if self._event is None:
            calls.append(self._entry_call())
        fixed = len(calls)
        calls += [self._report_call(window) for window in windows]
        sent_at = loop.time()
        try:
            answers = await self._transport.multirequest(calls, common)
        except SourceError:
            self._budget.failed(len(windows))
            raise
        took_s = loop.time() - sent_at
        told = self._transport.server_time
        if told is not None:
            self._clock.heard(told, sent_at)
        broadcasting = _boolean(answers[1])
        if fixed > 2:  # noqa: PLR2004 - the call for the entry is the third
            self._take_entry(answers[2])
        slots, refused = wire.events(_checked(answers[0]))
        self._known = self._known or bool(slots)
        if self._event is None and not self._known:
            raise UnknownEventError(
                f"The server has nothing about {self._entry_id}: check entry_id and"
                " partner_id, or wait for the event to begin."
            )
        self._plan.saw(slots)
        reports = self._take_reports(
            windows,
            answers[fixed:],
            broadcasting=broadcasting,
            told=told or expected or 0.0,
        )
        if reports.trouble:
            self._budget.failed(len(windows))
        else:
            self._budget.answered(took_s, len(windows))
        as_of, progress = self._vouched(told, expected)
        self._complete = self._complete or progress is None
        return Batch(
            slots=[*slots, *reports.slots],
            minutes=reports.minutes,
            as_of=as_of,
            event=self._event,
            broadcasting=broadcasting,
            progress=None if self._complete else progress,
            # What just failed is not asked for again at once.
            more=progress is not None and limit > 0 and not reports.trouble,
            refused=refused + reports.refused,
            trouble=reports.trouble,
        )

    def _vouched(
        self, told: float | None, expected: float | None
    ) -> tuple[float | None, float | None]:
        """Give the moment up to which all was asked for, and the progress to it.

        What settled between the expected and the true moment of the answer was not
        asked for yet: it stays provisional until the next poll, which follows at
        once if that is more than a slot.
        """
        if told is None:
            return None, None
        as_of = told if expected is None else min(told, expected)
        behind = told - as_of > SLOT_S
        return as_of, self._plan.progress(told if behind else as_of)

    def _take_entry(self, answer: Any) -> None:
        """Name the event; a session that may not read entries still sees figures."""
        if error_of(answer) is None and isinstance(answer, dict):
            self._event = Event(self._entry_id, str(answer.get("name") or ""))

    def _take_reports(
        self,
        windows: list[Window],
        answers: list[Any],
        *,
        broadcasting: bool | None,
        told: float,
    ) -> _Reports:
        if broadcasting:
            self._live_only = True
        taken = _Reports()
        totals: dict[Window, wire.Totals | None] = {}
        for window, answer in zip(windows, answers, strict=True):
            try:
                totals[window] = wire.report(_checked(answer), self._entry_id)
            except SessionRefusedError:
                raise
            except SourceError as error:
                # Without it there still is attendance; it is asked for again.
                taken.trouble = f"Bitrate and plays are incomplete. {error}"
                self._plan.failed(window)
        nothing = all(total is None for total in totals.values())
        if self._live_only and totals and broadcasting is False and nothing:
            # Servers of the later generation answer live=1 only while on the air;
            # those of 2015 have 10-second figures for live=1 alone.
            self._live_only = False
            return taken
        for window, total in totals.items():
            if total is not None and not self._plausible(window, total):
                taken.refused += 1
                total = None  # noqa: PLW2901 - as if it had not been sent
            minutes, slots = self._plan.answer(window, total, told)
            taken.minutes += minutes
            taken.slots += slots
        return taken

    def _plausible(self, window: Window, totals: wire.Totals) -> bool:
        """Tell whether a report is of its window alone.

        Without live=1 a server of 2015 answers with the whole hour that begins in
        the window.
        """
        if self._live_only or totals.live is None:
            return True
        return totals.live <= 2 * self._plan.heartbeats(window) + SLOT_S

    def _events_call(self, since: float | None) -> dict[str, Any]:
        start = -int(self._history_s) if since is None else int(since)
        return {
            "service": "liveReports",
            "action": "getEvents",
            "reportType": "ENTRY_TIME_LINE",
            "filter": {
                "objectType": "KalturaLiveReportInputFilter",
                "entryIds": self._entry_id,
                "fromTime": start,
                "toTime": _NOW,
            },
        }

    def _report_call(self, window: Window) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "objectType": "KalturaLiveReportInputFilter",
            "entryIds": self._entry_id,
            "fromTime": window.first,
            "toTime": window.last,
        }
        if self._live_only:
            asked["live"] = 1
        return {
            "service": "liveReports",
            "action": "getReport",
            "reportType": "ENTRY_TOTAL",
            "filter": asked,
        }

    def _is_live_call(self) -> dict[str, Any]:
        return {
            "service": "liveStream",
            "action": "isLive",
            "id": self._entry_id,
            "protocol": "hls",
        }

    def _entry_call(self) -> dict[str, Any]:
        return {"service": "liveStream", "action": "get", "entryId": self._entry_id}


def _checked(answer: Any) -> Any:
    if error := error_of(answer):
        raise error
    return answer


def _boolean(answer: Any) -> bool | None:
    """Read isLive; a session that may not ask it leaves it unknown."""
    error = error_of(answer)
    if isinstance(error, SessionRefusedError):
        raise error
    return answer if isinstance(answer, bool) else None


def _setting(name: str, environ: Mapping[str, str] | None) -> str:
    return (os.environ if environ is None else environ).get(name, "")


def _account(
    ks: str | None, secret: str | None, environ: Mapping[str, str] | None
) -> tuple[Secret | None, Secret | None]:
    """Give session and secret; the environment's only where neither is given."""
    if not ks and not secret:
        # Both or neither: the caller's may be of another account.
        ks = _setting("KALTURA_KS", environ)
        secret = _setting("KALTURA_SECRET", environ)
    return Secret(ks) if ks else None, Secret(secret) if secret else None


def _entry_id(entry_id: str) -> str:
    # A comma would make the server add several events up into one series.
    if not entry_id.strip() or "," in entry_id:
        raise ConfigurationError(
            f"entry_id is {entry_id!r}: give the id of one live entry,"
            " such as '1_k2m4x9a1'."
        )
    return entry_id.strip()


def _partner_id(value: int | str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ConfigurationError(
            f"partner_id is {value!r}: give the account's number, or set"
            " KALTURA_PARTNER_ID."
        ) from None
