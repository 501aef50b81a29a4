from __future__ import annotations

import pandas as pd

from webcast_widget.timeline.estimate import Estimate
from webcast_widget.timeline.latest import Latest, latest
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

MINUTE = 1_700_000_040  # a clock minute


def at(start: int) -> pd.Timestamp:
    return pd.Timestamp(start, unit="s", tz="UTC")


def test_nothing_is_known_before_the_first_answer(timeline: Timeline) -> None:
    assert latest(timeline, now=MINUTE) == Latest()
    timeline.merge(Batch(), now=MINUTE)
    assert latest(timeline, now=MINUTE) == Latest()


def test_the_counter_is_of_the_newest_settled_slot(timeline: Timeline) -> None:
    slots = [
        Slot(MINUTE + 10 * k, live_viewers=100 + k, dvr_viewers=k) for k in range(13)
    ]
    minutes = [
        Minute(MINUTE, 1500.0, 2.47),
        Minute(MINUTE + 60, 900.0, 8.0),
        Minute(MINUTE + 120, 1.0, 1.0),
    ]
    timeline.merge(Batch(slots, minutes, as_of=MINUTE + 145.0), now=0)
    now = latest(timeline, now=MINUTE + 147.5)
    assert (now.live_viewers, now.dvr_viewers) == (108, 8)
    assert now.at == now.peak_at == at(MINUTE + 80)
    assert now.quality_at == at(MINUTE + 60)
    assert (now.avg_bitrate_kbps, now.avg_buffering_s_per_min) == (900.0, 8.0)
    assert now.peak_viewers == 108
    assert now.newest == at(MINUTE + 120)
    assert now.data_age_s == 27.5


def test_a_settled_gap_leaves_the_counter_at_the_last_known_slot(
    timeline: Timeline,
) -> None:
    slots = [Slot(MINUTE, live_viewers=5), Slot(MINUTE + 100, live_viewers=9)]
    timeline.merge(Batch(slots, as_of=MINUTE + 110.0), now=0)
    now = latest(timeline, now=MINUTE + 110.0)
    assert (now.live_viewers, now.at) == (5, at(MINUTE))
    assert now.dvr_viewers is None
    assert now.avg_bitrate_kbps is None
    assert now.quality_at is None


def test_nobody_watching_is_zero_and_not_unknown(timeline: Timeline) -> None:
    timeline.merge(
        Batch([Slot(MINUTE, live_viewers=0, dvr_viewers=0)], as_of=MINUTE + 90.0), now=0
    )
    now = latest(timeline, now=MINUTE + 90.0)
    assert (now.live_viewers, now.dvr_viewers, now.peak_viewers) == (0, 0, 0)


def test_only_provisional_slots_give_an_age_and_no_figures(
    timeline: Timeline,
) -> None:
    timeline.merge(Batch([Slot(MINUTE, live_viewers=5)], as_of=MINUTE + 30.0), now=0)
    assert latest(timeline, now=MINUTE + 31.0) == Latest(
        newest=at(MINUTE), data_age_s=31.0, estimate=Estimate(MINUTE, 5, 5, 7)
    )


def test_the_age_is_never_negative(timeline: Timeline) -> None:
    timeline.merge(Batch([Slot(MINUTE, live_viewers=5)], as_of=MINUTE + 30.0), now=0)
    assert latest(timeline, now=MINUTE - 5.0).data_age_s == 0.0


def test_a_minute_long_past_is_not_the_last_full_minute() -> None:
    timeline, start = Timeline(), 1_700_000_040
    slots = [Slot(start + 10 * n, 5, 1, 0) for n in range(60)]
    timeline.merge(Batch(slots, [Minute(start, 900.0, 0.5)], as_of=start + 130.0), 0.0)
    assert latest(timeline, start + 130.0).avg_bitrate_kbps == 900.0
    timeline.merge(Batch(as_of=start + 600.0), 0.0)
    newest = latest(timeline, start + 600.0)
    assert newest.live_viewers == 5
    assert newest.avg_bitrate_kbps is None
    assert newest.quality_at is None
