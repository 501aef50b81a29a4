"""Lengths of time, as people write them."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed.duration import interval_of
from webcast_widget.timeline.length import seconds


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10s", 10),
        ("90m", 5400),
        ("90min", 5400),
        ("4h", 14_400),
        ("1h30m", 5400),
        ("1d", 86_400),
        (5, 5),
        (7.5, 7.5),
        (0, 0),
        (np.int64(60), 60),
        (np.float32(7.5), 7.5),
        (np.timedelta64(30, "s"), 30),
        (pd.Timedelta("30s"), 30),
    ],
)
def test_reads_lengths(written: Any, expected: float) -> None:
    assert seconds(written) == expected
    assert isinstance(seconds(written), float)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "10",
        "90.5",
        "1e9",
        "-5m",
        "NaT",
        "nan",
        "10 parsecs",
        -1,
        math.nan,
        math.inf,
        10**400,
        None,
        pd.NaT,
        [],
        object(),
        True,
        np.True_,
    ],
)
def test_refuses_what_is_none(written: Any) -> None:
    with pytest.raises(ConfigurationError, match="is no length of time"):
        seconds(written)


@given(st.text())
def test_any_text_is_a_length_or_a_sentence(text: str) -> None:
    with contextlib.suppress(ConfigurationError):
        assert 0 <= seconds(text) < math.inf


@pytest.mark.parametrize("interval", ["4s", "0s", 4.9, "2h", 3601])
def test_an_interval_is_from_five_seconds_to_an_hour(interval: Any) -> None:
    with pytest.raises(ConfigurationError, match="every 5 s at the most often"):
        interval_of(interval)


@pytest.mark.parametrize("interval", ["5s", 5, "1h", pd.Timedelta("10s")])
def test_an_interval_that_can_be_used(interval: Any) -> None:
    assert 5 <= interval_of(interval) <= 3600
