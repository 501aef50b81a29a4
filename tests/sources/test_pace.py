"""How much is asked for at once, and the guess at the server's time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.sources.kaltura.pace import (
    MOST_REPORTS,
    ReportBudget,
    ServerClock,
)


def test_quick_answers_bring_more_reports_up_to_a_bound() -> None:
    budget, seen = ReportBudget(), []
    for _ in range(6):
        seen.append(budget.limit())
        budget.answered(0.5, seen[-1])
    assert seen == sorted(seen)
    assert seen[-1] == MOST_REPORTS


def test_a_slow_server_settles_on_what_it_answers_in_time() -> None:
    budget = ReportBudget()
    for _ in range(50):
        asked = budget.limit()
        took_s = 0.6 * asked
        if took_s > 30:
            budget.failed(asked)
        else:
            budget.answered(took_s, asked)
    assert 1 <= budget.limit() * 0.6 <= 10


def test_what_fails_is_left_out_longer_each_time() -> None:
    budget, gaps, gap = ReportBudget(), [], 0
    for _ in range(200):
        asked = budget.limit()
        if asked:
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
        budget.failed(asked)
    assert gaps[:6] == [0, 1, 2, 4, 8, 16]
    assert max(gaps) == 32


def test_success_ends_the_rest() -> None:
    budget = ReportBudget()
    budget.failed(budget.limit())
    assert budget.limit() == 0
    assert budget.limit() > 0
    budget.answered(0.1, 1)
    budget.failed(budget.limit())
    assert budget.limit() == 0
    assert budget.limit() > 0


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0, 1000))
def test_the_guess_is_never_before_what_was_told(
    steps: list[float], later: float
) -> None:
    clock, moment, here = ServerClock(), 1.7e9, 5.0
    for step in steps:
        moment, here = moment + step, here + 1
        clock.heard(moment, here)
    expected = clock.expected(here + later)
    assert expected is not None
    assert expected >= moment + later - 1e-6


def test_before_it_is_told_there_is_no_guess() -> None:
    assert ServerClock().expected(3.0) is None


def test_a_faster_servers_pace_goes_on() -> None:
    clock = ServerClock()
    clock.heard(1000.0, 0.0)
    clock.heard(1600.0, 10.0)
    assert clock.expected(20.0) == 2200.0
