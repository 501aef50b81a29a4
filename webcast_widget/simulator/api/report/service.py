"""The service `report`: its actions, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.call import Action, Level, Service
from webcast_widget.simulator.api.report.exports import ReportExports
from webcast_widget.simulator.api.report.query import Query
from webcast_widget.simulator.api.report.reports import RealtimeReports

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.api.files import Files
    from webcast_widget.simulator.result import Result

ASKED = ("reportType", "reportInputFilter")


def services(account: Account, files: Files) -> dict[str, Service]:
    """Give the service of the reports."""
    reports = RealtimeReports(account)
    exports = ReportExports(reports, files)

    def action(run: Callable[[Query], Result]) -> Action:
        return Action(lambda call: run(Query(account, call.params)), ASKED, Level.ADMIN)

    return {
        "report": {
            "getgraphs": action(reports.get_graphs),
            "gettotal": action(reports.get_total),
            "gettable": action(reports.get_table),
            "geturlforreportascsv": Action(
                exports.url, ("reportTitle", *ASKED), Level.ADMIN
            ),
            "exporttocsv": Action(exports.export, ("params",), Level.ADMIN),
            "serve": Action(
                exports.serve, ("id",), level=Level.WIDGET, needs_download=True
            ),
        }
    }
