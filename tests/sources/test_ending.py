"""The end of the broadcast: noticed, and everything asked for once more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sources.conftest import Wire, api_error, source_of
from tests.truth import compare
from webcast_widget.feed import status
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.timeline.clock import ManualClock
    from webcast_widget.timeline.records import Batch

DURATION_S = 1500


class Event:
    """An event, watched to its end and beyond, whose answers a test may change."""

    def __init__(self, clock: ManualClock, generation: str, *, admin: bool) -> None:
        scenario = Scenario(
            viewers=15, started_ago_s=0, duration_s=DURATION_S, generation=generation
        )
        self.clock = clock
        self.simulation = Simulation(scenario, clock)
        self.wire = Wire(self.simulation)
        secret = scenario.admin_secret if admin else scenario.user_secret
        self.source = source_of(self.wire, scenario, secret=secret)
        self.line = Timeline()
        self.batches: list[Batch] = []
        self.states: list[str] = []

    async def watch(self, seconds: float) -> None:
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            as_of = self.line.as_of
            batch = await self.source.fetch(None if as_of is None else as_of - 120)
            change = self.line.examine(batch, 0)
            self.line.apply(change)
            self.batches.append(batch)
            state, _ = status.after_change(change, self.line, self.clock.now())
            self.states.append(state)
            self.clock.advance(0.1 if batch.more else 10)

    def spoil(self, change: Callable[[dict[str, Any], Any], Any]) -> None:
        def changed(response: httpx.Response) -> httpx.Response:
            sent = json.loads(response.content)
            if isinstance(sent, list) and "clientTag" in self.wire.bodies[-1]:
                asked = self.wire.asked()
                sent = [change(*each) for each in zip(asked, sent, strict=True)]
            date = {"date": response.headers["date"]}
            return httpx.Response(200, json=sent, headers=date)

        self.wire.change = changed


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("admin", [False, True])
async def test_what_came_late_during_the_event_is_had_at_its_end(
    clock: ManualClock, generation: str, admin: bool
) -> None:
    event = Event(clock, generation, admin=admin)
    start = event.simulation.start
    hidden = range(start + 600, start + 660)

    def without(call: dict[str, Any], answer: Any) -> Any:
        if call["action"] in {"getEvents", "getGraphs"} and isinstance(answer, list):
            for graph in answer:
                points = str(graph["data"]).split(";")
                kept = [p for p in points if p and int(p[:10]) not in hidden]
                graph["data"] = "".join(f"{point};" for point in kept)
        return answer

    event.spoil(without)
    await event.watch(DURATION_S)
    missing = event.line.frame()["live_viewers"].isna()
    assert sum(missing) >= 6
    event.wire.change = lambda sent: sent
    await event.watch(1500)
    assert event.states[-1] == "ended"
    of_slots = admin and generation == "kava"
    compare(event.simulation, event.line.frame(), of_slots=of_slots)
    assert {event.line.value("live_viewers", slot) for slot in hidden[::10]} - {None}


async def test_the_end_waits_for_what_fails_and_not_for_ever(
    clock: ManualClock,
) -> None:
    event = Event(clock, "kava", admin=False)

    def fail(call: dict[str, Any], answer: Any) -> Any:
        failed = api_error("DRUID_QUERY_TIMED_OUT", "Query timed out")
        return failed if call["action"] == "getReport" else answer

    event.spoil(fail)
    await event.watch(DURATION_S + 600)
    assert "ended" not in event.states
    assert event.batches[-1].final is False
    await event.watch(1800)
    assert event.states[-1] == "ended"
    assert "incomplete" in event.batches[-1].trouble


@pytest.mark.parametrize("field", ["plays", "avgBitrate", "bufferTime", "audience"])
@pytest.mark.parametrize("value", ["x", -1, 1e300, True])
async def test_a_report_with_an_impossible_value_is_asked_for_again(
    clock: ManualClock, field: str, value: Any
) -> None:
    event = Event(clock, "live_analytics", admin=False)
    spoilt: list[Any] = []

    def spoil(call: dict[str, Any], answer: Any) -> Any:
        # The first time that something is asked for.
        if call["action"] == "getReport" and call["filter"] not in spoilt:
            answer["objects"][0][field] = value
            spoilt.append(call["filter"])
        return answer

    event.spoil(spoil)
    await event.watch(700)
    event.wire.change = lambda sent: sent
    await event.watch(40)
    compare(event.simulation, event.line.frame())
    assert spoilt
    assert event.line.refused == len(spoilt)


async def test_an_event_that_goes_on_the_air_again_is_live(clock: ManualClock) -> None:
    event = Event(clock, "kava", admin=True)
    await event.watch(DURATION_S + 1500)
    assert event.states[-1] == "ended"
    event.spoil(lambda call, answer: True if call["action"] == "isLive" else answer)
    await event.watch(20)
    assert event.states[-1] == "stale"
    assert event.batches[-1].final is False


async def test_what_was_not_told_is_asked_for_again_at_the_end(
    clock: ManualClock,
) -> None:
    event = Event(clock, "live_analytics", admin=False)

    def nothing(call: dict[str, Any], answer: Any) -> Any:
        return {"totalCount": 0} if call["action"] == "getReport" else answer

    event.spoil(nothing)
    await event.watch(DURATION_S)
    assert event.line.frame()["plays"].isna().all()
    event.wire.change = lambda sent: sent
    await event.watch(1500)
    assert event.states[-1] == "ended"
    compare(event.simulation, event.line.frame())


async def test_a_slot_of_the_future_in_the_first_answer_is_refused(
    clock: ManualClock,
) -> None:
    event = Event(clock, "live_analytics", admin=False)
    await event.watch(300)
    again = Event(clock, "live_analytics", admin=False)
    soon = int(clock.now()) // 10 * 10 + 600

    def add(call: dict[str, Any], answer: Any) -> Any:
        if call["action"] == "getEvents":
            answer[0]["data"] += f"{soon},3,0;"
        return answer

    again.spoil(add)
    await again.watch(1)
    assert again.batches[0].refused == 1
    assert again.line.value("live_viewers", soon) is None
