"""What slots will settle at, learnt from how this event's own ones did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.timeline.filling import BEGIN, Server, listen, usual
from webcast_widget.timeline.estimate import Estimate, learnt, prior
from webcast_widget.timeline.figures import ESTIMATES
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.latest import latest
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline


def steady(_: int) -> int:
    return 800


def ages(line: Timeline) -> list[float]:
    assert line.as_of is not None
    return [line.as_of - each.start for each in line.estimates]


def test_slots_that_are_over_are_estimated_and_the_running_one_is_not() -> None:
    line = listen(Server(steady, usual), 600)
    assert ages(line) == [56, 46, 36, 26, 16]
    assert line.settled is not None
    assert line.estimates[0].start == line.settled + 10
    newest = line.estimates[-1]
    so_far = line.value("live_viewers", newest.start)
    assert so_far is not None
    assert so_far < 780
    assert newest.viewers == pytest.approx(800, rel=0.02)
    assert newest.low <= 800 <= newest.high < 830


def test_a_slot_just_over_waits_for_the_heartbeats_of_its_last_second() -> None:
    line = listen(Server(steady, usual), 600, phase_s=2.0)
    assert ages(line)[-1] == 22


def test_a_fall_is_seen_in_the_next_slots() -> None:
    server = Server(lambda second: 800 if second < 900 else 560, usual)
    line = listen(server, 926)
    assert [each.start - BEGIN for each in line.estimates[-2:]] == [900, 910]
    for each in line.estimates[-2:]:
        assert each.viewers == pytest.approx(560, rel=0.03)
        assert each.high < 600


def test_before_enough_is_known_the_interval_is_a_wide_guess() -> None:
    line = listen(Server(steady, usual), 200)
    newest = line.estimates[-1]
    so_far = line.value("live_viewers", newest.start)
    assert newest.low == so_far
    assert newest.high - newest.low > 150
    assert newest.low < 800 < newest.high


def test_the_guess_is_given_up_where_slots_are_seen_to_fill_up_more_slowly() -> None:
    line = listen(Server(steady, lambda age: min(1, 0.2 + age / 80)), 120)
    assert [age for age in ages(line) if age < 30] == []


def test_less_than_a_half_is_no_estimate() -> None:
    slow = Server(steady, lambda age: 1.0 if age >= 40 else age / 80)
    assert ages(listen(slow, 600)) == [56, 46]


def test_where_nothing_changes_any_more_it_is_as_good_as_settled() -> None:
    line = listen(Server(steady, lambda _: 1.0), 600)
    assert line.estimates
    for each in line.estimates:
        assert (each.viewers, each.low, each.high) == (800, 800, 800)


def test_the_last_twenty_minutes_are_what_it_goes_by() -> None:
    moment = [0.0]

    def share(age: float) -> float:
        return 1.0 if age >= 50 or moment[0] < 1000 else 0.7

    server, line = Server(steady, share), Timeline()
    for k in range(400):
        moment[0] = 10 * k + 6.0
        line.merge(server.answer(moment[0]), 0.0)
    newest = line.estimates[-1]
    assert newest.viewers == pytest.approx(800, rel=0.05)


def test_history_teaches_nothing() -> None:
    """What was first seen when it was settled tells nothing of how slots fill up."""
    server, line = Server(steady, usual), Timeline()
    line.merge(server.answer(3006, back_s=3006), 0.0)
    assert line.estimates[-1].high - line.estimates[-1].low > 150


def test_an_answer_told_once_too_low_does_not_move_what_was_learnt() -> None:
    server, line = Server(steady, usual), Timeline()
    for k in range(60):
        batch = server.answer(10 * k + 6.0)
        if k == 30:
            slots = [Slot(s.start, (s.live_viewers or 0) // 2) for s in batch.slots]
            batch = Batch(slots, as_of=batch.as_of)
        line.merge(batch, 0.0)
    assert line.estimates[-1].viewers == pytest.approx(800, rel=0.02)


def test_counter_peak_and_settled_slots_know_nothing_of_it() -> None:
    server = Server(lambda second: 100 if second < 550 else 900, usual)
    line = listen(server, 606)
    assert max(each.high for each in line.estimates) > 800
    now = latest(line, BEGIN + 606.0)
    assert (now.live_viewers, now.peak_viewers) == (100, 100)
    assert now.estimate == line.estimates[-1]
    assert now.estimate is not None
    assert now.estimate.at == pd.Timestamp(now.estimate.start, unit="s", tz="UTC")
    frame = line.frame()
    assert frame.loc[frame[[*ESTIMATES]].notna().any(axis=1), "provisional"].all()


def test_the_frame_has_them_in_columns_and_comes_back_with_them() -> None:
    line = listen(Server(steady, usual), 600)
    frame = line.frame()
    told = frame[[*ESTIMATES]].dropna()
    assert [int(moment.timestamp()) for moment in told.index] == [
        each.start for each in line.estimates
    ]
    assert told.to_numpy().tolist() == [
        [each.viewers, each.low, each.high] for each in line.estimates
    ]
    again = timeline_of(frame)
    assert again.estimates == line.estimates
    pd.testing.assert_frame_equal(again.frame(), frame)


def test_a_slow_server_is_seen_to_settle_later() -> None:
    """All of a slot is there after two and a half minutes."""
    slow = Server(steady, lambda age: min(1.0, 0.4 + age / 250))
    line = listen(slow, 1800, back_s=240)
    assert 130 <= line.settles_s <= 160
    assert line.settled == pytest.approx(BEGIN + 1796 - line.settles_s, abs=10)
    assert line.settled is not None
    assert line.estimates[0].start == line.settled + 10
    for each in line.estimates:
        assert each.viewers == pytest.approx(800, rel=0.06)


def test_one_that_is_slower_than_slots_are_watched_is_estimated_too() -> None:
    """The oldest slot that still fills up is half a second from five minutes old."""
    server, line = Server(steady, lambda age: min(1.0, 0.4 + age / 600)), Timeline()
    for k in range(160):
        line.merge(server.answer(10 * k + 9.8, 400), 0.0)
    assert line.settles_s == 300
    assert max(ages(line)) == pytest.approx(299.8)


def test_a_server_that_gets_faster_is_believed_again() -> None:
    moment = [0.0]

    def share(age: float) -> float:
        return usual(age) if moment[0] > 1800 else min(1.0, 0.4 + age / 250)

    server, line = Server(steady, share), Timeline()
    for k in range(320):
        moment[0] = 10 * k + 6.0
        line.merge(server.answer(moment[0], 240), 0.0)
    assert line.settles_s == 60


@pytest.mark.parametrize("late", [1, 3])
def test_a_few_late_corrections_leave_the_minute_as_it_is(late: int) -> None:
    line = listen(Server(steady, usual), 1200)
    for k in range(late):
        line.merge(Batch([Slot(BEGIN + 1000 + 10 * k, 900)], as_of=BEGIN + 1200.0), 0.0)
    assert line.settles_s == 60


def test_what_is_taken_back_is_forgotten() -> None:
    line = listen(Server(steady, usual), 600)
    line.merge(Batch([Slot(BEGIN, 5)], as_of=BEGIN + 20.0, afresh=True), 0.0)
    assert line.estimates == (Estimate(BEGIN, 5, 5, 7),)


def test_values_of_a_moment_do_not_fill_up() -> None:
    line = Timeline(cadence_s=60)
    line.merge(Batch([Slot(BEGIN, 5)], as_of=BEGIN + 20.0), 0.0)
    assert (line.estimates, line.settles_s) == ((), 60)


def test_nobody_is_nobody() -> None:
    line = listen(Server(lambda _: 0, usual), 600)
    assert {(each.viewers, each.low, each.high) for each in line.estimates} == {
        (0, 0, 0)
    }


def test_a_guess_is_wider_for_younger_slots() -> None:
    widths = [prior(800, age)[2] - prior(800, age)[1] for age in (15, 25, 35, 45, 59)]
    assert widths == sorted(widths, reverse=True)
    assert prior(800, 60) == (800, 800, 800)


def test_what_was_counted_stays_counted() -> None:
    line = listen(Server(lambda _: 30, usual), 600)
    for each in line.estimates:
        so_far = line.value("live_viewers", each.start)
        assert so_far is not None
        assert so_far <= each.low <= each.viewers <= each.high


def test_nine_in_ten_are_held() -> None:
    """Of the slots that it was learnt from, to the unit."""
    chance = np.random.default_rng(3)
    final = chance.integers(700, 900, 120).astype(float)
    seen = chance.binomial(final.astype(int), 0.9).astype(float)
    held = []
    for told, end in zip(seen, final, strict=True):
        found = learnt(told, seen, final)
        assert found is not None
        held.append(found[1] <= end <= found[2])
    assert 0.88 <= np.mean(held) <= 0.95


@example([(100_000, 100_000)] + 30 * [(100, 110)])
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=20))
def test_the_guess_is_within_its_interval_whatever_was_told(
    pairs: list[tuple[int, int]],
) -> None:
    seen, final = (np.array(each, float) for each in zip(*pairs, strict=True))
    for count in (0, 1, 500):
        found = learnt(count, seen, final)
        if found is not None:
            viewers, low, high = found
            assert 0 <= low <= viewers <= high
