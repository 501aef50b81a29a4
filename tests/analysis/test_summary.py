"""The summary of an event, against plain loops over its raw heartbeats."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from tests.analysis import plain
from tests.analysis.made import START, at, course, frame_of, series, timeline_of
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Batch, Event, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.analysis.conftest import Simulated


def assert_equal(found: analysis.Summary, right: dict[str, Any]) -> None:
    for name, value in right.items():
        said = getattr(found, name)
        if name == "peak_at":
            assert said.timestamp() == value
        else:
            assert said == pytest.approx(value, rel=1e-12), name


def test_every_figure_is_what_loops_over_the_heartbeats_give(
    events: list[Simulated],
) -> None:
    assert len(events) == 20
    for event in events:
        slots = plain.slots(event.rows)
        start, end = plain.broadcast(slots)
        found = analysis.summary(event.timeline, sessions=event.sessions)
        assert found.span is not None
        assert found.span.bounds == pytest.approx((start, end))
        assert_equal(found, plain.figures(slots, start, end))
        assert found.unique_viewers == len({row["user_id"] for row in event.rows})
        assert found.unique_id == "user_id"
        assert found.quality_basis == "from the sums behind the figures"


def test_of_a_span_that_is_given_and_of_a_frame_alone(events: list[Simulated]) -> None:
    for event in events:
        slots = plain.slots(event.rows)
        first, last = min(slots), max(slots)
        start, end = first + 65, (first + last) // 2
        found = analysis.summary(event.timeline.df, start=start, end=end)
        right = plain.figures(slots, start, end)
        # Without the sums, who did not send a bitrate counts as the others' mean.
        kbps = right.pop("avg_bitrate_kbps")
        assert found.avg_bitrate_kbps == pytest.approx(kbps, rel=0.02)
        watched = right.pop("watch_time_s"), right.pop("dvr_share")
        assert found.watch_time_s == pytest.approx(watched[0], rel=0.05)
        assert_equal(found, right)
        assert found.drain is not None
        assert found.drain.bounds == pytest.approx((end, last + 10))
        assert found.average_minute_audience == pytest.approx(
            right["average_minute_audience"]
        )


def test_the_average_is_over_the_broadcast_and_the_peak_over_all() -> None:
    # Ten minutes of 100, then two of 4: that is the drain, below 5 % of the peak.
    found = analysis.summary(course([100] * 60 + [4] * 12))
    assert found.span is not None
    assert found.span.seconds == 600
    assert found.average_viewers == 100
    assert found.drain is not None
    assert found.drain.seconds == 120
    assert "5 % of the peak" in found.span.basis
    named = analysis.summary(course([100] * 60 + [4] * 12), end=at(START + 720))
    assert named.average_viewers == pytest.approx(84)
    assert "the end as given" in named.span.basis if named.span else False
    late = analysis.summary(course([100] * 6 + [10] * 60), start=at(START + 60))
    assert (late.peak_viewers, late.average_viewers) == (100, 10)


def test_the_minute_audience_of_a_named_span_counts_missing_time_as_nobody() -> None:
    event = course([60] * 6 + [None] * 6)
    event = pd.concat([event, course([0] * 12 + [60] * 6).iloc[6:]])
    found = analysis.summary(event, audience=("10:15", "10:18"))
    assert found.audience_span is not None
    assert found.audience_span.seconds == 180
    assert found.average_minute_audience == pytest.approx((60 * 60 + 60 * 60) / 180)
    of = dict(zip(found.to_frame().index, found.to_frame()["of"], strict=True))
    assert (
        "time without data counts as without viewers" in of["average_minute_audience"]
    )


def test_what_is_missing_stands_beside_each_figure_that_it_touches() -> None:
    found = analysis.summary(course([50] * 30 + [None] * 3 + [50] * 27))
    assert found.missing_s == 30
    assert found.coverage == pytest.approx(0.95)
    frame = found.to_frame()
    for name in ("average_viewers", "watch_time_s", "average_minute_audience"):
        assert "30 s have no data" in str(frame.loc[name, "of"])
    assert any(
        "No data for 30 s of the broadcast, from 10:20 to 10:20:30 (95.0 % covered)."
        in str(f)
        for f in found.findings
    )


def test_what_is_missing_is_told_with_its_moments() -> None:
    gap: list[int | None] = [None] * 3
    live = [50] * 6 + gap + [50] * 6 + gap * 2 + [50] * 30
    found = [str(each) for each in analysis.summary(course(live)).findings]
    assert (
        "No data for 1 min 30 s of the broadcast, in 2 gaps, the longest from 10:17:30"
        " to 10:18:30 (82.4 % covered)." in found
    )


def test_a_fall_tells_the_gaps_in_its_own_minutes_alone() -> None:
    def fall_of(live: list[int | None]) -> str:
        return next(
            str(each)
            for each in analysis.summary(course(live)).findings
            if "were lost" in str(each)
        )

    down: list[int | None] = [*range(1000, 400, -20)]
    before = fall_of([*[1000] * 60, None, None, None, *[1000] * 60, *down, *[400] * 60])
    assert "no data" not in before
    down[10:13] = [None] * 3
    within = fall_of([*[1000] * 120, *down, *[400] * 60])
    assert "there are no data for 30 s of this time" in within


def test_the_worst_minute_is_one_with_an_audience() -> None:
    stalls = [0.2] * 12 + [0.4] * 6 + [0.2] * 12 + [9.0] * 6
    viewers = [100] * 30 + [6] * 6
    event = frame_of(
        Slot(START + 10 * place, live, 0, 0, 1500.0, stall)
        for place, (live, stall) in enumerate(zip(viewers, stalls, strict=True))
    )
    found = [str(each) for each in analysis.summary(event).findings]
    assert any("0.40 in the worst minute (10:17)" in each for each in found), found


def test_provisional_slots_are_left_out_and_counted() -> None:
    slots = [Slot(START + 10 * place, 5, 1, 1) for place in range(6)]
    slots.append(Slot(START + 60, 900, 900, 900))
    found = analysis.summary(frame_of(slots, as_of=START + 119.0))
    assert (found.peak_viewers, found.plays, found.provisional_slots) == (5, 6, 1)
    assert "1 provisional slots left out" in str(found.to_frame().loc["coverage", "of"])


def test_no_data_has_no_figures_and_says_so() -> None:
    found = analysis.summary(frame_of([]))
    assert found.span is None
    assert found.peak_viewers is None
    assert len(found.to_frame()) == 0
    assert [str(each) for each in found.findings] == [
        "There are no settled slots: nothing can be said of this event yet."
    ]
    assert "nothing can be said" in found._repr_html_()


def test_one_slot_zeros_and_one_viewer() -> None:
    one = analysis.summary(course([7]))
    assert (one.peak_viewers, one.average_viewers, one.coverage) == (7, 7.0, 1.0)
    zeros = analysis.summary(course([0] * 60))
    assert (zeros.peak_viewers, zeros.average_viewers) == (0, 0.0)
    assert (zeros.watch_time_s, zeros.dvr_share) == (0.0, None)
    assert zeros.span is not None
    assert zeros.span.seconds == 600
    lone = analysis.summary(course([1] * 60))
    assert lone.watch_time_s == 600
    assert "never fell" in str(lone.findings[1])


def test_watch_time_is_not_known_where_dvr_viewers_are_not() -> None:
    found = analysis.summary(course([5] * 10, dvr=None))
    assert found.watch_time_s is None
    assert "watch_time_s" not in found.to_frame().index


def test_a_gap_of_26_hours_is_no_time_that_counts() -> None:
    far = 26 * 360
    slots = [Slot(START + 10 * place, 100, 0) for place in range(6)]
    slots += [Slot(START + 10 * (far + place), 50, 0) for place in range(6)]
    found = analysis.summary(frame_of(slots))
    assert found.average_viewers == 75
    assert found.missing_s == 26 * 3600 - 60
    assert found.span is not None
    assert str(found.span) == ("22 November 2026, 10:15 to 23 November 2026, 12:16 UTC")


def test_a_minute_cadence_is_weighted_by_the_time_each_value_is_good_for() -> None:
    # At 0, 60, 130 (late), 190, then nothing for five minutes, then once more.
    moments = [START + each for each in (3, 63, 133, 193, 493)]
    found = analysis.summary(series(moments, [10, 20, 30, 40, 50], "UTC"))
    good = {10: 60, 20: 70, 30: 60, 40: 60, 50: 60}
    right = sum(v * s for v, s in good.items()) / sum(good.values())
    assert found.cadence_s == 65  # the middle of what was seen: nobody said 60
    frame = series(moments, [10, 20, 30, 40, 50], "UTC")
    frame.attrs["cadence_s"] = 60
    said = analysis.summary(frame)
    assert said.average_viewers == pytest.approx(right)
    assert said.missing_s == 240
    assert (said.avg_bitrate_kbps, said.avg_buffering_s_per_min) == (None, None)
    assert "all settled slots of 60 s" in str(said.to_frame().loc["peak_viewers", "of"])


def test_the_night_of_the_clocks_is_an_hour_longer() -> None:
    # Berlin, 25 October 2026: 02:00 to 03:00 comes twice; the event is 3 hours.
    first = int(pd.Timestamp("2026-10-25 01:30", tz="Europe/Berlin").timestamp())
    moments = range(first, first + 3 * 3600, 10)
    event = series(list(moments), [10] * 1080, "Europe/Berlin")
    found = analysis.summary(event)
    assert found.span is not None
    assert found.span.seconds == 3 * 3600
    assert found.span.times == "01:30 to 03:30"
    with pytest.raises(ConfigurationError, match="twice or never"):
        analysis.summary(event, start="02:30")
    for offset, hours in (("+02:00", 2), ("+01:00", 1)):
        begun = analysis.summary(event, start=f"2026-10-25 02:30{offset}")
        assert begun.span is not None
        assert begun.span.seconds == hours * 3600
    # Of an event that begins within that hour, a time of day is told apart as well.
    late = series(list(moments[360:]), [10] * 720, "Europe/Berlin")
    begun = analysis.summary(late, start="03:10")
    assert begun.span is not None
    assert begun.span.seconds == 20 * 60


def test_revisions_come_from_whoever_counts_them() -> None:
    line = timeline_of([Slot(START, 5, 0)])
    line.merge(Batch([Slot(START, 6, 0)], as_of=START + 1e7), now=0.0)
    found = analysis.summary(line)
    assert found.revisions == 1
    assert "Settled figures were revised 1 time." in [str(f) for f in found.findings]


def test_the_sentences_name_the_fall_and_the_buffering() -> None:
    live = [*range(0, 1000, 20), *[1000] * 60, *range(1000, 600, -20), *[600] * 30]
    live += [*range(600, 900, 10), *[900] * 60]
    buffering = [0.2] * 120 + [1.5] * 24 + [0.2] * (len(live) - 144)
    event = frame_of(
        Slot(START + 10 * at_, v, 0, 0, 1500.0, b)
        for at_, (v, b) in enumerate(zip(live, buffering, strict=True))
    )
    first, fall, stalls = (str(each) for each in analysis.summary(event).findings)
    assert first.startswith("1,000 attendees at the peak (10:23:20) and")
    assert fall.startswith("400 attendees were lost in 5 min from 10:3")
    assert "; attendance rose again by 300, to 900, from 10:4" in fall
    assert stalls == (
        "Buffering was 1.50 s per minute viewed from 10:35 to 10:39, 0.20 before."
    )
    for word in ("because", "cause", "due to", "led to", "drove"):
        assert word not in f"{first} {fall} {stalls}"


def test_all_is_escaped_in_a_notebook() -> None:
    event = SimpleNamespace(df=course([5] * 10), event=Event("1", "<b>x</b>"))
    found = analysis.summary(event)
    assert found.name == "<b>x</b>"
    shown = found._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert "Peak attendees" in shown


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("town-hall.webcast", "A str is no event"),
        (pd.DataFrame({"live_viewers": [1]}), "not one of moments with a time zone"),
        (course([1]).drop(columns="live_viewers"), "no column live_viewers"),
        (pd.concat([course([1]), course([1])]), "two rows for one moment"),
        (course([1]).assign(live_viewers=["x"]), "holds what is no number"),
    ],
)
def test_what_is_no_event_is_a_sentence(event: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        analysis.summary(event)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"start": "tomorrow-ish"}, "is no moment"),
        ({"start": "25:99"}, "no time of day"),
        ({"start": "10:20", "end": "10:16"}, "over before it begins"),
        (
            {"start": "15:00", "end": "16:30"},
            "from 22 November 2026, 15:00 to .*, and the data are from 22 November 2026,"
            " 10:15 to 22 November 2026, 10:25 UTC",
        ),
        ({"start": "2025-11-22", "end": "2025-11-23"}, "give moments in them"),
        ({"sessions": 3}, "columns first_seen and last_seen"),
        ({"stays": pd.DataFrame({"left": []})}, "no column stay_s"),
    ],
)
def test_bad_arguments_are_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        analysis.summary(course([5] * 60), **given)


def test_an_unsorted_frame_is_put_in_order() -> None:
    event = course([*range(10), *range(10, 0, -1)])
    shuffled = event.iloc[np.random.default_rng(1).permutation(len(event))]
    assert analysis.summary(shuffled) == analysis.summary(event)


def broadcast(live: Sequence[int | None]) -> analysis.Summary:
    return analysis.summary(course(live))


def test_the_end_of_an_event_is_no_fall_in_it() -> None:
    held = [*range(0, 1000, 20), *[1000] * 200, *range(1000, 0, -25), *[5] * 30]
    said = str(broadcast(held).findings[1])
    assert said.startswith("Attendees never fell by 126 or more before the end: from")
    assert said.endswith("they went from 1,000 to 88.")
    # Early, or with most of them still there, it is one.
    early = [*range(0, 1000, 20), *range(1000, 60, -20), *[60] * 300]
    late = [*range(0, 1000, 20), *[1000] * 200, *range(1000, 600, -20), *[600] * 30]
    for live in (early, late):
        assert "attendees were lost" in str(broadcast(live).findings[1])


def test_an_event_that_breaks_off_is_told_from_one_that_ends() -> None:
    held = [*range(0, 1000, 20), *[1000] * 100]
    broken = broadcast([*held, *[30] * 12])
    text = "It broke off: 1,000 attendees (100 % of the peak) were there at 10:39:50,"
    (found,) = (each for each in broken.findings if "broke off" in str(each))
    assert str(found).startswith(text)
    assert found.is_trouble
    assert found.short == "the break at 10:39:50"
    for ended in ([*held, *range(1000, 30, -8)], held):
        assert "broke off" not in " ".join(map(str, broadcast(ended).findings))


def test_the_verdict_says_what_is_worth_a_look() -> None:
    calm = broadcast([*range(0, 1000, 20), *[1000] * 200])
    assert calm.verdict == (
        "Average attendance was 90 % of the peak over 41 min 40 s."
        " Nothing stands out in attendance or in the data."
    )
    gap = broadcast([500] * 60 + [None] * 6 + [500] * 60 + [20] * 6)
    assert gap.verdict.endswith(
        "Worth a look: the break at 10:35:50 and 1 min without data."
    )
    assert broadcast([]).verdict == ""
    assert broadcast([0] * 30).verdict == ""
