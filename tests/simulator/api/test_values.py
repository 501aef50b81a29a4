"""Parameters: what the server makes of text, numbers and times."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.api.values import (
    MAX_RELATIVE_S,
    as_bool,
    as_int,
    as_object,
    as_text,
    as_time,
)

NOW = 1_700_000_000.9

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-60", 1_699_999_940),
        (-60, 1_699_999_940),
        ("0", 1_700_000_000),
        (0, 1_700_000_000),
        ("60", 1_700_000_060),
        ("-2", 1_699_999_998),
        ("-1", -1),
        (-1, -1),
        ("", 0),
        (None, 0),
        ("yesterday", 0),
        ([], 0),
        (MAX_RELATIVE_S, 1_700_000_000 + MAX_RELATIVE_S),
        (-MAX_RELATIVE_S, 1_700_000_000 - MAX_RELATIVE_S),
        (MAX_RELATIVE_S + 1, MAX_RELATIVE_S + 1),
        ("1699990000", 1_699_990_000),
        (1_699_990_000.7, 1_699_990_000),
    ],
)
def test_times(value: Any, expected: int) -> None:
    assert as_time(value, NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12),
        (" -3", -3),
        ("+4", 4),
        ("7.9", 7),
        ("1e3", 1),
        ("x", 0),
        ("", 0),
        (None, 0),
        (True, 1),
        (2.9, 2),
        (math.inf, 0),
        (math.nan, 0),
        ("9" * 6000, 2**63 - 1),
        ("-" + "9" * 6000, 1 - 2**63),
        (10**30, 2**63 - 1),
        ({}, 0),
    ],
)
def test_whole_numbers(value: Any, expected: int) -> None:
    assert as_int(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("True", True),
        ("1", True),
        (1, True),
        (True, True),
        ("false", False),
        ("FALSE", False),
        ("0", False),
        (0, False),
        (False, False),
        ("", None),
        (None, None),
    ],
)
def test_flags(value: Any, expected: bool | None) -> None:
    assert as_bool(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (12, "12"), (12.0, "12"), (True, "1"), (None, ""), ({}, "")],
)
def test_text(value: Any, expected: str) -> None:
    assert as_text(value) == expected


@given(anything)
def test_nothing_that_json_can_hold_raises(value: Any) -> None:
    as_text(value)
    as_int(value)
    as_bool(value)
    as_object(value)
    as_time(value, NOW)
