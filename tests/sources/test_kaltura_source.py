"""KalturaSource against the simulated API, and against servers that misbehave."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sources.conftest import (
    ENTRY,
    KS,
    NOW,
    SECRET,
    URL,
    Server,
    Wire,
    api_error,
    everything,
    given_away,
    source_of,
)
from webcast_widget.errors import (
    AuthenticationError,
    SessionRefusedError,
    SourceError,
    UnknownEventError,
)
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.sources import KalturaSource

if TYPE_CHECKING:
    from webcast_widget.timeline.clock import ManualClock

ENVIRONMENT = {
    "KALTURA_SERVICE_URL": URL,
    "KALTURA_PARTNER_ID": "4321",
    "KALTURA_KS": KS,
    "KALTURA_SECRET": SECRET,
}


async def test_the_first_fetch_asks_for_the_whole_history(
    source: KalturaSource, wire: Wire, simulation: Simulation
) -> None:
    batch = await source.fetch(None)
    events, is_live, entry = wire.asked()
    assert events["filter"]["fromTime"] == -36 * 3600
    assert events["filter"]["toTime"] == -2
    assert events["filter"]["entryIds"] == simulation.scenario.entry_id
    assert (is_live["action"], entry["action"]) == ("isLive", "get")
    assert batch.event is not None
    assert batch.event.name == simulation.scenario.entry_name
    assert batch.broadcasting is True
    assert batch.refused == 0
    assert batch.progress is not None
    assert batch.progress < 0.1
    assert min(slot.start for slot in batch.slots) <= simulation.start + 10


async def test_later_fetches_ask_from_the_moment_on(
    source: KalturaSource, wire: Wire
) -> None:
    await source.fetch(None)
    await source.fetch(NOW - 120.5)
    events, is_live, *reports = wire.asked()
    assert events["filter"]["fromTime"] == NOW - 121
    assert is_live["action"] == "isLive"
    # What the session may is found out beside what it may for certain.
    views, quality, *reports = reports
    assert (views["reportType"], quality["reportType"]) == (10013, 10006)
    assert {report["action"] for report in reports} == {"getReport"}
    assert 0 < len(reports) <= 60
    # live=1 has the 10-second table on servers of both generations.
    assert {report["filter"]["live"] for report in reports} == {1}


async def test_every_call_carries_session_and_tag(
    source: KalturaSource, wire: Wire
) -> None:
    await everything(source)
    assert wire.sessions_opened == 1
    for body in wire.bodies[2:]:
        assert body["clientTag"] == "webcast_widget"
        assert not body["clientTag"].startswith("KWP:")
        assert body["ks"]


async def test_history_is_complete_after_few_rounds(
    source: KalturaSource, simulation: Simulation
) -> None:
    frame, batches = await everything(source)
    truth = simulation.truth().set_index("slot")
    settled = frame[~frame["provisional"]]
    starts = [int(moment.timestamp()) for moment in settled.index]
    known = truth.reindex(starts).dropna()
    rows = settled.loc[[start in known.index for start in starts]]
    assert rows["plays"].tolist() == known["plays"].astype(int).tolist()
    assert rows["live_viewers"].tolist() == known["live"].astype(int).tolist()
    assert len(batches) <= 6
    shares = [batch.progress for batch in batches]
    assert shares[-1] is None
    assert shares[:-1] == sorted(share for share in shares if share is not None)


async def test_whoever_asks_for_everything_again_gets_everything(
    source: KalturaSource,
) -> None:
    first, _ = await everything(source)
    await source.close()
    second, _ = await everything(source)
    assert second.equals(first)


async def test_an_unknown_entry_is_said(wire: Wire, simulation: Simulation) -> None:
    source = source_of(wire, simulation.scenario, entry_id="1_nothere")
    with pytest.raises(UnknownEventError, match="1_nothere"):
        await source.fetch(None)


async def test_before_the_event_there_is_a_name_and_no_data(
    clock: ManualClock,
) -> None:
    simulation = Simulation(
        Scenario(viewers=5, started_ago_s=0, generation="live_analytics"), clock
    )
    clock.advance(-600)
    batch = await source_of(Wire(simulation), simulation.scenario).fetch(None)
    assert batch.broadcasting is False
    assert list(batch.slots) == []
    assert batch.event is not None
    assert batch.progress is None


async def test_after_the_event_the_history_is_still_had(clock: ManualClock) -> None:
    scenario = Scenario(
        viewers=20, started_ago_s=7200, duration_s=1800, generation="live_analytics"
    )
    source = source_of(Wire(Simulation(scenario, clock)), scenario)
    frame, batches = await everything(source)
    assert {batch.broadcasting for batch in batches} == {False}
    assert not frame["provisional"].any()
    known = frame[frame["live_viewers"].notna()]
    assert known["plays"].notna().all()


async def test_a_server_that_answers_live_while_on_the_air_is_asked_without(
    clock: ManualClock,
) -> None:
    scenario = Scenario(
        viewers=20, started_ago_s=7200, duration_s=1800, generation="live_analytics"
    )
    wire = Wire(Simulation(scenario, clock))

    def later_generation(response: httpx.Response) -> httpx.Response:
        sent = json.loads(response.content)
        calls = wire.asked() if isinstance(sent, list) else []
        for number, call in enumerate(calls):
            if call["action"] == "getReport":
                figures = {"entryId": scenario.entry_id, "audience": 6, "plays": 0}
                rows = [] if call["filter"].get("live") else [figures]
                sent[number] = {"objects": rows, "totalCount": len(rows)}
        return httpx.Response(
            200, json=sent, headers={"date": response.headers["date"]}
        )

    wire.change = later_generation
    frame, _ = await everything(source_of(wire, scenario))
    assert frame["plays"].dropna().eq(0).all()
    assert frame["plays"].notna().sum() == frame["live_viewers"].notna().sum()
    assert all("live" not in call["filter"] for call in wire.asked()[2:])


async def test_a_refused_session_is_renewed_once(
    wire: Wire, simulation: Simulation
) -> None:
    source = source_of(wire, simulation.scenario, ks="djJ8expired")
    batch = await source.fetch(None)
    assert batch.slots
    assert wire.sessions_opened == 1


async def test_a_session_that_runs_out_is_renewed(
    source: KalturaSource, wire: Wire, clock: ManualClock
) -> None:
    await source.fetch(None)
    clock.advance(86_401)
    await source.fetch(None)
    assert wire.sessions_opened == 2


async def test_a_session_refused_again_is_not_renewed_for_ever(
    wire: Wire, simulation: Simulation
) -> None:
    refusal = httpx.Response(200, json=api_error("INVALID_KS", f"Invalid KS {KS}"))
    source = source_of(wire, simulation.scenario)
    wire.change = lambda sent: sent if "secret" in wire.bodies[-1] else refusal
    with pytest.raises(SessionRefusedError) as caught:
        await source.fetch(None)
    assert wire.sessions_opened == 2
    assert len(wire.bodies) == 5
    assert simulation.scenario.user_secret not in given_away(caught.value)


async def test_without_a_secret_a_refused_session_is_said(
    wire: Wire, simulation: Simulation
) -> None:
    source = source_of(wire, simulation.scenario, secret=None, ks=KS)
    with pytest.raises(SessionRefusedError, match="give a new ks") as caught:
        await source.fetch(None)
    assert KS not in given_away(caught.value)
    assert len(wire.bodies) == 1


async def test_a_wrong_secret_is_said(wire: Wire, simulation: Simulation) -> None:
    source = source_of(wire, simulation.scenario, secret=SECRET)
    with pytest.raises(AuthenticationError, match="partner_id and secret") as caught:
        await source.fetch(None)
    assert SECRET not in given_away(caught.value)


def misbehaving(*reports: Any, events: Any = None, live: Any = True) -> Server:
    """A server with one old minute of viewers, which reports as the test says."""
    data = "1699999080,5,1;1699999090,5,1;" if events is None else events

    def answer(_: str, body: Any) -> Any:
        asked = [call for call in body.values() if isinstance(call, dict)]
        left = list(reports)
        answers: list[Any] = []
        for call in asked:
            if call["action"] == "getEvents":
                answers.append([{"id": "audience", "data": data}])
            elif call["action"] == "isLive":
                answers.append(live)
            elif call["action"] in {"get", "getGraphs", "list"}:
                answers.append(api_error("SERVICE_FORBIDDEN"))
            else:
                answers.append(left.pop(0))
        return answers

    return Server(answer)


def ours(server: Server) -> KalturaSource:
    return KalturaSource(
        ENTRY,
        partner_id=4321,
        service_url=URL,
        ks=KS,
        environ={},
        http=server.transport,
    )


async def test_a_minute_without_an_answer_stays_unknown() -> None:
    source = ours(misbehaving({"objects": [], "totalCount": 0}))
    batches = [await source.fetch(None)]
    while batches[-1].progress is not None:
        batches.append(await source.fetch(1_699_999_080))
    assert len(batches) == 4  # it is asked for three times
    assert [minute for batch in batches for minute in batch.minutes] == []
    assert {slot.plays for batch in batches for slot in batch.slots} == {None}


async def test_attendance_is_told_though_a_report_failed() -> None:
    source = ours(misbehaving(api_error("DRUID_QUERY_TIMED_OUT", "Query timed out")))
    await source.fetch(None)
    batch = await source.fetch(1_699_999_080)
    assert [slot.live_viewers for slot in batch.slots] == [5, 5]
    assert batch.minutes == []
    assert "Query timed out" in batch.trouble
    # It is asked for again, but not at once.
    assert not batch.more


async def test_what_a_failed_report_left_open_is_told_by_a_later_one() -> None:
    totals = {"entryId": ENTRY, "audience": 10, "plays": 0, "avgBitrate": 900}
    reports = [api_error("DRUID_QUERY_TIMED_OUT"), {"objects": [totals]}]
    server = misbehaving(*reports[:1])
    source = ours(server)
    await source.fetch(None)
    await source.fetch(1_699_999_080)
    server.answer = misbehaving(*reports[1:]).answer
    resting = await source.fetch(1_699_999_080)
    assert resting.minutes == []
    batch = await source.fetch(1_699_999_080)
    assert [minute.avg_bitrate_kbps for minute in batch.minutes] == [900.0]
    assert batch.trouble == ""


async def test_a_session_refused_for_a_report_fails_the_poll() -> None:
    source = ours(misbehaving(api_error("INVALID_KS")))
    await source.fetch(None)
    with pytest.raises(SessionRefusedError):
        await source.fetch(1_699_999_080)


async def test_the_hour_is_not_taken_for_its_first_minute() -> None:
    nothing = {"objects": [], "totalCount": 0}
    hour = {"objects": [{"entryId": ENTRY, "audience": 3600, "avgBitrate": 900}]}
    server = misbehaving(nothing, live=False)
    source = ours(server)
    await source.fetch(None)
    await source.fetch(1_699_999_080)  # live=1 brings nothing: asked without from now
    server.answer = misbehaving(hour, live=False).answer
    batch = await source.fetch(1_699_999_080)
    assert batch.minutes == []
    assert batch.refused == 1


async def test_a_session_that_may_not_read_entries_still_sees_figures() -> None:
    batch = await ours(misbehaving(live=api_error("SERVICE_FORBIDDEN"))).fetch(None)
    assert batch.event is None
    assert batch.broadcasting is None
    assert [(slot.start, slot.live_viewers) for slot in batch.slots] == [
        (1_699_999_080, 5),
        (1_699_999_090, 5),
    ]


async def test_a_session_refused_in_one_answer_is_refused() -> None:
    with pytest.raises(SessionRefusedError):
        await ours(misbehaving(live=api_error("INVALID_KS"))).fetch(None)


async def test_unreadable_points_are_counted() -> None:
    batch = await ours(misbehaving(events="1699999080,5,1;nonsense;")).fetch(None)
    assert (len(batch.slots), batch.refused) == (1, 1)


@pytest.mark.parametrize("answers", [[], ["a"], {"1": {}}, "text", [1, 2, 3, 4]])
async def test_a_wrong_number_of_answers_is_an_error(answers: Any) -> None:
    with pytest.raises(SourceError, match="check service_url"):
        await ours(Server(lambda *_: answers)).fetch(None)


async def test_a_server_without_a_clock_is_read_too() -> None:
    def answer(path: str, body: Any) -> Any:
        answers = misbehaving_answer(path, body)
        return httpx.Response(200, json=answers)

    misbehaving_answer = misbehaving({"objects": []}).answer
    source = ours(Server(answer))
    batch = await source.fetch(None)
    assert batch.as_of is None
    assert batch.progress is None
    later = await source.fetch(1_699_999_500.0)
    assert later.as_of is None
