"""Figures that are not what was counted: recent ones alone, and true afterwards."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator.faults.figures import RECENT_S, mistyped, spoiled
from webcast_widget.simulator.faults.plan import Drawn

if TYPE_CHECKING:
    from webcast_widget.simulator.result import Result

NOW = 1_700_000_507.0
STARTS = range(1_700_000_000, 1_700_000_500, 10)
TRUTH = {start: (100 + start % 70, 8) for start in STARTS}
DATA = "".join(f"{start},{live},{dvr};" for start, (live, dvr) in TRUTH.items())
GRAPH: Result = [
    {"id": "audience", "data": DATA, "objectType": "KalturaReportGraph"},
]
RECENT = [start for start in STARTS if start > NOW - RECENT_S]


def told(fault: str, seed: int = 1) -> list[list[str]]:
    drawn = Drawn(frozenset({fault}), random.Random(seed))  # noqa: S311
    answer: Any = spoiled(drawn, GRAPH, NOW)
    assert [{**answer[0], "data": DATA}] == GRAPH
    data = answer[0]["data"]
    assert data.endswith(";")
    return [row.split(",") for row in data.split(";")[:-1]]


def numbers(rows: list[list[str]]) -> dict[int, tuple[int, int]]:
    return {int(start): (int(live), int(dvr)) for start, live, dvr in rows}


def test_a_late_answer_ends_early() -> None:
    ends = set()
    for seed in range(20):
        rows = numbers(told("late", seed))
        assert rows == dict(list(TRUTH.items())[: len(rows)])
        assert set(STARTS) - set(rows) <= set(RECENT)
        ends.add(max(rows))
    assert len(ends) > 3


@pytest.mark.parametrize(("fault", "sign"), [("early", -1), ("shrinking", 1)])
def test_recent_slots_have_other_numbers(fault: str, sign: int) -> None:
    rows = numbers(told(fault))
    assert list(rows) == list(STARTS)
    for start, pair in rows.items():
        for number, true in zip(pair, TRUTH[start], strict=True):
            assert (number - true) * sign > 0 if start in RECENT else number == true


def test_out_of_order() -> None:
    rows = numbers(told("out-of-order"))
    assert list(rows) != sorted(rows)
    assert rows == TRUTH
    assert told("out-of-order") == told("out-of-order")
    assert told("out-of-order") != told("out-of-order", 2)


@pytest.mark.parametrize(
    ("fault", "value"), [("negative", "-1"), ("huge", "1e300"), ("nan", "NaN")]
)
def test_one_recent_slot_is_impossible(fault: str, value: str) -> None:
    rows = told(fault)
    assert [int(row[0]) for row in rows] == list(STARTS)
    wrong = [row for row in rows if value in row]
    assert len(wrong) == 1
    assert int(wrong[0][0]) in RECENT
    rows.remove(wrong[0])
    assert numbers(rows).items() <= TRUTH.items()


def test_slots_where_none_can_be() -> None:
    off = numbers(told("off-grid"))
    (start,) = set(off) - set(STARTS)
    assert start % 10 == 3
    future = numbers(told("future"))
    (start,) = set(future) - set(STARTS)
    assert start % 10 == 0
    assert NOW + 500 < start <= NOW + 3600


def test_without_slots_there_is_nothing_to_spoil() -> None:
    empty: Result = [{"id": "audience", "data": "", "objectType": "KalturaReportGraph"}]
    faults = frozenset({"late", "early", "huge", "off-grid", "future", "out-of-order"})
    assert spoiled(Drawn(faults), empty, NOW) == empty


def test_graphs_of_other_delimiters_and_figures() -> None:
    graph = {"id": "viewers", "objectType": "KalturaReportGraph"}
    data = "1700000400|7;1700000490|12.5;1700000500|9;"
    drawn = Drawn(frozenset({"shrinking"}))
    assert spoiled(drawn, {**graph, "data": data}, NOW) == {
        **graph,
        "data": "1700000400|7;1700000490|12.5;1700000500|14;",
    }


def test_reports_without_rows() -> None:
    drawn = Drawn(frozenset({"missing-objects"}))
    kind = {"objectType": "KalturaLiveStatsListResponse"}
    assert spoiled(drawn, {"objects": [1], "totalCount": 1, **kind}, NOW) == {
        "totalCount": 1,
        **kind,
    }
    kind = {"objectType": "KalturaReportTable"}
    assert spoiled(drawn, {"header": "a", "data": "1;", **kind}, NOW) == kind
    assert spoiled(drawn, True, NOW) is True


def types(value: Any) -> Any:
    if isinstance(value, list):
        return [types(item) for item in value]
    if isinstance(value, dict):
        return {name: types(item) for name, item in value.items()}
    return type(value)


@pytest.mark.parametrize("seed", range(30))
def test_something_is_of_another_type(seed: int) -> None:
    answer: Result = [True, {"objects": [{"a": 1, "b": "2"}], "totalCount": 1}, None]
    chance = random.Random(seed)  # noqa: S311
    assert types(mistyped(answer, chance)) != types(answer)
