"""The services `session` and `appToken`: sessions are started and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.call import Action, Call, Level, Service
from webcast_widget.simulator.api.errors import service_forbidden
from webcast_widget.simulator.api.session.sessions import Sessions, info
from webcast_widget.simulator.api.values import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.result import Result


def services(sessions: Sessions, now: Callable[[], float]) -> dict[str, Service]:
    """Give the services that sessions are started and ended by."""

    def get(call: Call) -> Result:
        ks = as_text(call.params.get("session"))
        session = sessions.check(ks, now()) if ks else call.session
        if session is None:
            raise service_forbidden("session", "get")
        return info(session)

    def end(call: Call) -> Result:
        if call.session is not None:
            sessions.revoke(call.session.ks)
        return None

    return {
        "session": {
            "start": Action(
                lambda call: sessions.start(call.params, now()),
                ("secret",),
                Level.ANYONE,
            ),
            "startwidgetsession": Action(
                lambda call: sessions.start_widget(call.params, now()),
                ("widgetId",),
                Level.ANYONE,
            ),
            "get": Action(get, level=Level.WIDGET),
            "end": Action(end, level=Level.WIDGET),
        },
        "apptoken": {
            "startsession": Action(
                lambda call: sessions.start_by_app_token(call, now()),
                ("id", "tokenHash"),
                Level.WIDGET,
            ),
        },
    }
