"""Reports by place, page, device, user and entry: against sums in plain loops."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

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
from webcast_widget.simulator.people import COUNTRY_CODES, DEVICES, PLACES

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve, Server
    from webcast_widget.simulator.heartbeat import Heartbeat
    from webcast_widget.timeline.clock import ManualClock

GENERATIONS = ("live_analytics", "kava")


def fact(server: Server, name: str, beat: Heartbeat) -> int:
    people = server.simulation.people
    return int(people.codes(name, np.array([beat.person]))[0])


def asked(server: Server, clock: ManualClock, slot_of: Any) -> list[Heartbeat]:
    first, last = settled(server)
    beats = heartbeats(server, clock.now())
    return [beat for beat in beats if first <= slot_of(beat) <= last]


def tallies(beats: list[Heartbeat]) -> dict[str, int]:
    kinds = Counter((beat.event_type, beat.event_index > 1) for beat in beats)
    return {
        "audience": kinds[1, True],
        "dvrAudience": kinds[2, True],
        "secondsViewed": 10 * (kinds[1, True] + kinds[2, True]),
    }


async def live_report(server: Server, kind: str, **query: Any) -> list[dict[str, Any]]:
    first, last = settled(server)
    query = {"entryIds": ENTRY, "fromTime": first, "toTime": last, "live": 1} | query
    answer = await server.call(
        "liveReports",
        "getReport",
        reportType=kind,
        filter=query,
        pager={"pageSize": 500},
    )
    assert int(answer["totalCount"]) >= len(answer["objects"])
    return list(answer["objects"])


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_places_by_slot(
    serve: Serve, clock: ManualClock, generation: str
) -> None:
    server = await serve(generation)
    slot_of = later_slot if generation == "kava" else first_slot
    groups: dict[tuple[int, str, str], list[Heartbeat]] = defaultdict(list)
    for beat in asked(server, clock, slot_of):
        place = PLACES[fact(server, "place", beat)]
        groups[slot_of(beat), place.country.upper(), place.city.upper()].append(beat)
    found = await live_report(server, "ENTRY_GEO_TIME_LINE")
    assert len(found) == 500
    # The first 500 of them: in order of time, or of the audience in each moment.
    keys = [
        (int(one["timestamp"]), one["country"]["name"], one["city"]["name"])
        for one in found
    ]
    assert [key[0] for key in keys] == [key[0] for key in sorted(groups)[:500]]
    if generation == "live_analytics":
        assert keys == sorted(keys) == sorted(groups)[:500]
    else:
        order = [
            (key[0], -int(one["audience"]))
            for key, one in zip(keys, found, strict=True)
        ]
        assert order == sorted(order)
    plays = 0
    for key, one in zip(keys, found, strict=True):
        numbers = {name: int(one[name]) for name in tallies([])}
        assert numbers == tallies(groups[key])
        is_play = [beat.event_index == 1 for beat in groups[key]]
        dvr_starts = sum(
            beat.event_index == 1 and beat.event_type == 2 for beat in groups[key]
        )
        expected = sum(is_play) - (0 if generation == "kava" else dvr_starts)
        assert int(one["plays"]) == expected
        plays += expected
    assert plays > 0
    munich = next(one for one in found if one["city"]["name"] == "MUNICH")
    assert munich["city"] == {
        "latitude": 48.14,
        "longitude": 11.58,
        "name": "MUNICH",
        "objectType": "KalturaCoordinate",
    }


async def test_pages(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava")
    plays: Counter[str] = Counter()
    for beat in asked(server, clock, later_slot):
        page = server.simulation.people.referrers[fact(server, "referrer", beat)]
        plays[page] += beat.event_index == 1
    found = await live_report(server, "ENTRY_SYNDICATION_TOTAL")
    told = {one["referrer"]: one["plays"] for one in found}
    assert told == {page: count for page, count in plays.items() if count}
    assert list(told.values()) == sorted(told.values(), reverse=True)
    # Plays alone: the rest is as it is made.
    assert {one[name] for one in found for name in tallies([])} == {0}


async def test_pages_by_the_hour_in_the_first_generation(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve("live_analytics", started_ago_s=5000)
    hour = server.simulation.start // 3600 * 3600 + 3600
    plays: Counter[str] = Counter()
    for beat in heartbeats(server, clock.now()):
        page = server.simulation.people.referrers[fact(server, "referrer", beat)]
        is_play = (beat.event_type, beat.event_index) == (1, 1)
        plays[page] += is_play and hour <= first_slot(beat) < hour + 3600
    clock.moment = server.simulation.start + 3 * 3600.0
    plays.update(())
    for live in (None, 1):
        found = await live_report(
            server, "ENTRY_SYNDICATION_TOTAL", fromTime=hour, toTime=hour, live=live
        )
        told = {one["referrer"]: int(one["plays"]) for one in found}
        assert all(told[page] >= count for page, count in plays.items())
        assert sum(told.values()) > 0
        assert {one[name] for one in found for name in tallies([])} == {"0"}


async def table(server: Server, kind: int, **wishes: Any) -> list[dict[str, str]]:
    first, last = settled(server)
    query = {"fromDate": first, "toDate": last + 10} | wishes.pop("query", {})
    answer = await server.call(
        "report",
        "getTable",
        reportType=kind,
        reportInputFilter=query,
        responseOptions={"delimiter": "|"},
        pager={"pageSize": 500},
        **wishes,
    )
    names = answer["header"].split("|")
    rows = [row.split("|") for row in answer["data"].split(";")[:-1]]
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (10001, ("country",)),
        (10002, ("country", "region")),
        (10003, ("country", "region", "city")),
    ],
)
async def test_tables_of_places(
    serve: Serve, clock: ManualClock, kind: int, names: tuple[str, ...]
) -> None:
    server = await serve()
    groups: dict[tuple[str, ...], list[Heartbeat]] = defaultdict(list)
    for beat in views(asked(server, clock, later_slot)):
        place = PLACES[fact(server, "place", beat)]._asdict()
        groups[tuple(place[name] for name in names)].append(beat)
    rows = await table(server, kind)
    assert {tuple(row[name] for name in names): int(row["views"]) for row in rows} == {
        key: len(beats) for key, beats in groups.items()
    }
    for row in rows:
        beats = groups[tuple(row[name] for name in names)]
        if kind == 10001:
            assert row["object_id"] == COUNTRY_CODES[row["country"]]
        else:
            assert "object_id" not in row
        assert int(row["view_unique_audience"]) == len({b.person for b in beats})
        stalls = sum(beat.buffer_cs > 0 for beat in beats)
        assert float(row["avg_view_buffering"]) == pytest.approx(stalls / len(beats))


@pytest.mark.parametrize("kind", [10004, 10010])
async def test_tables_of_devices(serve: Serve, clock: ManualClock, kind: int) -> None:
    server = await serve()
    seconds: Counter[str] = Counter()
    for beat in views(asked(server, clock, later_slot)):
        seconds[DEVICES[fact(server, "device", beat)]] += 10
    rows = await table(server, kind)
    assert {row["device"]: int(row["sum_view_time"]) for row in rows} == seconds


@pytest.mark.parametrize(
    ("kind", "narrow", "column"),
    [
        (10003, {"countryIn": "Germany"}, ("country", {"Germany"})),
        (10003, {"regionIn": "Bavaria"}, ("region", {"Bavaria"})),
        (10003, {"citiesIn": "Munich|Tokyo"}, ("city", {"Munich", "Tokyo"})),
        (10004, {"deviceIn": "Mobile|TV"}, ("device", {"Mobile", "TV"})),
        (10011, {"playbackTypeIn": "dvr"}, ("playback_type", {"dvr"})),
        (10012, {"entryIdIn": ENTRY}, ("entry_id", {ENTRY})),
    ],
)
async def test_a_filter_narrows(
    serve: Serve, kind: int, narrow: dict[str, str], column: tuple[str, set[str]]
) -> None:
    server = await serve(viewers=100)
    everything = await table(server, kind)
    some = await table(server, kind, query=narrow)
    name, values = column
    assert some == [row for row in everything if row[name] in values]
    assert some


@pytest.mark.parametrize("kind", [10001, 10002, 10003, 10004, 10008, 10011, 10012])
async def test_object_ids_are_of_the_reports_own_dimension(
    serve: Serve, kind: int
) -> None:
    server = await serve()
    everything = await table(server, kind)
    (name, *_) = everything[0]
    wanted = everything[len(everything) // 2][name]
    assert await table(server, kind, objectIds=f"nothing|{wanted}") == [
        row for row in everything if row[name] == wanted
    ]
    assert await table(server, kind, objectIds="nothing") == []


async def test_user_ids_narrow(serve: Serve) -> None:
    server = await serve()
    everything = await table(server, 10008)
    wanted = everything[3]["user_id"]
    (one,) = await table(server, 10008, query={"userIds": wanted})
    assert one == everything[3]


async def test_users_and_how_they_watch(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    pairs = {
        (
            f"user{beat.person:05d}@example.com",
            "dvr" if beat.event_type == 2 else "live",
        )
        for beat in views(asked(server, clock, later_slot))
    }
    rows = await table(server, 10009)
    assert {(row["user_id"], row["playback_type"]) for row in rows} == pairs
    assert all(list(row) == ["user_id", "playback_type"] for row in rows)


async def test_what_goes_on_and_what_is_over(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    (now,) = await table(server, 10015)
    assert now["entry_id"] == ENTRY
    assert await table(server, 10014) == []
    clock.moment = server.simulation.end + 600.0
    assert await table(server, 10015, query={"fromDate": -7200, "toDate": 0}) == []
    (over,) = await table(server, 10014, query={"fromDate": -7200, "toDate": 0})
    slots = Counter(map(later_slot, views(heartbeats(server, clock.now()))))
    assert (over["entry_id"], over["entry_name"]) == (ENTRY, "Quarterly town hall")
    assert int(over["viewers"]) == max(slots.values())
    # A week later the store has forgotten it.
    clock.advance(7 * 86_400)
    await server.begin()
    assert await table(server, 10014, query={"fromDate": -864_000, "toDate": 0}) == []


async def test_players_tell_of_their_lines(serve: Serve) -> None:
    server = await serve(viewers=200)
    first, last = settled(server)
    graphs = await server.call(
        "report",
        "getTotal",
        reportType=10013,
        reportInputFilter={"fromDate": first, "toDate": last},
    )
    facts = dict(
        zip(
            graphs["header"].split(","),
            map(float, graphs["data"].split(",")),
            strict=True,
        )
    )
    assert 0 < facts["avg_view_dropped_frames_ratio"] < 0.1
    assert 0.1 < facts["avg_view_segment_download_time_sec"] < 2
    assert 0.01 < facts["avg_view_manifest_download_time_sec"] < 0.5
    assert 4 < facts["avg_view_live_latency"] < 14
    views_in_all = facts["sum_view_time"] / 10
    assert 0 < facts["error"] < views_in_all / 500
