"""`report`: the real-time reports as graphs, totals and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.cache import Cache
from webcast_widget.simulator.api.errors import internal_error
from webcast_widget.simulator.api.paging import page_of
from webcast_widget.simulator.api.report_query import Query, metrics_of
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import as_text
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account

MAX_ROWS = 12_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their dimensions as texts and their metrics as numbers."""

    labels: list[tuple[str, ...]]
    metrics: list[list[float]]


class Reports:
    """The answers to `report`, each remembered for as long as the store does.

    Parameters
    ----------
    account
        What they are of.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self._series: Cache[Table] = Cache(account.now)
        self._totals: Cache[list[float]] = Cache(account.now)
        self._tables: Cache[Table] = Cache(account.now)

    def series(self, query: Query) -> Table:
        """Give the graphs' metrics by bucket; a type that has none fails."""
        if not query.kind.graphs:
            raise internal_error()

        def make() -> Table:
            names, sums = query.by_bucket(query.kind.graphs)
            metrics = metrics_of(sums, query.kind.graphs, query.span.slots)
            order = sorted(range(len(names)), key=lambda at: int(names[at]))
            return Table(
                [(names[at],) for at in order],
                [[values[at] for at in order] for values in metrics],
            )

        return self._series.get(query.key, make)

    def total(self, query: Query) -> list[float]:
        """Give each metric of the total; a type that has none fails."""
        if not query.kind.totals:
            raise internal_error()

        def make() -> list[float]:
            slots = max(1, (query.span.end - query.span.first) // SLOT_S)
            metrics = metrics_of(query.whole(), query.kind.totals, slots)
            return [value for (value,) in metrics]

        return self._totals.get(query.key, make)

    def table(self, query: Query) -> Table:
        """Give the rows of a table, by their dimensions."""
        if query.kind.dimensions == ("date_id",):
            return self.series(query)

        def make() -> Table:
            labels, sums = query.by_dimensions()
            metrics = metrics_of(sums, query.kind.table, 0)
            order = sorted(range(len(labels)), key=labels.__getitem__)
            return Table(
                [labels[at] for at in order],
                [[values[at] for at in order] for values in metrics],
            )

        return self._tables.get(query.key, make)

    def get_graphs(self, query: Query) -> Result:
        """Answer `report.getGraphs`: one series for each metric."""
        series = self.series(query)
        xs = [f"{x}{query.delimiter}" for (x,) in series.labels]
        return [
            api_object(
                "KalturaReportGraph",
                {
                    "id": name,
                    "data": "".join(
                        f"{x}{number(y)};" for x, y in zip(xs, values, strict=True)
                    ),
                },
            )
            for name, values in zip(query.kind.graphs, series.metrics, strict=True)
        ]

    def get_total(self, query: Query) -> Result:
        """Answer `report.getTotal`: one value for each metric over the whole range."""
        cells = [number(value) for value in self.total(query)]
        return api_object(
            "KalturaReportTotal",
            {
                "header": query.delimiter.join(headers(query, query.kind.totals)),
                "data": query.delimiter.join(cells),
            },
        )

    def get_table(self, query: Query) -> Result:
        """Answer `report.getTable`: a row for each value of the dimensions."""
        table = self.table(query)
        shown = rows(query, table)[page_of(query.params, MAX_ROWS)]
        names = (*query.kind.dimensions, *query.kind.table)
        return api_object(
            "KalturaReportTable",
            {
                "header": query.delimiter.join(headers(query, names)),
                "data": "".join(f"{query.delimiter.join(row)};" for row in shown),
                "totalCount": len(table.labels),
            },
        )


def rows(query: Query, table: Table) -> list[list[str]]:
    """Write the rows of a table in the order that was asked for."""
    order = as_text(query.params.get("order")).strip()
    metric, at = order.lstrip("+-"), list(range(len(table.labels)))
    if metric in query.kind.table:
        values = table.metrics[query.kind.table.index(metric)]
        at.sort(key=values.__getitem__, reverse=order.startswith("-"))
    elif metric in query.kind.dimensions:
        place = query.kind.dimensions.index(metric)
        at.sort(key=lambda row: table.labels[row][place], reverse=order.startswith("-"))
    return [
        [_cell(text, query.delimiter) for text in table.labels[row]]
        + [number(values[row]) for values in table.metrics]
        for row in at
    ]


def headers(query: Query, names: tuple[str, ...]) -> list[str]:
    """Name columns: as the store does, or for people to read."""
    if not query.has_friendly_headers:
        return list(names)
    return [name.replace("_", " ").capitalize() for name in names]


def number(value: float) -> str:
    """Write a number as the vendor does: whole ones without `.0`."""
    return str(int(value)) if value.is_integer() else str(value)


def _cell(text: str, delimiter: str) -> str:
    """Write a text into a cell, where delimiters become spaces."""
    return text.replace(delimiter, " ").replace(";", " ")
