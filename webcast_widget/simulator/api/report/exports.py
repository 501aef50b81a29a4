"""`report` as CSV: tables, totals and graphs in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.files import BOM, Files
from webcast_widget.simulator.api.report.query import Query
from webcast_widget.simulator.api.report.reports import (
    RealtimeReports,
    columns,
    headers,
    number,
    rows,
)
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.api.values import Params, as_enum, as_object, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.api.call import Call
    from webcast_widget.simulator.api.report.reports import Table
    from webcast_widget.simulator.result import Result

RULE = "# ------------------------------------"
MAX_ROWS = 60_000
SERVE = "service/report/action/serve"
TABLE, TOTAL, GRAPH = "1", "2", "3"


class ReportExports:
    """Writes reports to files, and keeps them for who has the link."""

    def __init__(self, reports: RealtimeReports, files: Files) -> None:
        self.reports = reports
        self.files = files

    def url(self, call: Call) -> Result:
        """Answer `report.getUrlForReportAsCsv`: where the file is."""
        params = call.params
        query = Query(self.reports.account, params)
        title = as_text(params.get("reportTitle"))
        lines = self._table(query, as_text(params.get("headers")))
        text = _file(title, as_text(params.get("reportText")), lines)
        return self.files.link(self.files.keep(title, text), call.base_url, SERVE)

    def export(self, call: Call) -> Result:
        """Answer `report.exportToCsv`: the job, before it is done."""
        wishes = as_object(call.params.get("params"))
        items = as_object(wishes.get("reportItems"))
        if not items:
            raise ApiError("MISSING_MANDATORY_PARAMETER", "reportItems")
        kept = [
            self.files.keep(*self._item(as_object(item))) for item in items.values()
        ]
        template = as_text(wishes.get("baseUrl"))
        template = template if "[" in template else ""
        links = [self.files.link(one, call.base_url, SERVE, template) for one in kept]
        email = as_text(wishes.get("recipientEmail"))
        return api_object(
            "KalturaReportExportResponse",
            {"referenceJobId": self.files.mail(email, links), "reportEmail": email},
        )

    def serve(self, call: Call) -> Result:
        """Answer `report.serve`: the file itself."""
        self.files.serve(as_text(call.params.get("id")))

    def _item(self, item: Params) -> tuple[str, str]:
        # A filter has the same shape here as in a call; only its name is shorter.
        query = Query(
            self.reports.account, {**item, "reportInputFilter": item.get("filter")}
        )
        action, title = as_enum(item.get("action")), as_text(item.get("reportTitle"))
        writers = {TABLE: self._table, TOTAL: self._total, GRAPH: self._graph}
        if action not in writers:
            raise ApiError(
                "INVALID_ENUM_VALUE", action, "action", "KalturaReportExportItemType"
            )
        return title, _file(title, "", writers[action](query))

    def _table(self, query: Query, names: str = "") -> list[str]:
        table = _small(self.reports.table(query))
        known = headers(query, columns(query))
        # The caller's names come after those of the total, if there are any.
        given = names.rpartition(";")[2].split(",")
        head = given if len(given) == len(known) else known
        return [",".join(row) for row in [head, *rows(query, table)]]

    def _total(self, query: Query) -> list[str]:
        values = self.reports.total(query)
        return [
            ",".join(headers(query, query.kind.totals)),
            ",".join(number(value) for value in values),
        ]

    def _graph(self, query: Query) -> list[str]:
        series = _small(self.reports.series(query))
        points = zip(*series.metrics, strict=True)
        return [
            ",".join(["id", *headers(query, query.kind.metrics)]),
            *(
                ",".join([x, *(number(value) for value in values)])
                for (x,), values in zip(series.labels, points, strict=True)
            ),
        ]


def _small(table: Table) -> Table:
    if len(table.labels) > MAX_ROWS:
        raise ApiError("SEARCH_TOO_GENERAL")
    return table


def _file(title: str, text: str, lines: list[str]) -> str:
    head = [RULE, f"Report: {_line(title)}", *([_line(text)] if text else []), RULE]
    return BOM + "".join(f"{_line(line)}\n" for line in [*head, *lines])


def _line(text: str) -> str:
    """Keep a text from breaking the line that it is in."""
    return " ".join(text.split())
