"""The edges that clients of the vendor's own met: a test for each."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from tests.simulator.conformance.conftest import ENTRY
from tests.simulator.conformance.test_three_views import (
    first_slot,
    heartbeats,
    later_slot,
    settled,
    views,
)
from webcast_widget.simulator import Account, Scenario, Simulation
from webcast_widget.simulator.api import parts
from webcast_widget.simulator.people import BROWSERS, SYSTEMS
from webcast_widget.simulator.viewer import LADDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulator.conformance.conftest import Serve, Server
    from webcast_widget.timeline.clock import ManualClock


async def get_report(server: Server, kind: str, **query: Any) -> dict[str, Any]:
    pager = query.pop("pager", {"pageSize": 500})
    answer = await server.call(
        "liveReports", "getReport", reportType=kind, filter=query, pager=pager
    )
    return dict(answer)


async def ask(server: Server, action: str, kind: int, **query: Any) -> Any:
    first, last = settled(server)
    query = {"fromDate": first, "toDate": last + 10, "entryIdIn": ENTRY} | query
    return await server.call(
        "report",
        action,
        reportType=kind,
        reportInputFilter=query,
        responseOptions={"delimiter": "|"},
        pager={"pageSize": 500},
    )


@pytest.mark.parametrize("live", [None, 0, 1])
async def test_places_of_one_moment_with_and_without_live(
    serve: Serve, clock: ManualClock, live: int | None
) -> None:
    server = await serve("live_analytics")
    _, last = settled(server)
    answer = await get_report(
        server,
        "ENTRY_GEO_TIME_LINE",
        entryIds=ENTRY,
        fromTime=last,
        toTime=last,
        live=live,
    )
    beats = [b for b in heartbeats(server, clock.now()) if first_slot(b) == last]
    assert {one["timestamp"] for one in answer["objects"]} == {str(last)}
    assert sum(int(one["audience"]) for one in answer["objects"]) == sum(
        beat.event_type == 1 and beat.event_index > 1 for beat in beats
    )


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("name", ["plays", "audience"])
async def test_places_obey_the_order(serve: Serve, generation: str, name: str) -> None:
    server = await serve(generation)
    first, last = settled(server)
    query = {"entryIds": ENTRY, "fromTime": first, "toTime": last, "live": 1}
    answer = await get_report(
        server, "ENTRY_GEO_TIME_LINE", orderBy=f"-{name}", **query
    )
    counts = [
        # The later server sorts within a moment, the first one all there is.
        (int(one["timestamp"]) if generation == "kava" else 0, -int(one[name]))
        for one in answer["objects"]
    ]
    assert counts == sorted(counts)
    assert min(count for _, count in counts) < 0


async def test_places_latest_first_in_the_first_generation(serve: Serve) -> None:
    server = await serve("live_analytics")
    first, last = settled(server)
    answer = await get_report(
        server,
        "ENTRY_GEO_TIME_LINE",
        orderBy="-eventTime",
        entryIds=ENTRY,
        fromTime=first,
        toTime=last,
    )
    times = [int(one["timestamp"]) for one in answer["objects"]]
    assert times == sorted(times, reverse=True)
    assert times[0] == last


async def test_totals_of_the_recent_entries_by_name(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve("live_analytics", started_ago_s=5000)
    more = [
        Simulation(
            Scenario(
                generation="live_analytics",
                viewers=10,
                started_ago_s=ago,
                duration_s=3600,
                entry_id=f"1_{name}",
                entry_name=name,
            ),
            clock,
        )
        for name, ago in (("b", 5000), ("a", 9000), ("old", 48 * 3600))
    ]
    account = Account(server.simulation, *more)
    server.account.entries = account.entries
    query = {"fromTime": int(clock.now()) - 9000, "toTime": int(clock.now())}
    for ids in (None, ""):
        answer = await get_report(server, "ENTRY_TOTAL", entryIds=ids, **query)
        assert answer["totalCount"] == "3"
        assert [one["entryId"] for one in answer["objects"]] == [ENTRY, "1_a", "1_b"]
    page = {"pageSize": 2, "pageIndex": 2}
    answer = await get_report(server, "ENTRY_TOTAL", **query, pager=page)
    assert (len(answer["objects"]), answer["totalCount"]) == (1, "3")
    clock.advance(72 * 3600)
    await server.begin()
    assert await get_report(server, "ENTRY_TOTAL", fromTime=-600, toTime=0) == {
        "objectType": "KalturaLiveStatsListResponse"
    }


@pytest.mark.parametrize("padding", ["", "=", "=="])
async def test_a_session_without_its_padding(serve: Serve, padding: str) -> None:
    server = await serve()
    ks = await server.start(userId="someone whose name is of some length")
    server.ks = None
    found = await server.call("session", "get", ks=ks.rstrip("=") + padding)
    assert found["userId"] == "someone whose name is of some length"


@pytest.mark.parametrize(
    ("given", "generation", "kbps", "count"),
    [
        (1843.27, "kava", 1843, 1),
        ("2999.5", "kava", 3000, 1),
        (-1, "kava", 0, 0),
        ("many", "kava", 0, 0),
        ("1e3", "kava", 0, 0),
        (1843, "live_analytics", 1843, 1),
        (1843.27, "live_analytics", 0, 0),
    ],
)
async def test_a_fractional_bitrate(
    serve: Serve,
    clock: ManualClock,
    given: Any,
    generation: str,
    kbps: int,
    count: int,
) -> None:
    server = await serve(generation, viewers=1)
    clock.advance(20 * 3600)
    now = int(clock.now())
    common = {"entryId": ENTRY, "eventIndex": 2}
    if generation == "kava":
        beacon = {"eventType": 99, "playbackType": "live", "actualBitrate": given}
        await server.call("analytics", "trackEvent", **common, **beacon)
    else:
        beat = {"eventType": 1, "bitrate": given}
        await server.call("liveStats", "collect", event=common | beat)
    clock.advance(60)
    frame = server.simulation.truth()
    late = frame[frame["slot"] >= now - 10]
    assert late["live"].sum() == 1
    assert (late["bitrate_sum"].sum(), late["bitrate_count"].sum()) == (kbps, count)


@pytest.mark.parametrize("kind", [10008, 10010])
async def test_views_by_rendition(serve: Serve, clock: ManualClock, kind: int) -> None:
    server = await serve(viewers=20)
    first, last = settled(server)
    counts = Counter(
        beat.bitrate
        for beat in views(heartbeats(server, clock.now()))
        if first <= later_slot(beat) <= last
    )
    total = await ask(server, "getTotal", kind)
    cells = dict(zip(total["header"].split("|"), total["data"].split("|"), strict=True))
    told = json.loads(
        "{" + cells["known_flavor_params_view_count"].replace("/", ",") + "}"
    )
    assert told == {f"{kbps} kbps": counts[kbps] for kbps in LADDER}
    # Which renditions there are is known of one entry; without it there is no column.
    table = await ask(server, "getTable", kind, entryIdIn=None)
    assert "known_flavor_params_view_count" not in table["header"]


@pytest.mark.parametrize("kind", [10001, 10004, 10008, 10010, 10011, 10012, 10015])
async def test_tables_have_totals(serve: Serve, clock: ManualClock, kind: int) -> None:
    server = await serve(viewers=20)
    total = await ask(server, "getTotal", kind)
    table = await ask(server, "getTable", kind)
    names = total["header"].split("|")
    assert table["header"].endswith(total["header"])
    first, last = settled(server)
    seen = [
        beat
        for beat in views(heartbeats(server, clock.now()))
        if first <= later_slot(beat) <= last
    ]
    cells = dict(zip(names, total["data"].split("|"), strict=True))
    stalls = sum(beat.buffer_cs > 0 for beat in seen)
    expected = {
        "views": len(seen),
        "sum_view_time": 10 * len(seen),
        "view_unique_audience": len({beat.person for beat in seen}),
        "avg_view_buffering": stalls / len(seen),
    }
    told = {name: float(cells[name]) for name in expected if name in cells}
    assert told == pytest.approx({name: expected[name] for name in told})
    assert told


@pytest.mark.parametrize("at_once", [parts.CHUNK, 50])
async def test_ended_events_have_a_total(
    serve: Serve, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(parts, "CHUNK", at_once)
    server = await serve(viewers=20)
    clock.moment = server.simulation.end + 600.0
    first, end = server.simulation.start, server.simulation.end + 600
    seen = views(heartbeats(server, clock.now()))
    for length in (end - first, 40_000):
        total = await ask(server, "getTotal", 10014, fromDate=end - length, toDate=end)
        cells = dict(
            zip(total["header"].split("|"), total["data"].split("|"), strict=True)
        )
        assert list(cells) == [
            "avg_view_engagement",
            "avg_view_buffering",
            "avg_view_downstream_bandwidth",
            "viewers",
        ]
        # The server divides all of it by the slots of one bucket.
        slots = max(1, length // 10_000)
        assert int(cells["viewers"]) == math.ceil(len(seen) / slots)
        table = await ask(server, "getTable", 10014, fromDate=end - length, toDate=end)
        buckets = Counter(later_slot(beat) // (10 * slots) for beat in seen)
        peak = math.ceil(max(buckets.values()) / slots)
        assert int(table["data"].split("|")[2]) == peak


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("domainIn", lambda page: urlsplit(page).hostname),
        ("canonicalUrlIn", lambda page: page),
    ],
)
async def test_pages_narrow(
    serve: Serve, clock: ManualClock, field: str, text: Callable[[str], str]
) -> None:
    server = await serve(viewers=60)
    first, last = settled(server)
    people = server.simulation.people
    counts: Counter[str] = Counter()
    for beat in views(heartbeats(server, clock.now())):
        if first <= later_slot(beat) <= last:
            code = people.codes("referrer", np.array([beat.person]))[0]
            counts[text(people.referrers[code])] += 1
    assert len(counts) == 4
    for page, count in counts.items():
        total = await ask(server, "getTotal", 10005, **{field: page})
        assert int(total["data"].split("|")[2]) == count


@pytest.mark.parametrize(
    ("field", "fact", "texts"),
    [
        ("operatingSystemFamilyIn", "system", SYSTEMS),
        ("browserFamilyIn", "browser", BROWSERS),
    ],
)
async def test_systems_and_browsers_narrow(
    serve: Serve, clock: ManualClock, field: str, fact: str, texts: tuple[str, ...]
) -> None:
    server = await serve(viewers=100)
    first, last = settled(server)
    counts: Counter[str] = Counter()
    for beat in views(heartbeats(server, clock.now())):
        if first <= later_slot(beat) <= last:
            code = server.simulation.people.codes(fact, np.array([beat.person]))[0]
            counts[texts[code]] += 1
    assert len(counts) > 3
    for text in counts:
        total = await ask(server, "getTotal", 10015, **{field: text})
        assert int(total["data"].split("|")[0]) == counts[text]
    # A list is split at what stands between the cells of the answer.
    two = "|".join(list(counts)[:2])
    total = await ask(server, "getTotal", 10015, **{field: two})
    assert int(total["data"].split("|")[0]) == sum(list(counts.values())[:2])


async def test_the_second_stream_has_no_viewers(serve: Serve) -> None:
    server = await serve(viewers=20)
    everybody = await ask(server, "getTotal", 10015)
    assert await ask(server, "getTotal", 10015, streamTypeIn="primary") == everybody
    nobody = await ask(server, "getTotal", 10015, streamTypeIn="secondary")
    assert nobody["data"].startswith("0|")


async def test_long_buckets_lie_on_the_grid_of_the_epoch(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve()
    end = int(clock.now()) // 10 * 10
    for first in (end - 30_000, end - 30_010, end - 30_020):
        graphs = await ask(server, "getGraphs", 10013, fromDate=first, toDate=end)
        xs = [int(point.split("|")[0]) for point in graphs[0]["data"].split(";")[:-1]]
        assert xs
        assert all(x % 30 == 0 for x in xs)


async def test_a_table_is_by_its_first_metric_unless_told(serve: Serve) -> None:
    server = await serve(viewers=100)
    table = await ask(server, "getTable", 10003)
    place = table["header"].split("|").index("view_unique_audience")
    users = [int(row.split("|")[place]) for row in table["data"].split(";")[:-1]]
    assert users == sorted(users, reverse=True)
    assert len(set(users)) > 3


@pytest.mark.parametrize("kind", [43, *range(40001, 40014)])
async def test_webcast_reports_are_empty_and_in_shape(serve: Serve, kind: int) -> None:
    server = await serve(viewers=1)
    table = await ask(server, "getTable", kind)
    assert (table["data"], table["totalCount"]) == ("", 0)
    assert table["objectType"] == "KalturaReportTable"
    assert "_of_" not in table["header"]
    total = await ask(server, "getTotal", kind)
    names = total["header"].split("|")
    assert total["data"].split("|") == ["0"] * len(names)
    graphs = await ask(server, "getGraphs", kind)
    if isinstance(graphs, list):
        assert all(graph["data"] == "" for graph in graphs)
    else:
        assert graphs["code"] == "INTERNAL_SERVERL_ERROR"
