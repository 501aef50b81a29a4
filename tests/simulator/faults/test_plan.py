"""Which requests fail: by chance, by seed, and by the order in which they arrive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webcast_widget import simulator
from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.faults.plan import KINDS, FaultPlan, rates_of

if TYPE_CHECKING:
    from webcast_widget.simulator.faults.plan import Drawn

RATES = {"html": 0.2, "blocked": 0.1}


def drawn(plan: FaultPlan, many: int = 500) -> list[frozenset[str]]:
    return [plan.draw().names for _ in range(many)]


def particulars(one: Drawn) -> float:
    return one.chance.random()


def test_the_same_seed_fails_the_same_requests() -> None:
    first = drawn(FaultPlan(3, RATES))
    assert first == drawn(FaultPlan(3, RATES))
    assert first != drawn(FaultPlan(4, RATES))
    assert 60 < sum("html" in names for names in first) < 140
    assert 25 < sum("blocked" in names for names in first) < 75


def test_the_particulars_are_the_same_too() -> None:
    plans = [FaultPlan(3, {"slow": 1.0}) for _ in range(2)]
    one, other = ([particulars(plan.draw()) for _ in range(20)] for plan in plans)
    assert one == other
    assert len(set(one)) == 20


def test_one_faults_rate_does_not_move_another() -> None:
    alone = drawn(FaultPlan(3, {"html": 0.2}))
    among = drawn(FaultPlan(3, {"late": 0.9, **RATES}))
    assert ["html" in names for names in alone] == ["html" in names for names in among]


def test_a_rate_of_one_fails_all_and_of_nothing_none() -> None:
    assert set(drawn(FaultPlan(3, dict.fromkeys(KINDS, 1.0)))) == {frozenset(KINDS)}
    assert set(drawn(FaultPlan(3, dict.fromkeys(KINDS, 0.0)))) == {frozenset()}
    assert set(drawn(FaultPlan(3))) == {frozenset()}


def test_failing_lasts_as_long_as_its_block() -> None:
    plan = FaultPlan(3, {"html": 1.0})
    with plan.failing({"slow": 1.0}):
        assert plan.draw().names == {"slow"}
        with plan.failing({}):
            assert plan.draw().names == frozenset()
    assert plan.draw().names == {"html"}


def test_failing_goes_on_in_the_plans_sequence() -> None:
    whole = drawn(FaultPlan(3, RATES), 60)
    plan = FaultPlan(3)
    drawn(plan, 20)
    with plan.failing(RATES):
        assert drawn(plan, 20) == whole[20:40]
    drawn(plan, 10)
    with plan.failing(RATES):
        assert drawn(plan, 10) == whole[50:]


def test_failing_with_a_seed_begins_anew() -> None:
    plan = FaultPlan(3)
    seen = []
    for _ in range(2):
        with plan.failing(RATES, seed=8):
            seen.append(drawn(plan, 50))
        plan.draw()
    assert seen[0] == seen[1] == drawn(FaultPlan(8, RATES), 50)


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ({"fire": 0.1}, "no fault 'fire': choose among rate-limited,"),
        ({"html": 2.0}, "between 0 and 1, not 2.0"),
        ({"html": -1.0}, "between 0 and 1, not -1.0"),
        ({"html": float("nan")}, "between 0 and 1, not nan"),
    ],
)
def test_what_cannot_be(rates: dict[str, float], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        FaultPlan(0, rates)
    plan = FaultPlan(0, {"slow": 1.0})
    with pytest.raises(ConfigurationError), plan.failing(rates):
        pass
    assert plan.draw().names == {"slow"}


def test_the_readme_names_them_all() -> None:
    readme = (Path(simulator.__file__).parent / "README.md").read_text("utf-8")
    named = {name.removesuffix("-retry-after") for name in KINDS}
    assert {name for name in named if f"`{name}`" not in readme} == set()


def test_rates_in_words() -> None:
    assert rates_of("html=0.1, slow=1,,late=.5,") == {
        "html": 0.1,
        "slow": 1.0,
        "late": 0.5,
    }
    assert rates_of("") == rates_of("html=0") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("html", "'html' says no rate"),
        ("html=", "'html=' says no rate"),
        ("html=much", "'html=much' says no rate"),
        ("=0.5", "There is no fault ''"),
        ("fire=0.5", "There is no fault 'fire': choose among"),
        ("html=1.5", "The rate of html must be between 0 and 1"),
    ],
)
def test_words_that_cannot_be(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        rates_of(text)
