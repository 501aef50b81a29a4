"""The report service: found out about, preferred, and done without."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.conftest import Wire, api_error, everything, source_of
from webcast_widget.errors import SourceUnavailableError
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.sources.kaltura.pace import ServerClock
from webcast_widget.sources.kaltura.report_plan import HOUR_S, Range, ReportPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.sources import KalturaSource
    from webcast_widget.timeline.clock import ManualClock


@pytest.fixture
def event(clock: ManualClock) -> Simulation:
    return Simulation(
        Scenario(
            viewers=10, started_ago_s=4 * 3600, duration_s=6 * 3600, generation="kava"
        ),
        clock,
    )


@pytest.fixture
def wire(event: Simulation) -> Wire:
    return Wire(event)


@pytest.fixture
def admins(wire: Wire, event: Simulation) -> KalturaSource:
    return source_of(wire, event.scenario, secret=event.scenario.admin_secret)


def actions(wire: Wire, number: int = -1) -> list[str]:
    return [
        f"{call['action']} {call.get('reportType', '')}".strip()
        for call in wire.asked(number)
    ]


def answering(
    wire: Wire, change: Callable[[dict[str, Any], Any], Any]
) -> Callable[[httpx.Response], httpx.Response]:
    """Change the answers of single calls."""

    def changed(response: httpx.Response) -> httpx.Response:
        sent = json.loads(response.content)
        if isinstance(sent, list) and "clientTag" in wire.bodies[-1]:
            sent = [change(*each) for each in zip(wire.asked(), sent, strict=True)]
        date = {"date": response.headers["date"]}
        return httpx.Response(200, json=sent, headers=date)

    return changed


async def test_an_admins_session_asks_two_calls_for_everything(
    admins: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    frame, _ = await everything(admins)
    settled = frame[~frame["provisional"] & frame["live_viewers"].notna()]
    assert settled["slot_buffering_s_per_min"].notna().all()
    clock.advance(10)
    await admins.fetch(clock.now() - 120)
    first, second, third = actions(wire)[:3]
    assert (first, second, third) == ("isLive", "getGraphs 10013", "getGraphs 10006")
    assert "getEvents ENTRY_TIME_LINE" not in actions(wire)


async def test_no_range_is_so_long_that_a_bucket_is_more_than_a_slot(
    admins: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    await everything(admins)
    clock.advance(3 * 3600)  # the laptop slept
    await admins.fetch(clock.now() - 3 * 3600 - 120)
    asked = [
        call["reportInputFilter"]
        for number in range(sum("1" in body for body in wire.bodies))
        for call in wire.asked(number)
        if call["action"] == "getGraphs"
    ]
    assert len(asked) > 8
    assert all(0 < each["toDate"] - each["fromDate"] < 20_000 for each in asked)


async def test_after_a_sleep_all_that_was_missed_is_asked_for(
    admins: KalturaSource, event: Simulation, clock: ManualClock
) -> None:
    await everything(admins)
    clock.advance(90 * 60)
    since = clock.now() - 90 * 60 - 120
    told: dict[int, Any] = {}
    batches = [await admins.fetch(since)]
    while batches[-1].more:
        assert batches[-1].as_of is not None
        batches.append(await admins.fetch(batches[-1].as_of - 120))
        assert len(batches) < 30
    for batch in batches:
        for slot in batch.slots:
            if slot.slot_buffering_s_per_min is not None:
                told[slot.start] = slot
    truth = event.truth().set_index("slot")
    views = truth["live"] + truth["dvr"]
    missed = [
        start for start in views[views > 0].index if since <= start < clock.now() - 60
    ]
    assert len(missed) > 500
    assert set(missed) <= set(told)


async def test_a_plain_users_session_does_without(
    wire: Wire, event: Simulation, clock: ManualClock
) -> None:
    source = source_of(wire, event.scenario)
    await source.fetch(None)
    await source.fetch(clock.now() - 120)
    assert "getGraphs 10013" in actions(wire)
    for _ in range(3):
        clock.advance(10)
        await source.fetch(clock.now() - 120)
        assert actions(wire)[0] == "getEvents ENTRY_TIME_LINE"
        assert "getGraphs 10013" not in actions(wire)


async def test_a_session_that_may_no_more_is_done_without_in_the_same_poll(
    admins: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    await everything(admins)

    def forbid(call: dict[str, Any], answer: Any) -> Any:
        return api_error("SERVICE_FORBIDDEN") if call["service"] == "report" else answer

    wire.change = answering(wire, forbid)
    clock.advance(10)
    batch = await admins.fetch(clock.now() - 120)
    assert any(slot.live_viewers is not None for slot in batch.slots)
    assert actions(wire, -2)[0] == "isLive"
    assert actions(wire, -1)[0] == "getEvents ENTRY_TIME_LINE"


async def test_a_report_that_fails_is_asked_for_again_beside_live_reports(
    admins: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    await everything(admins)

    def time_out(call: dict[str, Any], answer: Any) -> Any:
        timed_out = api_error("DRUID_QUERY_TIMED_OUT", "Query timed out")
        return timed_out if call["service"] == "report" else answer

    wire.change, honest = answering(wire, time_out), wire.change
    clock.advance(10)
    with pytest.raises(SourceUnavailableError, match="Query timed out"):
        await admins.fetch(clock.now() - 120)
    batch = await admins.fetch(clock.now() - 120)
    assert any(slot.live_viewers is not None for slot in batch.slots)
    wire.change = honest
    batch = await admins.fetch(clock.now() - 120)
    assert any(slot.slot_bitrate_kbps is not None for slot in batch.slots)
    await admins.fetch(clock.now() - 120)
    assert "getEvents ENTRY_TIME_LINE" not in actions(wire)


async def test_minutes_whose_report_failed_are_had_later(
    admins: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    await everything(admins)

    def no_minutes(call: dict[str, Any], answer: Any) -> Any:
        failed = api_error("DRUID_QUERY_TIMED_OUT", "Query timed out")
        return failed if call.get("reportType") == 10006 else answer

    wire.change, honest = answering(wire, no_minutes), wire.change
    begun = int(clock.now()) // 60 * 60
    for _ in range(60):
        clock.advance(10)
        batch = await admins.fetch(clock.now() - 120)
        assert "Bitrate and plays are incomplete" in batch.trouble
        assert batch.final is False
    wire.change = honest
    told: set[int] = set()
    for _ in range(60):
        batch = await admins.fetch(clock.now() - 120)
        told |= {minute.start for minute in batch.minutes}
    assert told >= set(range(begun, begun + 480, 60))


async def test_a_slot_of_the_future_is_refused(
    admins: KalturaSource,
    wire: Wire,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # How much later an answer may know of is measured in real time.
    monkeypatch.setattr(ServerClock, "latest", lambda _, told, __: told + 40)
    await everything(admins)
    clock.advance(10)
    soon = int(clock.now()) // 10 * 10 + 500

    def add(call: dict[str, Any], answer: Any) -> Any:
        if call.get("reportType") == 10013:
            for graph in answer:
                graph["data"] += f"{soon}|0;"
        return answer

    wire.change = answering(wire, add)
    batch = await admins.fetch(clock.now() - 120)
    assert batch.refused == 1
    assert soon not in {slot.start for slot in batch.slots}
    assert batch.slots


@given(
    first=st.floats(1.6e9, 1.7e9),
    length=st.floats(0, 2e5),
    limits=st.lists(st.integers(0, 60), max_size=80),
)
def test_what_is_laid_out_is_asked_for_in_hours_until_all_is_told(
    first: float, length: float, limits: list[int]
) -> None:
    reports = ReportPlan(allowed=True)
    reports.lay_out(first, first + length)
    told: list[Range] = []
    for limit in [*limits, *[60] * 100]:
        due = reports.due(limit)
        assert len(due) <= max(1, limit // 4)
        for span in due:
            reports.answered(span)
        told += due
    assert reports.progress() is None
    assert all(span.end - span.first <= HOUR_S for span in told)
    assert [span.first for span in told] == sorted(
        (span.first for span in told), reverse=True
    )
    covered = sum(span.end - span.first for span in told)
    assert told[0].end > first + length
    assert told[-1].first <= first
    assert covered == told[0].end - told[-1].first


def test_an_answer_knows_of_little_more_than_its_moment() -> None:
    clock = ServerClock()
    assert clock.latest(1e9, 1.0) == 1e9 + 300
    assert clock.latest(1e9, 0.1) == pytest.approx(1e9 + 90)
    clock.heard(1e9, 5.0)
    assert clock.latest(1e9, 1.0) == 1e9 + 300
    clock.heard(1e9 + 10, 15.0)
    assert 1e9 + 40 <= clock.latest(1e9 + 10, 0.5) <= 1e9 + 45
    # A server sixty times as fast as our clock has counted further meanwhile.
    clock.heard(1e9 + 610, 25.0)
    assert clock.latest(1e9 + 610, 1.0) > 1e9 + 690
    assert clock.latest(1e9 + 610, 50.0) == 1e9 + 910
