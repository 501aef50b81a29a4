"""How true the newest slots' estimates are; ``tests/soak/right_edge.py`` asks forty events."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.soak.right_edge import Watched, by, watch

SEEDS = range(4)
"""Both generations, without faults and with them."""


@pytest.fixture(scope="module")
def watched() -> list[Watched]:
    return [watch(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def table(watched: list[Watched]) -> pd.DataFrame:
    told = pd.concat([each.table() for each in watched], ignore_index=True)
    return told[told["final"] > 0]


def test_nine_in_ten_intervals_hold_what_the_slots_settle_at(
    table: pd.DataFrame,
) -> None:
    wide = table[table["low"] < table["high"]]
    assert len(wide) > 4000
    assert 0.85 <= wide["held"].mean() <= 0.96


def test_estimates_are_several_times_nearer_than_what_is_counted_so_far(
    table: pd.DataFrame,
) -> None:
    found = by(table[table["final"] >= 300], "at")
    for age, most in ((10, 1.2), (20, 0.9), (30, 0.7)):
        error, raw = (
            float(found[name].loc[age]) for name in ("error, median %", "raw, median %")
        )
        assert error <= most
        assert error < raw / 2


def test_a_third_that_leaves_at_once_is_seen_within_two_slots(
    watched: list[Watched],
) -> None:
    assert all(each.slots_to_the_fall() in (1, 2) for each in watched)


def test_the_same_seed_is_the_same_event(watched: list[Watched]) -> None:
    assert watch(0).rows == watched[0].rows
