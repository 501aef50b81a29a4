"""The checklist of the vendor's behaviour: its line on the mathematics, 8."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve, Server
    from webcast_widget.timeline.clock import ManualClock


async def report(server: Server, action: str, kind: int, **wishes: Any) -> Any:
    query = {"entryIdIn": ENTRY, "interval": "ten_seconds"} | wishes.pop("query")
    options = {"delimiter": "|"} | wishes.pop("options", {})
    return await server.call(
        "report",
        action,
        reportType=kind,
        reportInputFilter=query,
        responseOptions=options,
        **wishes,
    )


def points(graph: Any, delimiter: str = "|") -> dict[int, float]:
    assert graph["data"] == "" or graph["data"].endswith(";")
    pairs = [point.split(delimiter) for point in graph["data"].split(";")[:-1]]
    return {int(x): float(y) for x, y in pairs}


async def test_line_8_viewers_are_rounded_up(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    now = int(clock.now()) // 10 * 10
    query = {"fromDate": now - 20_000, "toDate": now}
    graphs = await report(server, "getGraphs", 10013, query=query)
    series = {graph["id"]: points(graph) for graph in graphs}
    events = await server.events(now - 20_000, now - 10)
    assert {b - a for a, b in itertools.pairwise(series["viewers"])} <= {20, 40, 60}
    for start, viewers in series["viewers"].items():
        # On the epoch's grid, as a Druid's periods are, wherever the range begins.
        assert start % 20 == 0
        pair = [events.get(start + at, (0, 0)) for at in (0, 10)]
        assert viewers == math.ceil(sum(live + dvr for live, dvr in pair) / 2)
        assert series["viewers_dvr"][start] == sum(dvr for _, dvr in pair) / 2


@pytest.mark.parametrize(
    ("length", "bucket"), [(600, 10), (19_990, 10), (20_000, 20), (30_000, 30)]
)
@pytest.mark.parametrize("kind", [10007, 10013])
async def test_line_8_dynamic_buckets(
    serve: Serve, clock: ManualClock, length: int, bucket: int, kind: int
) -> None:
    server = await serve()
    now = int(clock.now()) // 10 * 10
    query = {"fromDate": now - length, "toDate": now, "interval": "days"}
    graphs = await report(
        server, "getGraphs", kind, query=query, options={"skipEmptyDates": "False"}
    )
    expected = list(range((now - length) // bucket * bucket, now, bucket))
    assert all(list(points(graph)) == expected for graph in graphs)


async def test_line_8_delimiters(serve: Serve, clock: ManualClock) -> None:
    server = await serve(entry_name="Town|hall; all, hands")
    now = int(clock.now())
    query = {"fromDate": now - 600, "toDate": now - 60}
    for given, expected, name in [
        ("|", "|", "Town hall  all, hands"),
        (None, ",", "Town|hall  all  hands"),
    ]:
        table = await report(
            server, "getTable", 10015, query=query, options={"delimiter": given}
        )
        cells = table["data"].removesuffix(";").split(expected)
        assert cells[:3] == [ENTRY, name, "producer"]
        assert len(cells) == len(table["header"].split(expected)) == 7
        total = await report(
            server, "getTotal", 10006, query=query, options={"delimiter": given}
        )
        assert not total["data"].endswith(";")
        assert total["data"].count(expected) == total["header"].count(expected) == 4


async def test_line_8_empty_dates(serve: Serve) -> None:
    server = await serve()
    start = server.simulation.start
    query = {"fromDate": start - 100, "toDate": start + 60}
    skipped = await report(server, "getGraphs", 10005, query=query)
    filled = await report(
        server, "getGraphs", 10005, query=query, options={"skipEmptyDates": False}
    )
    for few, all_of_them in zip(skipped, filled, strict=True):
        assert len(points(all_of_them)) == 16
        assert 0 < len(points(few)) < 7
        zeros = dict.fromkeys(points(all_of_them), 0.0)
        assert points(all_of_them) == zeros | points(few)


async def test_line_8_both_ends_are_rounded_up(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve()
    base = int(clock.now()) // 10 * 10 - 600
    for first, end, starts in [
        (0, 20, [0, 10]),
        (1, 20, [10]),
        (1, 21, [10, 20]),
        (0, 1, [0]),
    ]:
        query = {"fromDate": base + first, "toDate": base + end}
        (graph, *_) = await report(server, "getGraphs", 10005, query=query)
        assert [start - base for start in points(graph)] == starts


@pytest.mark.parametrize("backwards", [0, 60, 100_000])
async def test_line_8_the_trap_of_the_day(
    serve: Serve, clock: ManualClock, backwards: int
) -> None:
    server = await serve()
    now = int(clock.now())
    midnight = now - now % 86_400
    query = {"fromDate": now, "toDate": now - backwards, "interval": "hours"}
    graphs = await report(server, "getGraphs", 10005, query=query)
    # Whole days, though a single moment was asked for.
    views = sum(points(graphs[2]).values())
    everything = await server.events(server.simulation.start, now)
    today = [sum(both) for start, both in everything.items() if start >= midnight]
    assert views == sum(today) > 0


async def test_line_8_intervals_have_their_starts(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve()
    now = int(clock.now())
    for interval, size in [("minutes", 60), ("ten_minutes", 600), ("hours", 3600)]:
        query = {"fromDate": now - 2000, "toDate": now, "interval": interval}
        graphs = await report(server, "getGraphs", 10005, query=query)
        assert all(x % size == 0 for x in points(graphs[2]))
    query = {"fromDate": now - 2000, "toDate": now, "interval": "days"}
    graphs = await report(server, "getGraphs", 10005, query=query)
    assert list(points(graphs[2])) == [20231114]
