"""Retention, against statsmodels, loops, and stays whose answer is known."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from tests.analysis import plain
from webcast_widget import analysis
from webcast_widget.analysis.survival import chi2_tail
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from tests.analysis.conftest import Simulated

SEEDS = range(12)


def drawn(seed: int, groups: int = 1) -> pd.DataFrame:
    """Stays with many ties, a third of them cut off."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(40, 900))
    group = rng.integers(0, groups, size)
    stay = np.minimum(rng.exponential(300 + 60 * group).round(-1), 900.0)
    left = (rng.random(size) > 0.3) & (stay < 900)
    return pd.DataFrame({"device": group, "stay_s": stay, "left": left})


def counted(stays: pd.DataFrame) -> pd.DataFrame:
    return stays.groupby(list(stays.columns)).size().rename("n").reset_index()


@pytest.mark.parametrize("seed", SEEDS)
def test_curve_limits_and_median_are_those_of_statsmodels(seed: int) -> None:
    stays = drawn(seed)
    found = analysis.retention(counted(stays.drop(columns="device")))
    right = SurvfuncRight(stays["stay_s"], stays["left"].astype(int))
    curve = found.curve.loc[right.surv_times]
    np.testing.assert_allclose(curve["share"], right.surv_prob, rtol=1e-12)
    np.testing.assert_array_equal(curve["at_risk"], right.n_risk)
    np.testing.assert_array_equal(curve["left"], right.n_events)
    assert found.median_s == right.quantile(0.5)
    # Its limits are for the exact quantile of a normal variable, ours for 1.96.
    low, high = right.quantile_ci(0.5, alpha=math.erfc(1.96 / math.sqrt(2)))
    assert (found.median_low_s, found.median_high_s) == (low, high)
    inner = right.surv_prob < 1
    error = right.surv_prob_se[inner] / (
        right.surv_prob[inner] * np.abs(np.log(right.surv_prob[inner]))
    )
    low = right.surv_prob[inner] ** np.exp(1.96 * error)
    np.testing.assert_allclose(curve["low"].to_numpy()[inner], low, rtol=1e-12)


@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("seed", SEEDS)
def test_log_rank_is_that_of_statsmodels(seed: int, groups: int) -> None:
    stays = drawn(seed, groups)
    found = analysis.retention(counted(stays)).log_rank
    chi2, p = survdiff(stays["stay_s"], stays["left"].astype(int), stays["device"])
    assert found is not None
    assert found.degrees == groups - 1
    assert found.chi2 == pytest.approx(chi2, rel=1e-12)
    assert found.p == pytest.approx(p, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_is_the_area_under_the_curve(seed: int) -> None:
    stays = drawn(seed)
    found = analysis.retention(counted(stays.drop(columns="device")))
    until = stays["stay_s"].max()
    assert found.mean_until_s == until
    shares = [found.share(second) for second in range(int(until))]
    assert found.mean_s == pytest.approx(sum(shares), rel=1e-12)
    # The variance, area by area, as the books write it.
    steps = found.curve[found.curve["left"] > 0]
    variance = 0.0
    for time, row in steps.iterrows():
        n, d = row["at_risk"], row["left"]
        if n > d:
            after = sum(shares[int(str(time)[:-2]) :])
            variance += after**2 * d / (n * (n - d))
    assert found.mean_se_s == pytest.approx(math.sqrt(variance), rel=1e-12)


def test_without_cutting_off_it_is_the_plain_share(events: list[Simulated]) -> None:
    for event in events:
        stays = [last - first for _, first, last in plain.stays(event.rows)]
        rows = [
            {"stay_s": stay, "left": True, "n": n} for stay, n in Counter(stays).items()
        ]
        found = analysis.retention(pd.DataFrame(rows))
        for after in (0, 60, 300):
            still = sum(stay > after for stay in stays) / len(stays)
            assert found.share(after) == pytest.approx(still, rel=1e-12)
        ordered = sorted(stays)
        if len(stays) >= 30:
            assert found.median_s == ordered[(len(stays) + 1) // 2 - 1]


def test_groups_have_their_own_and_a_row_each() -> None:
    stays = counted(
        drawn(3, 2).assign(place="x")[["place", "device", "stay_s", "left"]]
    )
    found = analysis.retention(stays)
    assert found.by == ("place", "device")
    assert list(found.groups) == [("x", 0), ("x", 1)]
    assert sum(each.stays for each in found.groups.values()) == found.stays
    frame = found.to_frame()
    assert list(frame.index) == ["all", ("x", 0), ("x", 1)]
    assert frame.attrs["units"]["median_s"] == "s"
    one = analysis.retention(stays[stays["device"] == 1][["stay_s", "left", "n"]])
    assert found.groups["x", 1].median_s == one.median_s
    assert "log-rank" in found._repr_html_()


def test_a_group_that_is_not_known_has_a_name() -> None:
    stays = pd.DataFrame(
        {"device": ["TV", None], "stay_s": [5, 9], "left": [True, True], "n": [40, 40]}
    )
    assert "not known" in analysis.retention(stays)._repr_html_()


def test_who_never_leaves_has_no_median_and_few_have_none() -> None:
    still = pd.DataFrame({"stay_s": [60, 600], "left": [True, False], "n": [10, 30]})
    found = analysis.retention(still)
    assert math.isinf(found.median_s or 0)
    assert found.sentence == "More than half were still there to the last."
    assert found.still_there == 30
    few = analysis.retention(still.assign(n=[10, 19]))
    assert few.median_s is None
    assert few.sentence == "There are 29 stays: too few for a median (30 are needed)."
    assert found.log_rank is None


def test_nobody_has_no_stays() -> None:
    nobody = pd.DataFrame({"stay_s": [], "left": [], "n": []})
    found = analysis.retention(nobody)
    assert (found.stays, found.median_s, found.mean_s) == (0, None, None)
    assert found._repr_html_()


def test_groups_of_which_nobody_left_cannot_be_compared() -> None:
    stays = pd.DataFrame(
        {"device": ["a", "b"], "stay_s": [5, 9], "left": [False, False], "n": [40, 40]}
    )
    found = analysis.retention(stays).log_rank
    assert found is not None
    assert math.isnan(found.p)
    assert "Too few left" in str(found)


@pytest.mark.parametrize(
    ("degrees", "value", "tail"),
    [(1, 3.84, 0.05004352), (2, 4.6, 0.10025884), (3, 7.8, 0.05033111)],
)
def test_tails_are_those_of_the_tables(degrees: int, value: float, tail: float) -> None:
    assert chi2_tail(value, degrees) == pytest.approx(tail, rel=1e-4)


@pytest.mark.parametrize(
    ("stays", "said"),
    [
        ([1, 2], "a list is none"),
        (pd.DataFrame({"stay_s": [1], "left": [True]}), "no column n"),
        (pd.DataFrame({"stay_s": ["x"], "left": [True], "n": [1]}), "no number"),
        (pd.DataFrame({"stay_s": [-1], "left": [True], "n": [1]}), "shorter than"),
    ],
)
def test_what_is_no_stays_is_a_sentence(stays: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        analysis.retention(stays)  # type: ignore[arg-type]
