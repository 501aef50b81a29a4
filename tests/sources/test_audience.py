"""Who is watching: asked once a minute where the session may, and where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.conftest import ENTRY, NOW, Wire, api_error, source_of
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.sources.kaltura.audience import (
    MOST_HOSTS,
    PLATFORMS,
    AudiencePlan,
    host_of,
)
from webcast_widget.timeline.audience import OTHER, Audience

if TYPE_CHECKING:
    from webcast_widget.timeline.clock import ManualClock

SLOT = 1_700_002_940
OLDEST = SLOT - 900


def plays(*pages: tuple[str, int]) -> dict[str, Any]:
    return {"objects": [{"referrer": page, "plays": count} for page, count in pages]}


def countries(**viewers: int) -> dict[str, Any]:
    rows = [f"XX|{name}|0/0|{count};" for name, count in viewers.items()]
    return {"header": "object_id|country|coordinates|views", "data": "".join(rows)}


def total(views: int | str) -> dict[str, Any]:
    return {"header": "view_unique_audience|views", "data": f"3|{views}"}


def answers(plan: AudiencePlan, told: dict[str, Any], limit: int = 60) -> Any:
    """Ask about a slot, and answer by dimension, value, or with nobody at all."""
    asked = plan.questions(ENTRY, SLOT, OLDEST, limit)
    given = [told.get(one.value or one.dimension, total(0)) for one in asked]
    return asked, plan.answer(SLOT, asked, given)


def test_a_slot_is_due_once_a_minute() -> None:
    plan = AudiencePlan()
    assert plan.due(None, OLDEST) is None
    assert plan.due(NOW, None) is None
    # The event has begun, but no slot of it is settled.
    assert plan.due(NOW, SLOT + 10) is None
    assert plan.due(NOW, OLDEST) == SLOT
    asked = plan.questions(ENTRY, SLOT, OLDEST, 60)
    plan.answer(SLOT, asked, [api_error("X")] * len(asked))
    assert plan.due(NOW + 52, OLDEST) is None
    assert plan.due(NOW + 53, OLDEST) == SLOT + 60


@pytest.mark.parametrize(
    ("limit", "dimensions"),
    [
        (0, []),
        (1, ["country"]),
        (8, ["country", "device", "plays"]),
        (9, ["country", "device", "plays", *["platform"] * len(PLATFORMS)]),
    ],
)
def test_what_does_not_fit_is_left_out(limit: int, dimensions: list[str]) -> None:
    asked = AudiencePlan().questions(ENTRY, SLOT, OLDEST, limit)
    assert [one.dimension for one in asked] == dimensions


def test_hosts_are_those_where_most_plays_began() -> None:
    plan = AudiencePlan()
    pages = [(f"https://site{n}.example.com/a?user={n}", 1 + n) for n in range(9)]
    asked, _ = answers(plan, {"plays": plays(*pages, ("", 99), ("http://[", 99))})
    assert "referrer" not in {one.dimension for one in asked}
    asked, _ = answers(plan, {"plays": api_error("LIVE_REPORTS_WS_FAILURE")})
    hosts = [one for one in asked if one.dimension == "referrer"]
    assert [one.value for one in hosts] == [
        f"site{n}.example.com" for n in range(8, 8 - MOST_HOSTS, -1)
    ]
    (first, *_) = hosts
    assert first.call["reportInputFilter"]["domainIn"] == "site8.example.com"
    # Plays are asked for from where they were told up to.
    since = [
        one.call["filter"]["fromTime"] for one in asked if one.dimension == "plays"
    ]
    assert since == [SLOT]


def test_what_has_no_name_is_other() -> None:
    told = {
        "country": countries(Germany=30, Japan=10),
        "device": {"header": "device|sum_view_time", "data": "Mobile|150;TV|250;"},
        "Windows": total(25),
        "iOS": total(""),
    }
    _, audience = answers(AudiencePlan(), told)
    assert audience.slot == SLOT
    assert audience.viewers["country"] == {"Germany": 30, "Japan": 10, OTHER: 0}
    assert audience.viewers["device"] == {"Mobile": 15, "TV": 25, OTHER: 0}
    platforms = audience.viewers["platform"]
    assert (platforms["Windows"], platforms["iOS"], platforms[OTHER]) == (25, 0, 15)
    assert {sum(cells.values()) for cells in audience.viewers.values()} == {40}


@pytest.mark.parametrize(
    "broken",
    [
        api_error("DRUID_QUERY_TIMED_OUT"),
        None,
        [],
        {"header": 1, "data": "x"},
        {"header": "device|sum_view_time", "data": "Mobile;"},
        {"header": "device|sum_view_time", "data": "Mobile|-1;"},
        {"header": "device", "data": "Mobile;"},
        {"header": "device|sum_view_time", "data": "Mobile|1;" * 2000},
    ],
)
def test_what_failed_is_left_out(broken: Any) -> None:
    told = {"country": countries(Germany=30), "device": broken, "Linux": broken}
    _, audience = answers(AudiencePlan(), told)
    assert audience.viewers == {"country": {"Germany": 30, OTHER: 0}}
    _, nothing = answers(AudiencePlan(), {"country": broken})
    assert nothing is None


def test_rows_of_the_same_value_add_up() -> None:
    told = {
        "country": {
            "header": "object_id|country|coordinates|views",
            "data": "DE|Germany|0/0|30;DE|Germany|1/1|12;",
        },
        "device": {
            "header": "device|sum_view_time",
            "data": "Mobile|150;Mobile|270;",
        },
    }
    _, audience = answers(AudiencePlan(), told)
    assert audience.viewers["country"] == {"Germany": 42, OTHER: 0}
    assert audience.viewers["device"] == {"Mobile": 42, OTHER: 0}


def test_without_the_countries_the_devices_tell_how_many_there_are() -> None:
    told = {
        "country": api_error("DRUID_QUERY_TIMED_OUT"),
        "device": {"header": "device|sum_view_time", "data": "Mobile|150;TV|250;"},
        "Windows": total(25),
    }
    _, audience = answers(AudiencePlan(), told)
    assert audience.viewers["device"] == {"Mobile": 15, "TV": 25, OTHER: 0}
    assert audience.viewers["platform"]["Windows"] == 25
    assert audience.viewers["platform"][OTHER] == 15
    assert "country" not in audience.viewers


def test_nobody_is_something_else_than_not_known() -> None:
    nobody = {
        "country": countries(),
        "device": {"header": "device|sum_view_time", "data": ""},
    }
    assert answers(AudiencePlan(), nobody)[1] == Audience(SLOT, {})
    both = dict.fromkeys(("country", "device"), api_error("X"))
    assert answers(AudiencePlan(), both)[1] is None


@pytest.mark.parametrize(
    ("page", "host"),
    [
        ("https://Events.example.com:8080/live?user=7", "events.example.com"),
        ("intranet/town-hall", "intranet"),
        ("", ""),
        ("http://[1", ""),
    ],
)
def test_a_referrer_is_no_more_than_a_host(page: str, host: str) -> None:
    assert host_of(page) == host


async def audiences(
    clock: ManualClock, minutes: int, **more: Any
) -> tuple[Wire, Simulation, list[Audience]]:
    """Poll an event every ten seconds, and give who was watching."""
    simulation = Simulation(Scenario(viewers=60, started_ago_s=900), clock)
    wire = Wire(simulation)
    secret = more.pop("secret", simulation.scenario.admin_secret)
    source = source_of(wire, simulation.scenario, secret=secret, **more)
    batch, told = await source.fetch(None), []
    for _ in range(6 * minutes):
        clock.advance(10)
        assert batch.as_of is not None
        batch = await source.fetch(batch.as_of - 120)
        assert not batch.refused
        if batch.audience is not None:
            told.append(batch.audience)
    return wire, simulation, told


async def test_it_is_told_once_a_minute(clock: ManualClock) -> None:
    wire, simulation, told = await audiences(clock, 3)
    # At once again when it is known where plays began; from then on once a minute.
    first, *slots = [audience.slot for audience in told]
    assert [slot - first for slot in slots] == [10 + 60 * n for n in range(len(slots))]
    assert len(told) >= 3
    truth = simulation.truth().set_index("slot")["live"]
    for audience in told:
        for cells in audience.viewers.values():
            assert sum(cells.values()) == truth[audience.slot]
    assert set(told[-1].viewers) == {"country", "device", "platform", "referrer"}
    assert "events.example.com" in told[-1].viewers["referrer"]
    # It is part of a poll, and no request of its own.
    assert len([body for body in wire.bodies if "1" in body]) == 19


async def test_a_session_that_may_not_read_reports_is_told_nothing(
    clock: ManualClock,
) -> None:
    secret = Scenario().user_secret
    wire, _, told = await audiences(clock, 2, secret=secret)
    assert told == []
    asked = [call for number in range(13) for call in wire.asked(number)]
    assert not [call for call in asked if call.get("reportType") == 10001]
