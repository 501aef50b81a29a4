"""Graphs of the report service: live is what is left without the DVR, absent is absent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.errors import PayloadError
from webcast_widget.sources.kaltura import graphs
from webcast_widget.timeline.records import Minute, Slot

START = 1_700_000_040
END = START + 600


def graph(name: str, *points: str) -> dict[str, Any]:
    return {"id": name, "data": "".join(f"{point};" for point in points)}


def views(viewers: str, dvr: str, bitrate: str = "", ratio: str = "") -> list[Any]:
    told = {
        "viewers": viewers,
        "viewers_dvr": dvr,
        "avg_view_bitrate": bitrate,
        "view_buffer_time_ratio": ratio,
    }
    return [graph(name, *([f"{START}|{v}"] if v else [])) for name, v in told.items()]


def test_live_is_what_is_left_without_the_dvr() -> None:
    told, refused = graphs.slots(views("449", "37", "1843.27", "0.014"), START, END)
    assert told == [Slot(START, 412, 37, None, 1843.27, 60 * 0.014)]
    assert refused == 0


def test_plays_are_not_told() -> None:
    (slot,), _ = graphs.slots(views("9", "0"), START, END)
    assert slot.plays is None


def test_a_slot_that_is_not_there_is_absent_and_a_zero_is_a_zero() -> None:
    answer = [
        graph("viewers", f"{START}|0", f"{START + 20}|3"),
        graph("viewers_dvr", f"{START}|0", f"{START + 20}|1"),
        graph("avg_view_bitrate", f"{START}|0", f"{START + 20}|0"),
        graph("view_buffer_time_ratio", f"{START}|0", f"{START + 20}|0"),
    ]
    told, refused = graphs.slots(answer, START, END)
    # Where nobody watched nobody buffered; no heartbeat with a bitrate reads 0.
    assert told == [Slot(START, 0, 0), Slot(START + 20, 2, 1, None, None, 0.0)]
    assert refused == 0


@pytest.mark.parametrize(
    ("viewers", "dvr"),
    [
        ("12", "2.5"),  # a mean over several slots
        ("2", "3"),
        ("-1", "0"),
        ("nan", "0"),
        ("1e300", "0"),
        ("many", "0"),
        ("12", ""),
        ("12", "x"),
    ],
)
def test_what_cannot_be_viewers_is_refused(viewers: str, dvr: str) -> None:
    assert graphs.slots(views(viewers, dvr), START, END) == ([], 1)


@pytest.mark.parametrize(
    ("bitrate", "ratio"),
    [("-1", "0"), ("1e300", "0"), ("x", "0"), ("900", "1.01"), ("900", "-0.1")],
)
def test_an_impossible_figure_is_refused_and_its_slot_is_not(
    bitrate: str, ratio: str
) -> None:
    (slot,), refused = graphs.slots(views("5", "1", bitrate, ratio), START, END)
    assert (slot.live_viewers, slot.dvr_viewers, refused) == (4, 1, 1)
    assert None in {slot.slot_bitrate_kbps, slot.slot_buffering_s_per_min}


@pytest.mark.parametrize("at", [START - 10, END, START + 5, 20231114, -10])
def test_moments_that_were_not_asked_for_are_refused(at: int) -> None:
    """Whole days are what a server answers when it is asked wrongly."""
    answer = [graph("viewers", f"{at}|5"), graph("viewers_dvr", f"{at}|1")]
    assert graphs.slots(answer, START, END) == ([], 2)


def test_minutes() -> None:
    answer = [
        graph("view_unique_audience", f"{START}|318", f"{START + 60}|0"),
        graph("view_buffer_time_ratio", f"{START}|0.0141", f"{START + 60}|0"),
        graph("avg_view_bitrate", f"{START}|1843.27", f"{START + 60}|0"),
        graph("avg_view_downstream_bandwidth", f"{START}|5210.4"),
    ]
    told, refused = graphs.minutes(answer, START, END)
    # A minute that nobody watched has neither.
    assert told == [Minute(START, 1843.27, 60 * 0.0141)]
    assert refused == 0


def test_a_slot_is_no_minute() -> None:
    answer = [graph("view_buffer_time_ratio", f"{START + 10}|0.5")]
    assert graphs.minutes(answer, START, END) == ([], 1)


@pytest.mark.parametrize(
    "answer",
    [{}, None, "x", 7, [7], [{"id": "viewers", "data": 7}], [], [graph("viewers")]],
)
def test_what_is_no_report_is_a_payload_error(answer: Any) -> None:
    with pytest.raises(PayloadError):
        graphs.slots(answer, START, END)


values = st.text(max_size=12) | st.floats().map(str) | st.integers().map(str)
points = st.tuples(st.integers(START - 60, END + 60).map(str) | values, values)
data = st.lists(points.map("|".join), max_size=8).map(";".join) | st.text(max_size=30)
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
names = st.sampled_from(
    ["viewers", "viewers_dvr", "avg_view_bitrate", "view_buffer_time_ratio"]
)
answers = anything | st.lists(
    st.fixed_dictionaries({"id": names, "data": data | anything}), max_size=6
)


@given(answers)
def test_any_answer_is_read_or_a_payload_error(answer: Any) -> None:
    for read in (graphs.slots, graphs.minutes):
        try:
            told, refused = read(answer, START, END)
        except PayloadError:
            continue
        assert refused >= 0
        assert all(START <= each.start < END for each in told)
