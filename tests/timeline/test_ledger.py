"""The ledger: what was put comes back, and nothing else does."""

from __future__ import annotations

import math
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory import memory_of
from webcast_widget.timeline.ledger import Ledger
from webcast_widget.timeline.sparse import SparseLedger

FIGURES = st.none() | st.integers(0, 2**53) | st.floats(allow_nan=True)
PLACES = st.integers(-400, 400)
ANSWERS = st.lists(
    st.lists(
        st.tuples(PLACES, st.tuples(FIGURES, FIGURES), st.tuples(*[st.booleans()] * 2)),
        max_size=12,
    ),
    max_size=6,
)
"""What is told of places: figures, and which of them to set."""


@given(
    st.lists(st.tuples(st.integers(-400, 400), st.tuples(FIGURES, FIGURES, FIGURES)))
)
def test_it_gives_back_what_a_dict_would(
    told: list[tuple[int, tuple[float | None, ...]]],
) -> None:
    ledger, truth = Ledger(10, 3), dict[int, tuple[float | None, ...]]()
    for number, figures in told:
        ledger.put(10 * number, figures)
        truth[10 * number] = tuple(
            None if each is None or math.isnan(each) else each for each in figures
        )
    for start in range(-4010, 4020, 10):
        assert ledger.get(start) == truth.get(start)


def plain(figure: float | None) -> float | None:
    return None if figure is None or math.isnan(figure) else figure


@pytest.mark.parametrize("is_sparse", [False, True])
@given(ANSWERS, st.lists(PLACES, min_size=2, max_size=2))
def test_many_at_once_are_as_one_by_one(
    is_sparse: bool,
    answers: list[
        list[tuple[int, tuple[float | None, float | None], tuple[bool, bool]]]
    ],
    ends: list[int],
) -> None:
    ledger = SparseLedger(2) if is_sparse else Ledger(10, 2)
    truth = dict[int, list[float | None]]()
    for given_ in answers:
        # Of moments it is promised that they ascend, each once.
        once = sorted({each[0]: each for each in given_}.values(), key=itemgetter(0))
        told = once if is_sparse else given_
        before = [list(truth.get(place, [None, None])) for place, _, _ in told]
        for place, figures, said in told:
            known = truth.setdefault(place, [None, None])
            for at in range(2):
                known[at] = plain(figures[at]) if said[at] else known[at]
        starts = np.array([10 * place for place, _, _ in told], np.int64)
        was = ledger.known(starts)
        ledger.write(
            starts,
            np.array([each[1] for each in told], np.float64).reshape(-1, 2).T,
            np.array([each[2] for each in told], np.bool_).reshape(-1, 2).T,
        )
        now = ledger.known(starts)
        assert [[plain(each) for each in row] for row in was.T.tolist()] == before
        after = [truth[place] for place, _, _ in told]
        assert [[plain(each) for each in row] for row in now.T.tolist()] == after
    first, last = sorted(ends)
    there = sorted(place for place in truth if first <= place <= last)
    found, told_of = ledger.between(10 * first, 10 * last, (1, 0))
    assert found.tolist() == [10 * place for place in there]
    for at in range(2):
        column = [truth[place][at] for place in there]
        assert [plain(each) for each in told_of[1 - at].tolist()] == column
        assert [ledger.get(10 * place) for place in there] == [
            tuple(truth[place]) for place in there
        ]
        have = [n for n, each in zip(there, column, strict=True) if each is not None]
        newest = ledger.newest(at, 10 * first, 10 * last)
        assert newest == (10 * have[-1] if have else None)
    assert ledger.get(10 * 401) is None


@given(st.lists(st.tuples(PLACES, st.booleans())))
def test_without_figures_it_is_a_set(told: list[tuple[int, bool]]) -> None:
    ledger, truth = Ledger(60, 0), set[int]()
    for place, drops in told:
        if drops:
            ledger.drop(60 * place)
            truth.discard(60 * place)
        else:
            ledger.put(60 * place, ())
            truth.add(60 * place)
    assert list(ledger) == sorted(truth)


def test_what_is_dropped_is_unknown_and_leaves_no_figure() -> None:
    ledger = Ledger(10, 1)
    ledger.put(0, (5,))
    ledger.drop(0)
    ledger.drop(10_000)
    assert ledger.get(0) is None
    assert not len(ledger.between(0, 0, [0])[0])


def test_a_start_of_which_nothing_is_known_is_not_unknown() -> None:
    ledger = Ledger(60, 2)
    ledger.put(120, (None, None))
    assert ledger.get(120) == (None, None)
    assert ledger.get(60) is None
    assert ledger.get(10_000_020) is None


def test_a_figure_can_be_taken_back() -> None:
    ledger = Ledger(10, 1)
    ledger.put(0, (1523.7,))
    ledger.put(0, (None,))
    assert ledger.get(0) == (None,)


def test_a_slot_takes_less_than_fifteen_bytes() -> None:
    def a_day() -> Ledger:
        ledger = Ledger(10, 5)
        for start in range(0, 86_400, 10):
            ledger.put(start, (start % 9973, 7, 0, None, None))
        return ledger

    held, _ = memory_of(a_day)
    assert held < 15 * 8_640
