"""The run sheet of the vendor's API: asked for seldom, and taken as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.conftest import ENTRY, NOW, Wire, api_error, source_of
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.sources.kaltura.cues import EARLY_S, REST_S, CuePlan
from webcast_widget.timeline.mark import CUE_POINTS, Mark, current

if TYPE_CHECKING:
    from webcast_widget.timeline.clock import ManualClock

OLDEST = 1_700_002_000
AT = OLDEST + 60


def point(**more: Any) -> dict[str, Any]:
    told = {"code": "Q&A", "createdAt": AT, "triggeredAt": AT + 1, "status": 1}
    return {**told, **more}


def test_they_are_asked_for_once_a_minute_from_before_the_event() -> None:
    plan = CuePlan()
    assert plan.call(ENTRY, None, OLDEST) is None
    assert plan.call(ENTRY, NOW, None) is None
    call = plan.call(ENTRY, NOW, OLDEST)
    assert call is not None
    assert call["filter"]["createdAtGreaterThanOrEqual"] == OLDEST - EARLY_S
    marks, refused = plan.answer(NOW, {"objects": [point()]})
    assert (marks, refused) == ([Mark(AT + 1, "Q&A", None, CUE_POINTS, AT)], 0)
    assert plan.call(ENTRY, NOW + 59, OLDEST) is None
    call = plan.call(ENTRY, NOW + 60, OLDEST)
    assert call is not None
    assert call["filter"]["createdAtGreaterThanOrEqual"] == AT


@pytest.mark.parametrize(
    "answer",
    [
        api_error("SERVICE_DOES_NOT_EXISTS"),
        api_error("SERVICE_FORBIDDEN"),
        None,
        [],
        {"objects": {}},
        {"objects": [point()] * 1000},
    ],
)
def test_a_server_that_has_none_is_left_alone(answer: Any) -> None:
    plan = CuePlan()
    assert plan.answer(NOW, answer) == ([], 0)
    assert plan.call(ENTRY, NOW + REST_S - 1, OLDEST) is None
    assert plan.call(ENTRY, NOW + REST_S, OLDEST) is not None


def test_what_is_for_players_is_no_item_and_what_is_impossible_is_counted() -> None:
    told = [
        point(partnerData='{"viewMode":"side"}'),
        point(status=3),
        point(code=" "),
        *(None, point(code=7), point(createdAt=-1), point(triggeredAt="x")),
        point(code="Break", triggeredAt=None),
    ]
    marks, refused = CuePlan().answer(NOW, {"objects": told})
    assert [mark.said for mark in marks] == [(AT, "Break", None)]
    assert refused == 4


async def test_the_run_sheet_of_a_simulated_event_is_its_marks(
    clock: ManualClock,
) -> None:
    simulation = Simulation(Scenario(viewers=20, started_ago_s=2400), clock)
    wire = Wire(simulation)
    source = source_of(wire, simulation.scenario)
    marks: list[Mark] = []
    batch, polls = await source.fetch(None), 30
    for _ in range(polls):
        clock.advance(10)
        assert batch.as_of is not None
        batch = await source.fetch(batch.as_of - 120)
        assert not batch.refused
        marks += batch.marks
    begun = [(at, title) for at, title in simulation.agenda() if at <= clock.now() - 60]
    assert [(mark.at, mark.title) for mark in current(marks)] == begun
    assert len(begun) > 1
    asked = [call for number in range(polls) for call in wire.asked(number)]
    times = sum(call.get("service") == "cuePoint_cuePoint" for call in asked)
    assert 4 <= times <= 6
