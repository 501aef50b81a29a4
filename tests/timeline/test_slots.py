from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.timeline import slots

moments = st.floats(-1e10, 1e10) | st.integers(-(10**10), 10**10)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(slots)
    assert result.attempted >= 3
    assert result.failed == 0


@given(moment=moments)
def test_a_moment_is_in_its_slot_and_in_its_minute(moment: float) -> None:
    slot, minute = slots.slot_of(moment), slots.minute_of(moment)
    assert slot <= moment < slot + 10
    assert minute <= moment < minute + 60
    assert minute <= slot <= minute + 50
    assert slots.is_slot(slot)
    assert slots.is_slot(minute)


@pytest.mark.parametrize("off", [1, 5, 9])
def test_what_is_off_the_grid_is_no_slot(off: int) -> None:
    assert slots.is_slot(1_700_000_000)
    assert not slots.is_slot(1_700_000_000 + off)


def test_a_slot_settles_when_it_is_60_s_old() -> None:
    assert slots.is_provisional(1_700_000_000, 1_700_000_059.9)
    assert not slots.is_provisional(1_700_000_000, 1_700_000_060.0)


@given(now=moments)
def test_the_newest_settled_slot_is_the_last_one_that_is_not_provisional(
    now: float,
) -> None:
    newest = slots.newest_settled(now)
    assert not slots.is_provisional(newest, now)
    assert slots.is_provisional(newest + 10, now)
