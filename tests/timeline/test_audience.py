"""Who is watching: joined where few are, and taken only as far as it can be."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feed.conftest import START, batch
from webcast_widget.timeline.audience import (
    DIMENSIONS,
    MOST_CELLS,
    OTHER,
    Audience,
    audience_frame,
)
from webcast_widget.timeline.timeline import Timeline

TOLD = Audience(
    START,
    {
        "country": {"Germany": 31, "Japan": 4, "France": 5, OTHER: 2},
        "device": {"Mobile": 12, "Computer": 30},
    },
)
counts = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", OTHER]), st.integers(1, 9)
)


def test_few_are_joined_and_the_most_come_first() -> None:
    assert TOLD.cells() == [
        ("country", "Germany", 31),
        ("country", "France", 5),
        ("country", OTHER, 6),
        ("device", "Computer", 30),
        ("device", "Mobile", 12),
    ]
    assert ("country", "Japan", 4) in TOLD.cells(smallest=1)
    assert TOLD.cells(most=1)[:2] == [
        ("country", "Germany", 31),
        ("country", OTHER, 11),
    ]


@given(told=counts, smallest=st.integers(1, 9), most=st.none() | st.integers(0, 4))
def test_nobody_is_lost_and_nobody_singled_out(
    told: dict[str, int], smallest: int, most: int | None
) -> None:
    cells = Audience(START, {"country": told}).cells(smallest, most)
    named = Counter({value: count for _, value, count in cells})
    assert named.total() == sum(told.values())
    for value, count in named.items():
        assert value == OTHER or (count == told[value] and count >= smallest)


def test_a_frame_of_it() -> None:
    frame = audience_frame([TOLD])
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "slot_start": "datetime64[us, UTC]",
        "dimension": "str",
        "value": "str",
        "live_viewers": "Int64",
        "share": "Float64",
    }
    assert set(frame["slot_start"]) == {pd.Timestamp(START, unit="s", tz="UTC")}
    assert frame.groupby("dimension")["share"].sum().tolist() == [1.0, 1.0]
    assert len(frame) == len(TOLD.cells())
    empty = audience_frame([])
    assert len(empty) == 0
    assert empty.dtypes.equals(frame.dtypes)


def test_the_last_answer_is_what_is_known() -> None:
    line = Timeline()
    line.merge(batch(audience=TOLD), START)
    assert line.audience == TOLD
    # Said again it is nothing new, and an answer without it takes nothing back.
    assert line.examine(batch(audience=TOLD), START).audience is None
    line.merge(batch(), START)
    assert line.audience == TOLD


@pytest.mark.parametrize(
    ("told", "taken", "refused"),
    [
        (Audience(START + 3, TOLD.viewers), None, 1),
        (Audience(START + 10**9, TOLD.viewers), None, 1),
        (Audience("soon", TOLD.viewers), None, 1),  # type: ignore[arg-type]
        # Nobody is watching, and that is something else than not known.
        (Audience(START, {}), {}, 0),
        (Audience(START, {"country": {"Peru": 0}}), {}, 0),
        (
            Audience(START, {"country": {"Lim\ud83d": 3, "Lim?": 4}}),
            {"country": {"Lim?": 7}},
            0,
        ),
        (
            Audience(START, {"referrer": {"x" * 100 + "a": 3, "x" * 100 + "b": 4}}),
            {"referrer": {"x" * 100: 7}},
            0,
        ),
        (Audience(START, {"shoe size": {"44": 9}}), None, 1),
        (
            Audience(START, {"country": {"Japan": 4, "Spain": -1, "Peru": 0}}),
            {"country": {"Japan": 4}},
            1,
        ),
        (
            Audience(
                START,
                {"device": {"TV": 2.5, "Mobile": float("nan"), "Tablet": "7"}},  # type: ignore[dict-item]
            ),
            None,
            3,
        ),
        (
            Audience(START, {"referrer": {"x" * 500: 9}}),
            {"referrer": {"x" * 100: 9}},
            0,
        ),
    ],
)
def test_what_cannot_be_is_left_out_and_counted(
    told: Audience, taken: Any, refused: int
) -> None:
    change = Timeline().examine(batch(audience=told), START)
    assert (change.audience and change.audience.viewers) == taken
    assert change.refused == refused


def test_what_pandas_counts_can_be_written_down() -> None:
    who = pd.Series(["Peru"] * 14 + ["Chile"] * 9).value_counts()
    told = Audience(START, {"country": {name: who[name] for name in who.index}})
    change = Timeline().examine(batch(audience=told), START + 1e5)
    assert (type(change.refused), change.refused) == (int, 0)
    assert change.audience == Audience(START, {"country": {"Peru": 14, "Chile": 9}})


def test_when_everybody_left_nobody_is_shown_any_more() -> None:
    line = Timeline()
    line.merge(batch(audience=TOLD), START)
    line.merge(batch(audience=Audience(START + 60, {})), START + 60)
    assert line.audience == Audience(START + 60, {})
    assert line.audience.cells() == []


def test_there_is_an_end_to_the_values() -> None:
    many = {str(number): 9 for number in range(2 * MOST_CELLS)}
    told = Audience(START, dict.fromkeys(DIMENSIONS, many))
    change = Timeline().examine(batch(audience=told), START)
    assert change.audience is not None
    assert {len(cells) for cells in change.audience.viewers.values()} == {MOST_CELLS}
    assert change.refused == MOST_CELLS * len(DIMENSIONS)
