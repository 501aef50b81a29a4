"""Stalls and leaving: against permutations that are drawn, and on known nulls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from tests.analysis.drawn import null_event
from webcast_widget import analysis, heartbeats
from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from pathlib import Path


def counts(rows: list[tuple[int, int, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["n", "k", "d", "x"])
    return frame.assign(slot=range(len(frame)), young=False)


def test_expected_and_ratio_are_those_of_plain_loops() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for _ in range(300):
        n = int(rng.integers(1, 60))
        k, d = int(rng.integers(0, n + 1)), int(rng.integers(0, n // 3 + 1))
        rows.append((n, k, d, int(rng.hypergeometric(k, n - k, d)) if d else 0))
    found = analysis.stalls(counts(rows))
    expected = variance = r = s = v = 0.0
    for n, k, d, x in rows:
        expected += d * k / n
        if n > 1:
            variance += d * (k / n) * (1 - k / n) * (n - d) / (n - 1)
        r += x * (n - k) / n
        s += (d - x) * k / n
        v += k * (n - k) * d / n**2
    error = math.sqrt(v / (r * s))
    assert found.departures == sum(d for _, _, d, _ in rows)
    assert found.after_stall == sum(x for *_, x in rows)
    assert found.expected == pytest.approx(expected, rel=1e-12)
    half = 1.96 * math.sqrt(variance)
    assert (found.expected_low, found.expected_high) == pytest.approx(
        (expected - half, expected + half), rel=1e-12
    )
    assert found.rate_ratio == pytest.approx(r / s, rel=1e-12)
    assert (found.rate_ratio_low, found.rate_ratio_high) == pytest.approx(
        (r / s * math.exp(-1.96 * error), r / s * math.exp(1.96 * error)), rel=1e-12
    )


def test_the_closed_form_is_what_permuting_the_leavers_gives() -> None:
    rng = np.random.default_rng(5)
    rows = [(40, int(rng.integers(1, 20)), 4, 1) for _ in range(60)]
    found = analysis.stalls(counts(rows))
    drawn = []
    for _ in range(2000):
        after = 0
        for n, k, d, _x in rows:
            present = np.arange(n) < k
            after += int(rng.permutation(present)[:d].sum())
        drawn.append(after)
    low, high = np.percentile(drawn, (2.5, 97.5))
    assert not found.is_drawn
    assert found.expected_low == pytest.approx(low, abs=2.5)
    assert found.expected_high == pytest.approx(high, abs=2.5)


def test_few_departures_are_drawn_and_the_same_each_time() -> None:
    rows = [(30, 5, 1, 0)] * 40
    found = analysis.stalls(counts(rows))
    assert found.is_drawn
    assert found == analysis.stalls(counts(rows))
    assert found.expected == pytest.approx(40 / 6)
    assert found.expected_low == pytest.approx(40 / 6 - 1.96 * 2.36, abs=1.1)


def test_known_nulls_cry_as_often_as_promised() -> None:
    cries = [
        each.is_more or each.is_less
        for each in (analysis.stalls(null_event(seed)) for seed in range(40))
    ]
    assert sum(cries) <= 4


def test_an_effect_that_is_there_is_seen_with_its_size() -> None:
    found = [analysis.stalls(null_event(seed, effect=2.5)) for seed in range(12)]
    assert all(each.is_more for each in found)
    logs = [math.log(each.rate_ratio or 0) for each in found]
    assert math.exp(sum(logs) / len(logs)) == pytest.approx(2.5, rel=0.1)
    for each in found:
        assert each.detectable is not None
        assert 1 < each.detectable < 2
        assert "more than chance gives" in each.sentences[0]
        assert "does not say why" in each.sentences[0]
        assert each.finding is not None
        assert f"{each.after_stall:,} departures came within" in str(each.finding)


@pytest.mark.parametrize("seed", [3, 4])
def test_from_heartbeats_of_a_simulated_null(seed: int, tmp_path: Path) -> None:
    scenario = Scenario(
        seed=seed,
        viewers=120,
        started_ago_s=3600,
        duration_s=1500,
        outage_s=0,
        generation="kava",
    )
    event = Simulation(scenario, ManualClock(1_700_003_007.0))
    files = RawFiles(tmp_path)
    event.raw_files = files
    files.close([event])
    table = heartbeats.stalls(tmp_path / "heartbeats.parquet", horizon=event.end)
    found = analysis.stalls(table)
    assert found.departures > 50
    assert not found.is_more
    assert "no sign that stalls drove viewers away" in found.sentences[0]
    assert found.finding is None


def test_the_sentences_are_those_that_were_agreed() -> None:
    found = analysis.Stalls(
        3628, 540, 533.93, 493.8, 574.06, False, 1.0145, 0.922, 1.1162, 1.146
    )
    assert found.sentences[0] == (
        "540 of 3,628 departures came within 60 s of a stall. Had leaving nothing to do"
        " with stalls it would be 534, and 494 to 574 in 95 of 100 cases: no sign that"
        " stalls drove viewers away."
    )
    assert found.sentences[1].startswith(
        "Viewers who had stalled in the last minute left 1.01 times as often as others"
        " at the same moment (95 %: 0.92 to 1.12)."
    )
    assert "1.15 times or more would have been seen in 8 of 10" in found.sentences[1]
    assert "lower bound" in found.sentences[2]
    assert found.to_frame().loc["rate_ratio", "unit"] == "times as often"


@pytest.mark.parametrize("rows", [[], [(5, 2, 0, 0)], [(1, 0, 1, 0)]])
def test_where_there_is_nothing_to_compare_it_says_so(
    rows: list[tuple[int, int, int, int]],
) -> None:
    found = analysis.stalls(counts(rows))
    assert found.rate_ratio is None
    assert found._repr_html_()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("x", "columns n, k, d and x"),
        (pd.DataFrame({"n": [1]}), "columns n, k, d and x"),
        (counts([(5, 6, 1, 0)]), "More viewers left or stalled"),
        (counts([(5, 2, 1, 2)]), "More viewers left or stalled"),
        (counts([(5, 2, 1, 1)]).assign(n="many"), "no number"),
    ],
)
def test_bad_counts_are_a_sentence(given: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        analysis.stalls(given)  # type: ignore[arg-type]
