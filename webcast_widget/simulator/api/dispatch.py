"""From a request's parameters to a result: find the action, check, run it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webcast_widget.simulator.api import (
    errors,
    ingest,
    live_service,
    live_stream,
    report_service,
    sessions,
)
from webcast_widget.simulator.api.action import Call, Level, Service
from webcast_widget.simulator.api.files import Files
from webcast_widget.simulator.api.responses import Download, Result, api_error
from webcast_widget.simulator.api.values import Params, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account

logger = logging.getLogger(__name__)


class Dispatcher:
    """The services of the API over one account.

    Parameters
    ----------
    account
        What the services tell of.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.sessions = sessions.Sessions(account.scenario)
        files = Files(account, self.sessions)
        # Names are compared in lower case, as the vendor's server does.
        self.services: dict[str, Service] = {
            **sessions.services(self.sessions, account.now),
            **live_service.services(account, files),
            **live_stream.services(account),
            **report_service.services(account, files),
            **ingest.services(account),
        }

    def answer(self, params: Params, base_url: str = "") -> Result:
        """Answer one call; an error is an answer too.

        Parameters
        ----------
        params
            The call.
        base_url
            Where the caller found the API, for the links in the answer.
        """
        try:
            return self._run(params, base_url)
        except errors.ApiError as error:
            return api_error(error)
        except Download:
            raise
        except Exception:
            # The vendor's server answers this when it fails; a client should not
            # see another shape because a simulation has a fault.
            logger.exception("The simulated service failed.")
            return api_error(errors.internal_error())

    def _run(self, params: Params, base_url: str) -> Result:
        service = as_text(params.get("service")).lower()
        name = as_text(params.get("action")).lower()
        if not service:
            raise errors.service_not_specified()
        if service not in self.services:
            raise errors.service_does_not_exist(service)
        action = self.services[service].get(name)
        if action is None:
            raise errors.action_does_not_exist(name, service)
        ks = as_text(params.get("ks"))
        session = self.sessions.check(ks, self.account.now()) if ks else None
        for mandatory in action.mandatory:
            if params.get(mandatory) is None:
                raise errors.missing_parameter(mandatory)
        level = session.level if session else Level.ANYONE
        if level < action.level:
            raise errors.service_forbidden(service, name)
        may_download = session is not None and session.may_download
        if action.needs_download and not may_download:
            raise errors.service_forbidden(service, name)
        return action.run(Call(params, session, base_url))
