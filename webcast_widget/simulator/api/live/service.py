"""The service `liveReports`: its four actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.call import Action, Level, Service
from webcast_widget.simulator.api.live.crowds import Crowds
from webcast_widget.simulator.api.live.exports import Exports
from webcast_widget.simulator.api.live.ranges import Slots
from webcast_widget.simulator.api.live.reports import get_events, get_report

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.api.files import Files


def services(account: Account, files: Files) -> dict[str, Service]:
    """Give the service of the live analytics."""
    slots = Slots(account)
    crowds = Crowds(slots)
    exports = Exports(crowds, files)
    return {
        "livereports": {
            "getevents": Action(
                lambda call: get_events(slots, call.params), ("reportType",)
            ),
            "getreport": Action(
                lambda call: get_report(crowds, call.params), ("reportType",)
            ),
            "exporttocsv": Action(exports.export, ("reportType", "params")),
            "servereport": Action(
                exports.serve, ("id",), Level.WIDGET, needs_download=True
            ),
        },
    }
