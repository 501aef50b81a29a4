"""Payloads to records: a value or one of our errors, whatever the server sends."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webcast_widget.errors import PayloadError
from webcast_widget.sources.kaltura import wire
from webcast_widget.sources.kaltura.wire import Totals
from webcast_widget.timeline.records import Slot

ENTRY = "1_k2m4x9a1"

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["-1", "NaN", "1e400", " 7 ", "0x10", "1_0", "", "٣"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
starts = st.integers(0, 400_000_000).map(lambda n: n * 10)
counts = st.integers(0, 2**32 - 2)


def graph(data: Any) -> list[dict[str, Any]]:
    return [{"id": "audience", "data": data, "objectType": "KalturaReportGraph"}]


def row(**fields: Any) -> dict[str, Any]:
    return {"objects": [{"entryId": ENTRY, **fields}], "totalCount": "1"}


def test_reads_three_fields() -> None:
    assert wire.events(graph("1700000000,412,37;1700000010,415,36;")) == (
        [Slot(1_700_000_000, 412, 37), Slot(1_700_000_010, 415, 36)],
        0,
    )


def test_dvr_of_a_server_that_leaves_it_out_is_not_known() -> None:
    slots, refused = wire.events(graph("1700000000,412;"))
    assert (slots, refused) == ([Slot(1_700_000_000, 412, None)], 0)


@pytest.mark.parametrize("answer", [graph(""), graph(None), [{"id": "audience"}], []])
def test_no_data_is_no_slots(answer: Any) -> None:
    assert wire.events(answer) == ([], 0)


def test_zero_is_a_value() -> None:
    assert wire.events(graph("1700000000,0,0;"))[0] == [Slot(1_700_000_000, 0, 0)]


@pytest.mark.parametrize(
    "point",
    [
        "1700000000",
        "1700000000,1,2,3",
        "1700000003,1,2",
        "1700000000,-1,2",
        "1700000000,1,-2",
        "1700000000,1,",
        "1700000000,,1",
        "1700000000,1.5,0",
        "1700000000,nan,0",
        "1700000000,inf,0",
        "1700000000,1_000,0",
        "1700000000,4294967295,0",
        "-10,1,1",
        "later,1,1",
    ],
)
def test_an_impossible_point_is_left_out_and_counted(point: str) -> None:
    slots, refused = wire.events(graph(f"1700000010,5,1;{point};1700000020,6,1;"))
    assert [slot.start for slot in slots] == [1_700_000_010, 1_700_000_020]
    assert refused == 1


@pytest.mark.parametrize(
    "answer",
    [None, {}, "", 7, True, [7], [None], ["1,2"], graph(7), graph([]), graph(False)],
)
def test_no_graph_is_an_error(answer: Any) -> None:
    with pytest.raises(PayloadError, match="graph"):
        wire.events(answer)


@given(st.lists(st.tuples(starts, counts, counts)))
def test_everything_sent_is_read(points: list[tuple[int, int, int]]) -> None:
    data = "".join(f"{start},{live},{dvr};" for start, live, dvr in points)
    assert wire.events(graph(data)) == ([Slot(*point) for point in points], 0)


@given(st.one_of(anything, anything.map(graph)))
@example(graph(";;;,,;"))
def test_hostile_events_give_slots_or_our_error(answer: Any) -> None:
    try:
        slots, refused = wire.events(answer)
    except PayloadError:
        return
    assert refused >= 0
    for slot in slots:
        assert slot.start >= 0
        assert slot.start % 10 == 0
        assert isinstance(slot.live_viewers, int)
        assert slot.live_viewers >= 0
        assert slot.dvr_viewers is None or slot.dvr_viewers >= 0


@given(st.text(alphabet="0123456789,;.-e \n"))
def test_points_are_read_or_counted_never_lost(data: str) -> None:
    slots, refused = wire.events(graph(data))
    assert len(slots) + refused == sum(1 for p in data.split(";") if p.strip())


@pytest.mark.parametrize("text", [str, lambda value: value])
def test_reads_totals_as_numbers_or_strings(text: Any) -> None:
    answer = row(
        audience=text(60),
        dvrAudience=text(12),
        plays=text(1),
        avgBitrate=text(1500),
        bufferTime=text(2.47),
    )
    assert wire.report(answer, ENTRY) == Totals(60, 12, 1, 1500.0, 2.47)


def test_what_is_missing_is_not_known() -> None:
    assert wire.report(row(), ENTRY) == Totals(None, None, None, None, None)


def test_a_bitrate_of_zero_means_that_none_was_sent() -> None:
    totals = wire.report(row(audience=1, avgBitrate="0", bufferTime="0"), ENTRY)
    assert totals == Totals(1, None, None, None, 0.0)


def test_buffering_of_nobody_is_not_known() -> None:
    answer = row(audience=0, dvrAudience=0, plays=0, avgBitrate=0, bufferTime=0)
    assert wire.report(answer, ENTRY) == Totals(0, 0, 0, None, None)


def test_a_viewer_of_the_first_seconds_alone_has_buffering() -> None:
    answer = row(audience=0, dvrAudience=0, plays=1, bufferTime=6)
    assert wire.report(answer, ENTRY) == Totals(0, 0, 1, None, 6.0)


@pytest.mark.parametrize("value", [-1, 61, "60.01", "NaN", math.inf, True, [], "x"])
def test_impossible_buffering_is_not_known(value: Any) -> None:
    totals = wire.report(row(audience=1, bufferTime=value), ENTRY)
    assert totals is not None
    assert totals.avg_buffering_s_per_min is None


@pytest.mark.parametrize("value", [-1, 1e7, "NaN", 10**400, None, {}])
def test_an_impossible_bitrate_is_not_known(value: Any) -> None:
    totals = wire.report(row(audience=1, avgBitrate=value), ENTRY)
    assert totals is not None
    assert totals.avg_bitrate_kbps is None


@pytest.mark.parametrize(
    "answer",
    [
        {"objects": [], "totalCount": 0},
        {"objects": []},
        {"totalCount": 0},
        {"objects": None, "totalCount": "0"},
    ],
)
def test_nothing_about_the_event_is_none(answer: Any) -> None:
    assert wire.report(answer, ENTRY) is None


def test_the_row_of_the_event_is_taken() -> None:
    rows = [{"entryId": "1_another", "plays": 5}, {"entryId": ENTRY, "plays": 6}]
    totals = wire.report({"objects": rows}, ENTRY)
    assert totals is not None
    assert totals.plays == 6


@pytest.mark.parametrize(
    "answer",
    [
        *(None, [], "", 3, {}, {"objects": {}}, {"objects": 5}, {"objects": None}),
        {"totalCount": 1},
        {"objects": [{"entryId": "1_another", "audience": 5}]},
        {"objects": [{"entryId": ENTRY}, None]},
    ],
)
def test_no_list_is_an_error(answer: Any) -> None:
    with pytest.raises(PayloadError, match="report"):
        wire.report(answer, ENTRY)


fields = st.dictionaries(
    st.sampled_from(["audience", "dvrAudience", "plays", "avgBitrate", "bufferTime"]),
    anything,
)


@given(st.one_of(anything, fields.map(lambda given: row(**given))))
def test_hostile_reports_give_totals_or_our_error(answer: Any) -> None:
    try:
        totals = wire.report(answer, ENTRY)
    except PayloadError:
        return
    if totals is None:
        return
    for count in (totals.live, totals.dvr, totals.plays):
        assert count is None or 0 <= count < 2**32 - 1
    bitrate, buffering = totals.avg_bitrate_kbps, totals.avg_buffering_s_per_min
    assert bitrate is None or 0 < bitrate <= 1e6
    assert buffering is None or 0 <= buffering <= 60


@given(anything)
def test_a_count_is_whole_and_from_zero_on(value: Any) -> None:
    result = wire.count(value)
    assert result is None or (type(result) is int and 0 <= result < 2**32 - 1)


@given(st.integers(0, 2**32 - 2))
def test_counts_come_through_as_number_and_as_text(value: int) -> None:
    assert wire.count(value) == wire.count(str(value)) == value
