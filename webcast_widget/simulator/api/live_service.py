"""The service `liveReports`: its four actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.action import Action, Service
from webcast_widget.simulator.api.live_exports import Exports
from webcast_widget.simulator.api.live_ranges import Slots
from webcast_widget.simulator.api.live_reports import get_events, get_report

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account


def services(account: Account) -> dict[str, Service]:
    """Give the service of the live analytics."""
    slots = Slots(account)
    exports = Exports(slots)
    return {
        "livereports": {
            "getevents": Action(
                lambda call: get_events(slots, call.params), ("reportType",)
            ),
            "getreport": Action(
                lambda call: get_report(slots, call.params), ("reportType",)
            ),
            "exporttocsv": Action(
                lambda call: exports.export(call.params), ("reportType", "params")
            ),
            "servereport": Action(
                lambda call: exports.serve(call.params), ("id",), needs_download=True
            ),
        },
    }
