"""The same heartbeats in ten spellings; ``tests/soak/readers.py`` goes on."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.soak import readers
from tests.soak.random_tables import Traits, drawn
from tests.soak.spellings import frame
from webcast_widget import heartbeats

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend


@pytest.fixture(scope="module")
def duckdb() -> Backend:
    """One engine for many small questions."""
    return heartbeats.duckdb(threads=1)


@pytest.mark.parametrize("seed", [4, 17])
def test_ten_spellings_say_the_same(duckdb: Backend, seed: int) -> None:
    """One batch has fractions, microseconds and broken figures; both have wrong clocks."""
    done = readers.batch(seed, duckdb, entries=30)
    assert {name: done[name] for name in ("csv", "log", "frame")} == {
        "csv": 90,
        "log": 30,
        "frame": 60,
    }


def test_a_difference_would_be_noticed(duckdb: Backend, tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - drawn, not secret
    beats = drawn(chance, 3, Traits(False, False, False, False))
    spelt = frame(beats, tmp_path, chance)
    readers.compare(beats, spelt, duckdb, counting=True)
    beats[0] = replace(beats[0], us=beats[0].us + 1)
    with pytest.raises(readers.DifferenceError, match=r"read .* for "):
        readers.compare(beats, spelt, duckdb, counting=False)
