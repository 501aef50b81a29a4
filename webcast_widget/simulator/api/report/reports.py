"""`report`: the real-time reports as graphs, totals and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.cache import Cache
from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.report.metrics import metrics_of
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.api.values import as_text, page_of

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.api.report.metrics import Cell
    from webcast_widget.simulator.api.report.query import Query
    from webcast_widget.simulator.result import Result

MAX_ROWS = 12_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their dimensions as texts and their metrics as numbers."""

    labels: list[tuple[str, ...]]
    metrics: list[list[Cell]]


class RealtimeReports:
    """The answers to `report`, each remembered for as long as the store does."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._tables: Cache[Table] = Cache(account.now)
        self._totals: Cache[list[Cell]] = Cache(account.now)

    def table(self, query: Query) -> Table:
        """Give the rows of a table, by their dimensions; those of graphs by time."""
        metrics, has_graphs = query.kind.metrics, query.kind.has_graphs

        def make() -> Table:
            labels, sums = query.by_bucket() if has_graphs else query.by_dimensions()
            slots = query.span.slots if has_graphs else 0
            # A bucket's name is a number: the longer, the later.
            order = sorted(
                range(len(labels)),
                key=lambda at: (has_graphs and len(labels[at][0]), labels[at]),
            )
            return Table(
                [labels[at] for at in order],
                [
                    [values[at] for at in order]
                    for values in metrics_of(sums, metrics, slots)
                ],
            )

        return self._tables.get(query.key, make)

    def series(self, query: Query) -> Table:
        """Give the graphs' metrics by bucket; a type that has none fails."""
        if not query.kind.has_graphs:
            raise ApiError("INTERNAL_SERVERL_ERROR")
        return self.table(query)

    def total(self, query: Query) -> list[Cell]:
        """Give each metric of the total; a type that has none fails."""
        if not query.kind.totals:
            raise ApiError("INTERNAL_SERVERL_ERROR")

        def make() -> list[Cell]:
            # As the server has it, of a bucket though it is of the whole range.
            metrics = metrics_of(query.whole(), query.kind.totals, query.span.slots)
            return [value for (value,) in metrics]

        return self._totals.get(query.key, make)

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
            for name, values in zip(query.kind.metrics, series.metrics, strict=True)
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
        return api_object(
            "KalturaReportTable",
            {
                "header": query.delimiter.join(headers(query, columns(query))),
                "data": "".join(f"{query.delimiter.join(row)};" for row in shown),
                "totalCount": len(table.labels),
            },
        )


def columns(query: Query) -> tuple[str, ...]:
    """Name the columns of a table."""
    dimensions = (name.partition("_of_")[0] for name in query.kind.dimensions)
    return (*dimensions, *query.kind.metrics)


def rows(query: Query, table: Table) -> list[list[str]]:
    """Write the rows of a table in the order that was asked for.

    Unless it is told, that is by the first metric, the most first (kKavaReportsMgr.
    class.php, `getSimpleTableImpl`); rows by time stay in order of it.
    """
    kind, at = query.kind, list(range(len(table.labels)))
    order = as_text(query.params.get("order")).strip()
    if order.lstrip("+-") not in columns(query) and not kind.has_graphs:
        order = f"-{kind.metrics[0]}" if kind.metrics else ""
    cells = [*zip(*table.labels, strict=True), *table.metrics]
    named = dict(zip(columns(query), cells, strict=False))
    values = named.get(order.lstrip("+-"))
    if values is not None:
        at.sort(key=values.__getitem__, reverse=order.startswith("-"))
    return [
        # Delimiters within a text become spaces.
        [
            text.replace(query.delimiter, " ").replace(";", " ")
            for text in table.labels[row]
        ]
        + [number(values[row]) for values in table.metrics]
        for row in at
    ]


def headers(query: Query, names: tuple[str, ...]) -> list[str]:
    """Name columns: as the store does, or for people to read."""
    if not query.has_friendly_headers:
        return list(names)
    return [name.replace("_", " ").capitalize() for name in names]


def number(value: Cell) -> str:
    """Write a metric as the vendor does: whole numbers without `.0`."""
    if isinstance(value, str):
        return value
    return str(int(value)) if value.is_integer() else str(value)
