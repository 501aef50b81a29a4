"""From a request's parameters to a result: find the action, check, run it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator.api import errors, live_reports, live_stream
from webcast_widget.simulator.api.responses import Result, api_error, api_object
from webcast_widget.simulator.api.sessions import Session, Sessions
from webcast_widget.simulator.api.values import Params, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.simulation import Simulation

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parameters, and the session when there is one."""

    params: Params
    session: Session | None


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API.

    Attributes
    ----------
    run
        Answers a call.
    mandatory
        Names of the parameters that it cannot do without.
    is_open
        Whether it may be called without a session.
    """

    run: Callable[[Call], Result]
    mandatory: tuple[str, ...] = ()
    is_open: bool = False


class Dispatcher:
    """The services of the API over one simulation.

    Parameters
    ----------
    simulation
        What the services tell of.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.sessions = Sessions(simulation.scenario)
        # Names are compared in lower case, as the vendor's server does.
        self.services: dict[str, dict[str, Action]] = {
            "session": {
                "start": Action(self._start_session, ("secret",), is_open=True),
                "get": Action(self._get_session),
                "end": Action(self._end_session),
            },
            "livereports": {
                "getevents": Action(
                    lambda call: live_reports.get_events(simulation, call.params),
                    ("reportType",),
                ),
                "getreport": Action(
                    lambda call: live_reports.get_report(simulation, call.params),
                    ("reportType",),
                ),
            },
            "livestream": {
                "get": Action(
                    lambda call: live_stream.get_entry(simulation, call.params),
                    ("entryId",),
                ),
                "islive": Action(
                    lambda call: live_stream.is_live(simulation, call.params),
                    ("id", "protocol"),
                ),
            },
        }

    def answer(self, params: Params) -> Result:
        """Answer one call; an error is an answer too."""
        try:
            return self._run(params)
        except errors.ApiError as error:
            return api_error(error)
        except Exception:
            # The vendor's server answers this when it fails; a client should not
            # see another shape because a simulation has a fault.
            logger.exception("The simulated service failed.")
            return api_error(errors.internal_error())

    def _run(self, params: Params) -> Result:
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
        session = self.sessions.check(ks, self.simulation.now()) if ks else None
        for mandatory in action.mandatory:
            if params.get(mandatory) is None:
                raise errors.missing_parameter(mandatory)
        if session is None and not action.is_open:
            raise errors.service_forbidden(service, name)
        return action.run(Call(params, session))

    def _start_session(self, call: Call) -> Result:
        return self.sessions.start(call.params, self.simulation.now())

    def _get_session(self, call: Call) -> Result:
        session = call.session
        if session is None:
            raise errors.service_forbidden("session", "get")
        return api_object(
            "KalturaSessionInfo",
            {
                "ks": session.ks,
                "sessionType": session.session_type,
                "partnerId": self.sessions.partner_id,
                "userId": session.user_id,
                "expiry": session.expiry,
                "privileges": session.privileges,
            },
        )

    def _end_session(self, call: Call) -> Result:
        if call.session is not None:
            self.sessions.end(call.session)
        return None
