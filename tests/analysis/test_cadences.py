"""Figures of sources that count less often than players send heartbeats."""

from __future__ import annotations

import pandas as pd
import pytest

from webcast_widget.analysis import compare, summary, swings
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_795_342_507


def line(live: dict[int, int], cadence_s: int, name: str = "") -> Timeline:
    made = Timeline(Event(name, name), cadence_s=cadence_s)
    slots = [Slot(START + at, live_viewers=n) for at, n in live.items()]
    made.merge(Batch(slots, as_of=START + 1e7), now=0.0)
    return made


def test_averages_are_weighted_by_the_time_that_each_value_is_good_for() -> None:
    # Due at 120 and 180 s, and not there: the value of 61 s is good for one cadence.
    live = {0: 100, 61: 200, 239: 50, 300: 80}
    told = summary(line(live, 60))
    assert told.cadence_s == 60
    assert told.peak_viewers == 200
    seconds = 61 + 60 + 61 + 60
    expected = (100 * 61 + 200 * 60 + 50 * 61 + 80 * 60) / seconds
    assert told.average_viewers == pytest.approx(expected)
    assert told.missing_s == 360 - seconds
    assert told.watch_time_s is None  # nobody tells the DVR viewers
    assert told.avg_bitrate_kbps is None


@pytest.mark.parametrize("cadence_s", [60, 3600, 86_400])
def test_the_steepest_movement_is_never_within_a_single_value(cadence_s: int) -> None:
    counts = [100, 400, 900, 1000, 300, 100]
    found = swings(line({cadence_s * n: v for n, v in enumerate(counts)}, cadence_s))
    rise, fall = found.swings
    assert found.steep_s == max(300, cadence_s)
    assert fall.steepest_change == (-900 if cadence_s == 60 else -700)
    assert rise.steepest_change == (900 if cadence_s == 60 else 500)
    said = {60: "5 min", 3600: "1 h", 86_400: "24 h"}[cadence_s]
    assert found.to_frame().attrs["units"]["steepest_change"] == f"viewers in {said}"
    assert f"Steepest {said}" in found._repr_html_()


@pytest.mark.parametrize("cadence_s", [150, 300, 600, 3600])
@pytest.mark.parametrize("late", [[0, 1, 9, 3, 20, 11], [9, 3, 0, 30, 2, 1]])
def test_a_source_that_is_not_punctual_moves_as_steeply(
    cadence_s: int, late: list[int]
) -> None:
    counts = [100, 400, 900, 1000, 300, 100]
    moments = [cadence_s * n + after for n, after in enumerate(late)]
    rise, fall = swings(line(dict(zip(moments, counts, strict=True)), cadence_s)).swings
    pair = cadence_s == 150
    assert (rise.steepest_change, fall.steepest_change) == (
        (800, -900) if pair else (500, -700)
    )


def test_a_broadcast_may_begin_within_the_last_value() -> None:
    days = line({86_400 * n: v for n, v in enumerate([5, 9, 7])}, 86_400)
    begins = START + 2 * 86_400 + 3600
    told = summary(days, start=begins)
    assert told.span is not None
    assert (told.average_viewers, told.span.seconds) == (7, 82_800)
    assert not [each for each in told.findings if "by 0 viewers" in each.text]
    with pytest.raises(
        ConfigurationError, match="25 November 2026, 10:15:07 UTC: give"
    ):
        summary(days, start=START + 3 * 86_400)


def test_a_value_is_usual_in_every_minute_that_it_is_good_for() -> None:
    hours = [
        line({3600 * n: v * k for n, v in enumerate((10, 20, 30))}, 3600, f"{k}")
        for k in (1, 2, 3)
    ]
    band = compare(hours).band
    assert list(band.index) == list(range(180))
    assert band["events"].eq(2).all()
    assert band["low"].tolist() == [10.0] * 60 + [20.0] * 60 + [30.0] * 60
    assert band["high"].tolist() == [20.0] * 60 + [40.0] * 60 + [60.0] * 60


def test_a_frame_without_its_cadence_is_read_by_how_its_rows_follow() -> None:
    frame = line({60 * n: n for n in range(9)}, 60).frame()
    frame.attrs.clear()
    assert summary(frame).cadence_s == 60
    assert summary(pd.concat([frame.iloc[:3], frame.iloc[6:]])).missing_s == 180
