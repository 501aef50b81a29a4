"""`report`: the real-time reports as graphs, totals and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.action import Action, Level, Service
from webcast_widget.simulator.api.errors import internal_error, invalid_enum_value
from webcast_widget.simulator.api.paging import page_of
from webcast_widget.simulator.api.report_metrics import KINDS, METRICS, Kind, Sums
from webcast_widget.simulator.api.report_ranges import DAY_S, Span, span_of
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_enum,
    as_object,
    as_text,
)
from webcast_widget.simulator.people import Person, is_engaged, person
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.kava import View
    from webcast_widget.simulator.simulation import Simulation

MAX_ROWS = 12_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A VIEW event with everything that a dimension can be of."""

    start: int
    view: View
    who: Person
    event: Simulation
    engaged: bool


class Query:
    """A report that was asked for.

    Parameters
    ----------
    account
        What it is of.
    params
        The request.
    """

    def __init__(self, account: Account, params: Params) -> None:
        asked = as_enum(params.get("reportType"))
        # The first generation had none of these.
        if asked not in KINDS or not account.is_kava:
            raise invalid_enum_value(asked, "reportType", "KalturaReportType")
        self.account = account
        self.params = params
        self.kind: Kind = KINDS[asked]
        self.filter = as_object(params.get("reportInputFilter"))
        options = as_object(params.get("responseOptions"))
        self.delimiter = as_text(options.get("delimiter")) or ","
        self.skips_empty = as_bool(options.get("skipEmptyDates")) is not False
        created = account.main.start - DAY_S
        self.span: Span = span_of(
            self.filter, account.now(), created, is_dynamic=self.kind.is_dynamic
        )

    def seen(self) -> Iterator[Seen]:
        """Give the VIEW events that the filter lets through."""
        ids = self.filter.get("entryIdIn")
        if self.kind.dimensions[0] == "entry_id":
            ids = ids or self.params.get("objectIds")
        types = as_text(self.filter.get("playbackTypeIn"))
        wanted = set(types.split(",")) if types else {"live", "dvr"}
        for event in self.account.named(as_text(ids) if ids else None):
            if self.kind.live is not None and event.is_live() is not self.kind.live:
                continue
            seed = event.scenario.seed
            for start, view in event.views(self.span.first, self.span.end):
                if _playback(view) in wanted:
                    who = person(seed, view.person)
                    engaged = is_engaged(seed, view.person, start)
                    yield Seen(start, view, who, event, engaged)

    def by_bucket(self) -> dict[str, Sums]:
        """Sum by time."""
        found: dict[str, Sums] = {}
        if not self.skips_empty:
            found = {name: Sums() for name in self.span.buckets()}
        for one in self.seen():
            name = self.span.bucket(one.start)
            _add(found.setdefault(name, Sums()), one)
        return dict(sorted(found.items(), key=lambda item: int(item[0])))

    def rows(self) -> dict[tuple[str, ...], Sums]:
        """Sum by the dimensions of the table."""
        names = self.kind.dimensions
        if names == ("date_id",):
            return {(name,): sums for name, sums in self.by_bucket().items()}
        found: dict[tuple[str, ...], Sums] = {}
        for one in self.seen():
            key = tuple(_dimension(one, name) for name in names)
            _add(found.setdefault(key, Sums()), one)
        return found

    def cells(self, metrics: tuple[str, ...], sums: Sums, slots: int) -> list[str]:
        """Write metrics as the vendor does: whole floats without their `.0`."""
        return [_number(METRICS[name](sums, slots)) for name in metrics]


def services(account: Account) -> dict[str, Service]:
    """Give the service of the reports."""

    def action(run: Callable[[Query], Result]) -> Action:
        return Action(
            lambda call: run(Query(account, call.params)),
            ("reportType", "reportInputFilter"),
            Level.ADMIN,
        )

    return {
        "report": {
            "getgraphs": action(get_graphs),
            "gettotal": action(get_total),
            "gettable": action(get_table),
        }
    }


def get_graphs(query: Query) -> Result:
    """Answer `report.getGraphs`: one series for each metric."""
    if not query.kind.graphs:
        raise internal_error()
    buckets = query.by_bucket()
    return [
        api_object(
            "KalturaReportGraph",
            {
                "id": name,
                "data": "".join(
                    f"{x}{query.delimiter}"
                    f"{_number(METRICS[name](sums, query.span.slots))};"
                    for x, sums in buckets.items()
                ),
            },
        )
        for name in query.kind.graphs
    ]


def get_total(query: Query) -> Result:
    """Answer `report.getTotal`: one value for each metric over the whole range."""
    if not query.kind.totals:
        raise internal_error()
    whole = Sums()
    for one in query.seen():
        _add(whole, one)
    slots = max(1, (query.span.end - query.span.first) // SLOT_S)
    cells = query.cells(query.kind.totals, whole, slots)
    return api_object(
        "KalturaReportTotal",
        {
            "header": query.delimiter.join(query.kind.totals),
            "data": query.delimiter.join(cells),
        },
    )


def get_table(query: Query) -> Result:
    """Answer `report.getTable`: a row for each value of the dimensions."""
    header = (*query.kind.dimensions, *query.kind.table)
    rows = table_rows(query)
    shown = rows[page_of(query.params, MAX_ROWS)]
    return api_object(
        "KalturaReportTable",
        {
            "header": query.delimiter.join(header),
            "data": "".join(f"{query.delimiter.join(row)};" for row in shown),
            "totalCount": len(rows),
        },
    )


def table_rows(query: Query) -> list[list[str]]:
    """Give the rows of a table in the order that was asked for."""
    kind, is_series = query.kind, query.kind.dimensions == ("date_id",)
    slots = query.span.slots if is_series else 0
    found: list[tuple[float, list[str]]] = []
    order = as_text(query.params.get("order")).strip()
    metric = order.lstrip("+-")
    sign = -1 if order.startswith("-") else 1
    for key, sums in query.rows().items():
        cells = [_cell(text, query.delimiter) for text in key]
        cells += query.cells(kind.table, sums, slots)
        rank = sign * METRICS[metric](sums, slots) if metric in kind.table else 0.0
        found.append((rank, cells))
    # Without an order it is by the dimensions, as the series are by time.
    found.sort(key=lambda row: (row[0], row[1] if not is_series else []))
    return [cells for _, cells in found]


def _add(sums: Sums, one: Seen) -> None:
    sums.add(one.start, one.view, one.who, is_engaged=one.engaged)


def _playback(view: View) -> str:
    return "dvr" if view.is_dvr else "live"


def _dimension(one: Seen, name: str) -> str:
    who, scenario = one.who, one.event.scenario
    return {
        "object_id": who.country,
        "country": who.country,
        "region": who.region,
        "city": who.city,
        "coordinates": f"{who.latitude}/{who.longitude}",
        "device": who.device,
        "user_id": who.user_id or "Unknown",
        "user_name": who.user_id.partition("@")[0] or "Unknown",
        "playback_type": _playback(one.view),
        "entry_id": scenario.entry_id,
        "entry_name": scenario.entry_name,
        "creator_name": "producer",
    }[name]


def _cell(text: str, delimiter: str) -> str:
    """Write a text into a cell, where delimiters become spaces."""
    return text.replace(delimiter, " ").replace(";", " ")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)
