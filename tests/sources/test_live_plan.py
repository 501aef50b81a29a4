"""The plan: every settled minute's quality and plays are asked for, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast_widget.sources.kaltura.live_plan import LivePlan, Window
from webcast_widget.sources.kaltura.wire import Totals
from webcast_widget.timeline.records import Minute, Slot

START = 1_700_000_040 // 60 * 60
LIMIT = 60


def totals(plays: int | None = 0, bitrate: float | None = 1500.0) -> Totals:
    return Totals(60, 12, plays, bitrate, 2.5)


def whole(minute: int) -> Window:
    return Window(minute, minute + 50)


def single(start: int) -> Window:
    return Window(start, start)


@dataclass
class Truth:
    """A server that knows the plays of every slot, and whose minutes can change."""

    slots: dict[int, tuple[int, int]]
    plays: dict[int, int]
    told_plays: dict[int, int | None] = field(default_factory=dict)
    told_minutes: dict[int, Minute] = field(default_factory=dict)
    asked: int = 0

    def quality(self, minute: int) -> float:
        starts = [s for s in self.slots if minute <= s < minute + 60]
        return 100.0 + sum(sum(self.slots[s]) + self.plays[s] for s in starts) % 900

    def answer(self, window: Window) -> Totals | None:
        starts = [s for s in self.slots if window.first <= s <= window.last]
        if not starts:
            return None
        plays = sum(self.plays[s] for s in starts)
        return Totals(1, 1, plays, self.quality(window.first // 60 * 60), 1.0)

    def round(self, plan: LivePlan, as_of: float, seen: list[int]) -> list[Window]:
        plan.saw([Slot(s, *self.slots[s]) for s in seen if s in self.slots])
        windows = plan.due(as_of, LIMIT)
        self.asked += len(windows)
        for window in windows:
            minutes, slots = plan.answer(window, self.answer(window), as_of)
            self.told_minutes |= {minute.start: minute for minute in minutes}
            self.told_plays |= {slot.start: slot.plays for slot in slots}
        return windows


def test_a_minute_is_asked_for_once_it_has_settled() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    plan.answer(single(START), totals(), START + 60)
    assert plan.due(START + 109.9, LIMIT) == []
    assert plan.due(START + 110, LIMIT) == [whole(START)]


def test_a_slot_is_asked_for_as_soon_as_it_has_settled() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1), Slot(START + 10, 5, 1)])
    assert plan.due(START + 59.9, LIMIT) == []
    assert plan.due(START + 60, LIMIT) == [single(START)]
    assert plan.answer(single(START), totals(2), START + 60) == (
        [],
        [Slot(START, plays=2)],
    )
    assert plan.due(START + 69.9, LIMIT) == []
    assert plan.due(START + 70, LIMIT) == [single(START + 10)]


@pytest.mark.parametrize(
    ("window", "age"), [(single(START), 59.9), (whole(START), 109.9)]
)
def test_what_was_asked_for_too_early_is_asked_for_again(
    window: Window, age: float
) -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    assert plan.answer(window, totals(), START + age) == ([], [])
    assert plan.due(START + 60, LIMIT) == [single(START)]
    assert plan.due(START + 110, LIMIT) == [whole(START)]


def test_without_plays_a_minute_takes_two_questions_in_all() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1), Slot(START + 10, 5, 1)])
    told = plan.answer(whole(START), totals(), START + 110)
    assert told == (
        [Minute(START, 1500.0, 2.5)],
        [Slot(START, plays=0), Slot(START + 10, plays=0)],
    )
    assert plan.due(START + 169, LIMIT) == []
    assert plan.due(START + 170, LIMIT) == [whole(START)]
    plan.answer(whole(START), totals(), START + 170)
    assert plan.due(START + 10_000, LIMIT) == []


def test_with_plays_its_slots_are_asked_for() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1), Slot(START + 10, 5, 1)])
    assert plan.answer(whole(START), totals(3), START + 200)[1] == []
    assert plan.due(START + 200, LIMIT) == [single(START), single(START + 10)]
    assert plan.answer(single(START), totals(1), START + 200) == (
        [],
        [Slot(START, plays=1)],
    )
    assert plan.due(START + 200, LIMIT) == [single(START + 10)]
    plan.answer(single(START + 10), totals(2), START + 200)
    assert plan.due(START + 200, LIMIT) == []


def test_plays_that_do_not_add_up_are_asked_for_again() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    plan.answer(whole(START), totals(2), START + 110)
    plan.answer(single(START), totals(2), START + 110)
    assert plan.due(START + 170, LIMIT) == [whole(START)]
    plan.answer(whole(START), totals(3), START + 170)
    assert plan.due(START + 170, LIMIT) == [single(START)]


def test_plays_that_add_up_are_not_asked_for_again() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    plan.answer(whole(START), totals(2), START + 110)
    plan.answer(single(START), totals(2), START + 110)
    plan.answer(whole(START), totals(2), START + 170)
    assert plan.due(START + 170, LIMIT) == []


def test_a_change_opens_a_minute_again() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    plan.answer(whole(START), totals(), START + 500)
    plan.saw([Slot(START, 5, 1)])
    assert plan.due(START + 500, LIMIT) == []
    plan.saw([Slot(START, 6, 1)])
    assert plan.due(START + 500, LIMIT) == [whole(START)]


def test_a_change_of_a_slot_asks_for_its_plays_again_at_once() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1), Slot(START + 10, 5, 1)])
    for start in (START, START + 10):
        plan.answer(single(start), totals(1), START + 80)
    assert plan.due(START + 80, LIMIT) == []
    plan.saw([Slot(START, 6, 1)])
    assert plan.due(START + 80, LIMIT) == [single(START)]


@pytest.mark.parametrize("limit", range(1, 6))
def test_a_batch_may_end_within_a_minute(limit: int) -> None:
    plan = LivePlan()
    plan.saw([Slot(START + 10 * n, 5, 1) for n in range(6)])
    plan.answer(whole(START), totals(9), START + 200)
    windows = plan.due(START + 200, limit)
    assert windows == [single(START + 10 * n) for n in range(limit)]


def test_a_late_slot_opens_a_minute_again() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    plan.answer(whole(START), totals(), START + 500)
    plan.saw([Slot(START + 50, 1, 0)])
    assert plan.due(START + 500, LIMIT) == [whole(START)]


def test_a_minute_without_an_answer_is_left_unknown() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    tries = 0
    while windows := plan.due(START + 500, LIMIT):
        tries += 1
        # Nothing is told: neither a quality nor plays of 0.
        assert [plan.answer(window, None, START + 500) for window in windows] == [
            ([], [])
        ]
    assert tries == 3
    assert plan.progress(START + 500) is None


def test_a_minute_that_nobody_watched_is_asked_for_once() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 0, 0)])
    assert plan.answer(whole(START), None, START + 500) == ([], [])
    assert plan.due(START + 500, LIMIT) == []


def test_plays_that_are_not_said_stay_unknown() -> None:
    plan = LivePlan()
    plan.saw([Slot(START, 5, 1)])
    minutes, slots = plan.answer(whole(START), totals(None), START + 500)
    assert (minutes, slots) == ([Minute(START, 1500.0, 2.5)], [])
    assert plan.due(START + 500, LIMIT) == []
    plan.saw([Slot(START, 6, 1)])
    plan.answer(whole(START), totals(1), START + 500)
    told = [plan.answer(single(START), None, START + 500)[1] for _ in range(3)]
    assert told == [[], [], [Slot(START, plays=None)]]
    assert plan.due(START + 500, LIMIT) == []


def test_progress_counts_what_is_complete() -> None:
    plan = LivePlan()
    assert plan.progress(START) is None
    plan.saw([Slot(START + 60 * n, 5, 1) for n in range(4)])
    now = START + 1000
    shares = []
    while windows := plan.due(now, 1):
        shares.append(plan.progress(now))
        plan.answer(windows[0], totals(), now)
    assert shares == [0.0, 0.25, 0.5, 0.75]
    assert plan.progress(now) is None


@given(
    minutes=st.lists(st.integers(0, 500), unique=True, min_size=1),
    limit=st.integers(1, 80),
)
def test_batches_are_bounded_and_newest_first(minutes: list[int], limit: int) -> None:
    plan = LivePlan()
    plan.saw([Slot(START + 60 * n, 5, 1) for n in minutes])
    now = START + 60 * 600
    windows = plan.due(now, limit)
    newest = sorted(minutes, reverse=True)[:limit]
    assert windows == [whole(START + 60 * n) for n in newest]
    assert plan.due(now, limit) == windows  # to ask changes nothing


events = st.dictionaries(
    st.integers(0, 60).map(lambda n: START + 10 * n),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)),
    min_size=1,
)


@settings(max_examples=200)
@given(
    first=events,
    late=st.lists(st.tuples(st.integers(0, 80), events), max_size=4),
    gap=st.integers(1, 90),
)
def test_in_the_end_everything_settled_was_told_exactly(
    first: dict[int, tuple[int, int, int]],
    late: list[tuple[int, dict[int, tuple[int, int, int]]]],
    gap: int,
) -> None:
    truth = Truth({}, {})

    def happen(figures: dict[int, tuple[int, int, int]]) -> None:
        for start, (live, dvr, plays) in figures.items():
            # Counts only grow, and a play does not come without any viewer.
            old = truth.slots.get(start, (0, 0))
            truth.slots[start] = (old[0] + live + plays, old[1] + dvr)
            truth.plays[start] = truth.plays.get(start, 0) + plays

    plan, now = LivePlan(), float(START)
    happen(first)
    changes = sorted(late, key=lambda change: change[0])
    for number in range(100):
        while changes and changes[0][0] == number:
            happen(changes.pop(0)[1])
        now += gap
        windows = truth.round(plan, now, sorted(truth.slots))
        assert len(windows) <= LIMIT
        assert len(set(windows)) == len(windows)
    now += 10_000
    while truth.round(plan, now, sorted(truth.slots)):
        pass
    assert plan.progress(now) is None
    assert truth.told_plays == truth.plays
    for minute in {start // 60 * 60 for start in truth.slots}:
        quality = truth.told_minutes[minute].avg_bitrate_kbps
        assert quality == pytest.approx(truth.quality(minute))


@given(events)
def test_a_settled_event_is_asked_for_with_few_questions(
    figures: dict[int, tuple[int, int, int]],
) -> None:
    truth = Truth(
        {start: (live + plays, dvr) for start, (live, dvr, plays) in figures.items()},
        {start: plays for start, (_, _, plays) in figures.items()},
    )
    plan, now = LivePlan(), START + 10_000.0
    while truth.round(plan, now, sorted(truth.slots)):
        pass
    minutes = {start // 60 * 60 for start in figures}
    lively = {start // 60 * 60 for start, plays in truth.plays.items() if plays}
    of_lively = [start for start in figures if start // 60 * 60 in lively]
    assert truth.asked == len(minutes) + len(of_lively)
    assert truth.told_plays == truth.plays
