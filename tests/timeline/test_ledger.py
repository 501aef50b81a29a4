"""The ledger: what was put comes back, and nothing else does."""

from __future__ import annotations

import math
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.timeline.ledger import Ledger

FIGURES = st.none() | st.integers(0, 2**53) | st.floats(allow_nan=True)


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


def test_a_slot_takes_less_than_thirty_bytes() -> None:
    tracemalloc.start()
    try:
        ledger = Ledger(10, 5)
        for start in range(0, 86_400, 10):
            ledger.put(start, (start % 9973, 7, 0, None, None))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 30 * 8_640
