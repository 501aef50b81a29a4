"""Tonight against usual: the band, the rank, and the frame behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import START
from tests.pane.conftest import unpacked
from tests.recording.conftest import record
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

WEEK_S = 7 * 86_400
FIRST = START // 60 * 60


def event(
    viewers: list[int], start: int = FIRST, event_id: str = "1_old", name: str = ""
) -> Timeline:
    """An event that has so many viewers in each of its minutes."""
    line = Timeline(Event(event_id, name))
    line.merge(told(viewers, start), start)
    return line


def told(viewers: list[int], start: int = FIRST, since: int = 0) -> Batch:
    slots = [
        Slot(start + 10 * n, viewers[n // 6])
        for n in range(6 * since, 6 * len(viewers))
    ]
    return Batch(slots, as_of=start + 60.0 * len(viewers) + 60)


@pytest.fixture
def earlier() -> list[Timeline]:
    courses = [[10, 20, 30, 40], [20, 30, 40], [40, 10, 20, 50]]
    return [
        event(course, FIRST - (week + 1) * WEEK_S - 3000, f"1_{week}", f"Week {week}")
        for week, course in enumerate(courses)
    ]


def test_the_band_stands_at_the_moments_of_this_event(
    bench: Bench, earlier: list[Timeline]
) -> None:
    bench.pane.usual = earlier
    assert bench.pane.get_state("usual_band") == {"usual_band": None}
    bench.poll(told([25, 25]))
    band = bench.pane.usual_band
    assert band["at"] == FIRST
    assert band["events"] == 3
    assert unpacked(band["rows"]) == [
        [10, 20, 40],
        [10, 20, 30],
        [20, 30, 40],
        [40, 45, 50],
    ]
    frame = bench.pane.comparison.band
    np.testing.assert_array_equal(
        unpacked(band["rows"]), frame[["low", "median", "high"]].round()
    )


def test_the_rank_is_of_the_newest_minute_that_is_over(
    bench: Bench, earlier: list[Timeline]
) -> None:
    bench.pane.usual = earlier
    said = []
    course = [25, 35, 15, 60, 70]
    for minutes in range(1, 6):
        bench.poll(told(course[:minutes], since=minutes - 1))
        said.append(bench.pane.standing)
    assert said == [
        "Higher than in 2 of 3 earlier events at this minute",
        "Higher than in all 3 earlier events at this minute",
        "Lower than in all 3 earlier events at this minute",
        "Higher than in all 2 earlier events at this minute",
        "",  # No earlier event was as long.
    ]


def test_it_travels_once_a_minute(bench: Bench, earlier: list[Timeline]) -> None:
    bench.pane.usual = earlier
    bench.poll(told([25, 25]))
    bench.sent.clear()
    for n in range(6):
        slot = Slot(FIRST + 120 + 10 * n, 25)
        bench.poll(Batch([slot], as_of=FIRST + 180.0 + 10 * n))
    sent = [set(each) & {"usual_band", "standing"} for each in bench.updates]
    assert sum(bool(each) for each in sent) <= 1


def test_the_frame_is_that_of_a_comparison(
    bench: Bench, earlier: list[Timeline]
) -> None:
    bench.poll(told([25, 35, 15]))
    bench.pane.usual = {f"week {n}": each for n, each in enumerate(earlier)}
    found = bench.pane.comparison
    assert found.earlier == ("week 0", "week 1", "week 2")
    expected = analysis.compare([*earlier, bench.feed])
    np.testing.assert_array_equal(found.frame.to_numpy(), expected.frame.to_numpy())
    pd.testing.assert_frame_equal(found.band, expected.band)


def test_its_own_recording_is_no_earlier_event(tmp_path: Path) -> None:
    path = tmp_path / "tonight.webcast"
    record(path, told([25, 25]))
    opened = ww.open(path)
    pane = ww.WebcastPane(opened)
    pane.usual = [ww.open(path), event([10, 10])]
    assert pane.usual_band["events"] == 1
    pane.usual = [ww.open(path)]
    assert pane.get_state("usual_band") == {"usual_band": None}
    assert pane.standing == ""
    pane.close()


def test_it_can_be_taken_away(bench: Bench, earlier: list[Timeline]) -> None:
    bench.pane.usual = earlier
    bench.poll(told([25, 25]))
    bench.pane.usual = None
    assert bench.pane.usual is None
    assert bench.pane.usual_band is None
    assert bench.pane.standing == ""
    with pytest.raises(ConfigurationError, match=r"set pane\.usual to earlier events"):
        bench.pane.comparison  # noqa: B018


@pytest.mark.parametrize(
    "events", ["recordings", 3, [], [Timeline()], [3], pd.DataFrame()]
)
def test_what_cannot_be_compared_is_a_sentence(bench: Bench, events: object) -> None:
    with pytest.raises(ConfigurationError):
        bench.pane.usual = events
    assert bench.pane.usual is None


def test_before_any_data_there_is_nothing_to_compare(
    bench: Bench, earlier: list[Timeline]
) -> None:
    bench.pane.usual = earlier
    with pytest.raises(ConfigurationError, match="cannot be compared yet"):
        bench.pane.comparison  # noqa: B018


def test_a_shelf_is_what_is_usual(earlier: list[Timeline]) -> None:
    pane = ww.WebcastPane(event([25, 25]))
    pane.usual = ww.shelf(earlier).last(2)
    assert pane.usual_band["events"] == 2
    pane.close()


def quality(courses: list[tuple[int, float, float]], start: int, name: str) -> Timeline:
    """An event whose minutes have so many DVR viewers, so much bitrate and buffering."""
    line = Timeline(Event(name))
    slots = [
        Slot(start + 60 * n + 10 * m, 100 + 10 * n - m, dvr)
        for n, (dvr, _, _) in enumerate(courses)
        for m in range(6)
    ]
    minutes = [
        Minute(start + 60 * n, kbps, buffering)
        for n, (_, kbps, buffering) in enumerate(courses)
    ]
    as_of = start + 60.0 * len(courses) + 60
    line.merge(Batch(slots, minutes, as_of=as_of), start)
    return line


def ranges(bench: Bench) -> dict[str, tuple[float, float]]:
    return {
        each["figure"]: (each["low"], each["high"]) for each in bench.pane.usual_ranges
    }


def test_the_ranges_are_of_the_newest_minute_that_is_over(bench: Bench) -> None:
    bench.pane.usual = [
        quality([(7, 1500, 0.2), (9, 1600, 0.4)], FIRST - WEEK_S, "1_a"),
        quality([(3, 1800, 0.1), (4, 1700.04, 0.3)], FIRST - 2 * WEEK_S, "1_b"),
        quality([(80, 900, 3.0)], FIRST - 3 * WEEK_S, "1_c"),
    ]
    assert ranges(bench) == {}
    bench.poll(told([25]))
    assert ranges(bench) == {
        "dvr_viewers": (3, 80),
        "avg_bitrate_kbps": (900, 1800),
        "avg_buffering_s_per_min": (0.1, 3.0),
        "peak_viewers": (100, 100),
    }
    # The third was over by then: it covers the first minute alone.
    bench.poll(told([25, 25], since=1))
    assert ranges(bench) == {
        "dvr_viewers": (4, 9),
        "avg_bitrate_kbps": (1600, 1700.04),
        "avg_buffering_s_per_min": (0.3, 0.4),
        "peak_viewers": (110, 110),
    }
    # No earlier event was as long.
    bench.poll(told([25, 25, 25], since=2))
    assert ranges(bench) == {}
    bench.pane.usual = None
    assert bench.pane.usual_ranges == []


def test_a_figure_that_no_earlier_event_tells_has_no_range(
    bench: Bench, earlier: list[Timeline]
) -> None:
    bench.pane.usual = earlier
    bench.poll(told([25, 25]))
    assert ranges(bench) == {"peak_viewers": (20, 40)}
    bench.sent.clear()
    bench.poll(Batch([Slot(FIRST + 120, 25)], as_of=FIRST + 190.0))
    assert not any("usual_ranges" in each for each in bench.updates)
