"""`liveReports`: the rules of the vendor's backend of 2015, to the digit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.api.live.totals import average_bitrate, buffer_time
from webcast_widget.simulator.heartbeat import Heartbeat

if TYPE_CHECKING:
    from tests.simulator.conftest import Api
    from webcast_widget.timeline.clock import ManualClock

QUIET_S = 3 * 3600
"""So long after the start everybody has left."""


def beats(time: int, count: int, **facts: Any) -> list[Heartbeat]:
    usual = {"event_type": 1, "event_index": 2, "bitrate": 1500, "buffer_cs": 0}
    one = Heartbeat(
        time=time, arrives=time + 1, session="s", start_second=None, **(usual | facts)
    )
    return [one] * count


@given(st.integers(0, 10**7), st.integers(1, 10**6))
def test_buffering_is_exact_to_the_second_decimal(hundredths: int, count: int) -> None:
    seconds_per_minute = Decimal(6) * Decimal(hundredths) / 100 / count
    shown = Decimal(str(buffer_time(hundredths, count)))
    assert abs(shown - seconds_per_minute) <= Decimal("0.005") + Decimal("1e-18")
    assert shown == round(shown, 2)


@given(st.integers(0, 10**9), st.integers(1, 10**5))
def test_bitrate_is_exact_to_the_second_decimal(total: int, count: int) -> None:
    shown = Decimal(str(average_bitrate(total, count)))
    assert abs(shown - Decimal(total) / count) <= Decimal("0.005") + Decimal("1e-15")
    assert shown == round(shown, 2)


def test_without_heartbeats_the_means_are_0() -> None:
    assert average_bitrate(0, 0) == 0
    assert buffer_time(0, 0) == 0


async def test_events_are_the_truth_once_settled(api: Api, clock: ManualClock) -> None:
    now = int(clock.now())
    served = await api.events(api.simulation.start, now - 60)
    clock.advance(120)
    frame = api.simulation.truth()
    frame = frame[frame["slot"] <= now - 60]
    columns = frame[["slot", "live", "dvr"]].to_numpy().tolist()
    assert served == {start: (live, dvr) for start, live, dvr in columns}
    assert list(served) == sorted(served)
    assert len(served) > 200


@pytest.mark.parametrize("live", [1, "1", True, "true"])
async def test_a_live_report_is_sums_over_the_slots(
    api: Api, clock: ManualClock, live: Any
) -> None:
    first, last = int(clock.now()) - 1000, int(clock.now()) - 120
    (stats,) = (await api.report(first, last, live=live))["objects"]
    frame = api.simulation.truth()
    frame = frame[frame["slot"].between(first // 10 * 10, last // 10 * 10)]
    live_sum, dvr_sum = frame["live"].sum(), frame["dvr"].sum()
    heartbeats = live_sum + dvr_sum + frame["plays"].sum()
    bitrate = frame["bitrate_sum"].sum() / frame["bitrate_count"].sum()
    assert stats["audience"] == str(live_sum)
    assert stats["dvrAudience"] == str(dvr_sum)
    assert stats["plays"] == str(frame["plays"].sum())
    assert stats["secondsViewed"] == str(10 * (live_sum + dvr_sum))
    assert stats["peakAudience"] == str(frame["live"].max())
    assert stats["peakDvrAudience"] == str(frame["dvr"].max())
    assert float(stats["avgBitrate"]) == pytest.approx(bitrate, abs=0.00501)
    buffering = 6 * frame["buffer_sum"].sum() / heartbeats
    assert float(stats["bufferTime"]) == pytest.approx(buffering, abs=0.00501)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 0, [0]),
        (3, 3, [0]),
        (9, 10, [0, 10]),
        (0, 9, [0]),
        (5, 25, [0, 10, 20]),
        (20, 5, []),
    ],
)
async def test_both_ends_are_rounded_down_and_included(
    api: Api, clock: ManualClock, first: int, last: int, expected: list[int]
) -> None:
    base = int(clock.now()) // 10 * 10 - 600
    events = await api.events(base + first, base + last)
    assert [start - base for start in events] == expected
    report = await api.report(base + first, base + last, live=1)
    total = sum(live for live, _ in events.values())
    assert [stats["audience"] for stats in report["objects"]] == (
        [str(total)] if expected else []
    )


async def test_relative_times(api: Api, clock: ManualClock) -> None:
    now = int(clock.now())
    assert await api.events("-300", "-60") == await api.events(now - 300, now - 60)
    assert await api.events(-60, 0) == await api.events(now - 60, now)
    assert await api.events(-60, "-1") == {}
    assert await api.events(-60, "") == {}
    assert await api.events("", 0) == await api.events(api.simulation.start, now)


async def test_slots_without_a_heartbeat_are_absent(api: Api) -> None:
    outage = api.simulation.scenario.outage
    begin = api.simulation.start + outage.start
    events = await api.events(begin - 60, begin + len(outage) + 60)
    missing = set(range(begin - 60, begin + len(outage) + 60, 10)) - set(events)
    # Phases differ by up to 5 s, so some players reach into the slots at the edges.
    assert {begin + 10, begin + 20, begin + 30} <= missing
    assert missing <= set(range(begin, begin + 50, 10))


async def test_without_live_a_report_is_of_whole_hours(
    api: Api, clock: ManualClock
) -> None:
    start = api.simulation.start
    clock.moment = start + QUIET_S
    first_hour = -(-start // 3600) * 3600
    frame = api.simulation.truth()
    hour = frame[frame["slot"].between(first_hour, first_hour + 3599)]
    for first, last in [
        (start, first_hour),
        (first_hour, first_hour),
        (first_hour - 1, first_hour + 3599),
    ]:
        (stats,) = (await api.report(first, last))["objects"]
        assert stats["audience"] == str(hour["live"].sum())
        assert stats["peakAudience"] == str(hour["live"].max())
    assert (await api.report(first_hour + 1, first_hour + 3599))["objects"] == []
    both = (await api.report(first_hour - 3600, first_hour))["objects"]
    whole = frame[frame["slot"] < first_hour + 3600]
    assert both[0]["audience"] == str(whole["live"].sum())
    assert (await api.report(-120, -60, live="0"))["objects"] == []


async def test_a_known_entry_among_others_is_found(api: Api) -> None:
    assert await api.events(-600, -60, entryIds="0_a, 1_k2m4x9a1")
    assert await api.events(-600, -60, entryIds="0_a,1_k2m4x9a1")


async def test_the_wire_format_of_events(api: Api, clock: ManualClock) -> None:
    clock.moment = api.simulation.start + QUIET_S
    at = int(clock.now())
    api.simulation.receive(beats(at, 3) + beats(at, 1, event_type=2))
    clock.advance(60)
    query = {"entryIds": "1_k2m4x9a1", "fromTime": at, "toTime": at}
    response = await api.http.post(
        "/api_v3/service/livereports/action/getevents",
        json={
            "ks": api.ks,
            "format": 1,
            "reportType": "ENTRY_TIME_LINE",
            "filter": query,
        },
    )
    assert response.text == (
        f'[{{"id":"audience","data":"{at},3,1;","objectType":"KalturaReportGraph"}}]'
    )


async def test_a_report_without_bitrates_says_0(api: Api, clock: ManualClock) -> None:
    clock.moment = api.simulation.start + QUIET_S
    at = int(clock.now())
    api.simulation.receive(beats(at, 3, bitrate=-1))
    clock.advance(60)
    (stats,) = (await api.report(at, at, live=1))["objects"]
    assert (stats["avgBitrate"], stats["audience"]) == ("0.0", "3")


async def test_the_whole_account(api: Api, clock: ManualClock) -> None:
    async def total(**query: Any) -> Any:
        query = {"fromTime": -600, "toTime": -60, **query}
        return await api.call(
            "livereports", "getreport", reportType="PARTNER_TOTAL", filter=query
        )

    (entry,) = (await api.report(-600, -60, live=1))["objects"]
    whole = await total(live=1)
    assert whole["totalCount"] == "1"
    (stats,) = whole["objects"]
    assert stats.pop("objectType") == "KalturaLiveStats"
    assert stats == {name: entry[name] for name in stats}
    clock.moment = api.simulation.end + 100
    (after,) = (await total(live=1))["objects"]
    assert after["audience"] == "0"


async def test_a_range_of_any_size_is_answered(api: Api) -> None:
    everything = await api.events("-999999999999999999999", "9" * 30)
    assert len(everything) > 200
