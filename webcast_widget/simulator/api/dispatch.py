"""From a request's parameters to a result: find the action, check, run it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webcast_widget.simulator.api import errors, ingest
from webcast_widget.simulator.api.call import Call, Level, Service
from webcast_widget.simulator.api.entries import service as entries
from webcast_widget.simulator.api.files import Files
from webcast_widget.simulator.api.live import service as live
from webcast_widget.simulator.api.report import service as report
from webcast_widget.simulator.api.responses import Download, api_error
from webcast_widget.simulator.api.session import service as session
from webcast_widget.simulator.api.session.sessions import Sessions
from webcast_widget.simulator.api.values import Params, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.result import Result

logger = logging.getLogger(__name__)


class Dispatcher:
    """The services of the API over one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.sessions = Sessions(account.scenario)
        files = Files(account, self.sessions)
        # Names are compared in lower case, as the vendor's server does.
        self.services: dict[str, Service] = {
            **session.services(self.sessions, account.now),
            **live.services(account, files),
            **entries.services(account),
            **report.services(account, files),
            **ingest.services(account),
        }

    def answer(self, params: Params, base_url: str = "") -> Result:
        """Answer one call; an error is an answer too."""
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
            return api_error(errors.ApiError("INTERNAL_SERVERL_ERROR"))

    def _run(self, params: Params, base_url: str) -> Result:
        service = as_text(params.get("service")).lower()
        name = as_text(params.get("action")).lower()
        if not service:
            raise errors.ApiError("SERVICE_NOT_SPECIFIED")
        if service not in self.services:
            raise errors.ApiError("SERVICE_DOES_NOT_EXISTS", service)
        action = self.services[service].get(name)
        if action is None:
            raise errors.ApiError("ACTION_DOES_NOT_EXISTS", name, service)
        ks = as_text(params.get("ks"))
        caller = self.sessions.check(ks, self.account.now()) if ks else None
        for mandatory in action.mandatory:
            if params.get(mandatory) is None:
                raise errors.ApiError("MISSING_MANDATORY_PARAMETER", mandatory)
        level = caller.level if caller else Level.ANYONE
        if level < action.level:
            raise errors.service_forbidden(service, name)
        may_download = caller is not None and caller.may_download
        if action.needs_download and not may_download:
            raise errors.service_forbidden(service, name)
        return action.run(Call(params, caller, base_url))
