"""The Timeline against a plain one: a dictionary that is filled answer by answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast_widget.timeline.figures import ESTIMATES
from webcast_widget.timeline.latest import latest
from webcast_widget.timeline.peak import Peak
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

BASE = 1_700_000_040  # a clock minute
NOW = float(BASE)
counts = st.none() | st.integers(0, 3)
starts = st.integers(-60, 60).map(lambda step: BASE + 10 * step)
figures = st.none() | st.integers(0, 3).map(float)
slots = st.builds(Slot, starts, counts, counts, counts, figures, figures)
minutes = st.builds(
    Minute,
    st.integers(-10, 10).map(lambda step: BASE + 60 * step),
    st.none() | st.integers(0, 5000).map(float),
    st.none() | st.integers(0, 60).map(float),
)
batches = st.builds(
    Batch,
    st.lists(slots, max_size=15, unique_by=lambda slot: slot.start),
    st.lists(minutes, max_size=4, unique_by=lambda minute: minute.start),
    st.none() | st.floats(BASE - 700, BASE + 900),
)
answers = st.lists(batches, max_size=6)
COUNTS = ("live_viewers", "dvr_viewers", "plays")
FIGURES = ("slot_bitrate_kbps", "slot_buffering_s_per_min")
TOLD = (*COUNTS, *FIGURES)
QUALITY = ("avg_bitrate_kbps", "avg_buffering_s_per_min")


@dataclass
class Plain:
    """What a Timeline promises, one value at a time."""

    counts: dict[tuple[int, str], float] = field(default_factory=dict)
    quality: dict[int, Minute] = field(default_factory=dict)
    as_of: float = float("-inf")
    revisions: int = 0
    shrunk: int = 0
    changed: list[int] = field(default_factory=list)

    def merge(self, batch: Batch) -> None:
        self.changed = []
        for slot in sorted(batch.slots, key=lambda slot: slot.start):
            said = {name: getattr(slot, name) for name in TOLD}
            old = {name: self.counts.get((slot.start, name)) for name in TOLD}
            new = {name: value for name, value in said.items() if value is not None}
            moved = {name for name, value in new.items() if value != old[name]}
            self.counts |= {(slot.start, name): value for name, value in new.items()}
            if moved & {"live_viewers", "dvr_viewers"}:
                self.changed.append(slot.start)
            if any(old[name] is not None for name in moved):
                self.revisions += self.is_settled(slot.start)
            self.shrunk += sum(
                new[name] < was
                for name, was in old.items()
                if name in COUNTS and name in new and was is not None
            )
        for minute in batch.minutes:
            before = self.quality.get(minute.start, Minute(minute.start))
            knew = [getattr(before, name) for name in QUALITY]
            says = [getattr(minute, name) for name in QUALITY]
            if any(was not in {None, now} for was, now in zip(knew, says, strict=True)):
                self.revisions += self.is_settled(minute.start + 50)
            self.quality[minute.start] = minute
        self.as_of = NOW if batch.as_of is None else batch.as_of

    def is_settled(self, start: int) -> bool:
        return self.as_of - start >= 60

    def frame(self) -> dict[int, list[object]]:
        live = [start for start, name in self.counts if name == "live_viewers"]
        rows: dict[int, list[object]] = {}
        for start in range(min(live), max(live) + 10, 10) if live else ():
            minute = self.quality.get(start // 60 * 60)
            here = minute if (start, "live_viewers") in self.counts else None
            row: list[object] = [self.counts.get((start, name)) for name in COUNTS]
            row += [None if here is None else getattr(here, name) for name in QUALITY]
            row += [self.counts.get((start, name)) for name in FIGURES]
            rows[start] = [*row, not self.is_settled(start)]
        return rows


def told(answers: list[Batch]) -> tuple[Timeline, Plain]:
    timeline, plain = Timeline(), Plain()
    for batch in answers:
        timeline.merge(batch, now=NOW)
        plain.merge(batch)
    return timeline, plain


def rows_of(frame: pd.DataFrame) -> dict[int, list[object]]:
    index = [int(moment.timestamp()) for moment in frame.index]
    values = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return dict(zip(index, values, strict=True))


@settings(deadline=None)
@given(answers=answers)
def test_the_frame_is_what_the_answers_said(answers: list[Batch]) -> None:
    timeline, plain = told(answers)
    assert rows_of(timeline.frame().drop(columns=[*ESTIMATES])) == plain.frame()
    assert timeline.revisions == plain.revisions
    assert timeline.shrunk == plain.shrunk
    assert timeline.refused == 0


@settings(deadline=None)
@given(answers=answers)
def test_merge_tells_what_changed_and_counts_it(answers: list[Batch]) -> None:
    timeline, plain = Timeline(), Plain()
    times = 0
    for batch in answers:
        changed = timeline.merge(batch, now=NOW)
        plain.merge(batch)
        assert changed == plain.changed
        times += bool(changed)
        assert timeline.seq == times
        rows = timeline.rows(changed)
        assert rows[:, 0].tolist() == changed
        for start, live, dvr in rows.tolist():
            expected = [plain.counts.get((int(start), name)) for name in COUNTS][:2]
            assert [None if np.isnan(v) else v for v in (live, dvr)] == expected


@settings(deadline=None)
@given(answers=answers)
def test_the_peak_is_the_maximum_of_what_can_be_exported(
    answers: list[Batch],
) -> None:
    timeline, _ = told(answers)
    frame = timeline.frame()
    settled = frame.loc[~frame["provisional"], "live_viewers"].dropna()
    peak = timeline.peak()
    now = latest(timeline, NOW)
    if settled.empty:
        assert peak is None
        assert now.peak_viewers is None
        assert now.live_viewers is None
        return
    first = settled.index[settled.to_numpy() == settled.max()][0]
    assert peak == Peak(int(settled.max()), int(first.timestamp()))
    assert (now.peak_viewers, now.peak_at) == (settled.max(), first)
    assert (now.live_viewers, now.at) == (settled.iloc[-1], settled.index[-1])


@settings(deadline=None)
@given(answers=answers)
def test_who_looks_at_the_peak_all_the_time_sees_the_same(
    answers: list[Batch],
) -> None:
    watched = Timeline()
    for number, batch in enumerate(answers, start=1):
        watched.merge(batch, NOW)
        timeline, _ = told(answers[:number])
        assert watched.peak() == timeline.peak()


@settings(deadline=None)
@given(answers=answers)
def test_rows_are_the_frames_known_slots(answers: list[Batch]) -> None:
    timeline, _ = told(answers)
    frame = timeline.frame()
    known = frame[frame["live_viewers"].notna()]
    starts = [moment.timestamp() for moment in known.index]
    columns = known[["live_viewers", "dvr_viewers"]].to_numpy(float, na_value=np.nan)
    np.testing.assert_array_equal(
        timeline.rows(), np.column_stack([np.array(starts, dtype=float), columns])
    )


@settings(deadline=None)
@given(
    history=st.lists(slots, max_size=40, unique_by=lambda slot: slot.start),
    minutes=st.lists(minutes, max_size=8, unique_by=lambda minute: minute.start),
    data=st.data(),
)
def test_the_order_of_disjoint_answers_does_not_matter(
    history: list[Slot], minutes: list[Minute], data: st.DataObject
) -> None:
    parts = [Batch([slot]) for slot in history]
    parts += [Batch(minutes=[minute]) for minute in minutes]
    some, _ = told(data.draw(st.permutations(parts)))
    whole, _ = told([Batch(history, minutes)])
    pd.testing.assert_frame_equal(some.frame(), whole.frame())
    np.testing.assert_array_equal(some.rows(), whole.rows())
    if parts:
        assert some.peak() == whole.peak()
        assert latest(some, NOW) == latest(whole, NOW)
    assert some.revisions == whole.revisions == 0


@settings(deadline=None)
@given(answers=answers)
def test_the_same_answers_again_change_only_what_they_disagreed_about(
    answers: list[Batch],
) -> None:
    timeline, _ = told(answers)
    last: dict[int, Slot] = {}
    for batch in answers:
        last |= {slot.start: slot for slot in batch.slots}
    before = timeline.frame()
    revisions = timeline.revisions
    assert timeline.merge(Batch(list(last.values())), now=NOW) == []
    assert timeline.revisions == revisions
    if answers:
        columns = [*COUNTS, *FIGURES]
        pd.testing.assert_frame_equal(timeline.frame()[columns], before[columns])


wild = st.builds(
    Slot,
    st.integers(-(10**20), 10**20) | st.integers(BASE - 100, BASE + 100),
    *[st.none() | st.integers(-3, 3) | st.integers(-(10**20), 10**20)] * 3,
)


def is_possible(slot: Slot) -> bool:
    """Tell what is possible beside slots around `BASE`."""
    values = [
        value
        for value in (slot.live_viewers, slot.dvr_viewers, slot.plays)
        if value is not None
    ]
    return (
        slot.start % 10 == 0
        and -400 * 86_400 <= slot.start - BASE <= 86_400
        and all(0 <= value <= 2**32 - 2 for value in values)
    )


@settings(deadline=None)
@given(strange=st.lists(wild, max_size=20))
def test_impossible_slots_are_counted_and_leave_no_trace(strange: list[Slot]) -> None:
    timeline, clean = Timeline(), Timeline()
    possible = [slot for slot in strange if is_possible(slot)]
    for each, batch in ((timeline, strange), (clean, possible)):
        each.merge(Batch([Slot(BASE, live_viewers=1)]), now=NOW)
        each.merge(Batch(batch), now=NOW)
    assert timeline.refused == len(strange) - len(possible)
    assert clean.refused == 0
    pd.testing.assert_frame_equal(timeline.frame(), clean.frame())
