"""KalturaSource against the simulated API, and against servers that misbehave."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sources.conftest import (
    ENTRY,
    KS,
    SECRET,
    URL,
    Server,
    api_error,
    given_away,
    unread,
)
from webcast_widget.errors import (
    AuthenticationError,
    ConfigurationError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.simulator import Scenario, Simulation, create_app
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from webcast_widget.timeline.records import Batch

NOW = 1_700_003_007.0
ENVIRONMENT = {
    "KALTURA_SERVICE_URL": URL,
    "KALTURA_PARTNER_ID": "4321",
    "KALTURA_KS": KS,
    "KALTURA_SECRET": SECRET,
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def simulation(clock: ManualClock) -> Simulation:
    return Simulation(Scenario(viewers=20, started_ago_s=900), clock)


class Wire(httpx.AsyncBaseTransport):
    """The simulated API; counts calls, and may change what is sent or answered."""

    def __init__(self, simulation: Simulation) -> None:
        self.app = httpx.ASGITransport(create_app(simulation))
        self.bodies: list[dict[str, Any]] = []
        self.change: Callable[[httpx.Response], httpx.Response] = lambda sent: sent

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        response = await self.app.handle_async_request(request)
        await response.aread()
        return unread(self.change(response))

    @property
    def sessions_opened(self) -> int:
        return sum("secret" in body for body in self.bodies)

    def asked(self, number: int = -1) -> list[dict[str, Any]]:
        """The calls of one of the multirequests."""
        bodies = [body for body in self.bodies if "1" in body]
        return [call for call in bodies[number].values() if isinstance(call, dict)]


@pytest.fixture
def wire(simulation: Simulation) -> Wire:
    return Wire(simulation)


def source_of(wire: Wire, scenario: Scenario, **more: Any) -> KalturaSource:
    arguments: dict[str, Any] = {
        "partner_id": scenario.partner_id,
        "service_url": "http://127.0.0.1",
        "secret": scenario.user_secret,
        "environ": {},
        "http": wire,
    } | more
    return KalturaSource(arguments.pop("entry_id", scenario.entry_id), **arguments)


@pytest.fixture
def source(wire: Wire, simulation: Simulation) -> KalturaSource:
    return source_of(wire, simulation.scenario)


async def everything(source: KalturaSource) -> tuple[pd.DataFrame, list[Batch]]:
    line, batches = Timeline(), [await source.fetch(None)]
    while batches[-1].progress is not None:
        assert batches[-1].as_of is not None
        batches.append(await source.fetch(batches[-1].as_of - 120))
        assert len(batches) < 50
    for batch in batches:
        line.merge(batch, 0)
    return line.frame(), batches


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
    assert {report["action"] for report in reports} == {"getReport"}
    assert 0 < len(reports) <= 60
    # live=1 has the 10-second table on servers of both generations.
    assert {report["filter"]["live"] for report in reports} == {1}


async def test_every_call_carries_session_and_tag(
    source: KalturaSource, wire: Wire
) -> None:
    await everything(source)
    assert wire.sessions_opened == 1
    for body in wire.bodies[1:]:
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
    assert len(batches) <= 4
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
    simulation = Simulation(Scenario(viewers=5, started_ago_s=0), clock)
    clock.advance(-600)
    batch = await source_of(Wire(simulation), simulation.scenario).fetch(None)
    assert batch.broadcasting is False
    assert list(batch.slots) == []
    assert batch.event is not None
    assert batch.progress is None


async def test_after_the_event_the_history_is_still_had(clock: ManualClock) -> None:
    scenario = Scenario(viewers=20, started_ago_s=7200, duration_s=1800)
    source = source_of(Wire(Simulation(scenario, clock)), scenario)
    frame, batches = await everything(source)
    assert {batch.broadcasting for batch in batches} == {False}
    assert not frame["provisional"].any()
    known = frame[frame["live_viewers"].notna()]
    assert known["plays"].notna().all()


async def test_a_server_that_answers_live_while_on_the_air_is_asked_without(
    clock: ManualClock,
) -> None:
    scenario = Scenario(viewers=20, started_ago_s=7200, duration_s=1800)
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
    assert len(wire.bodies) == 4
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
            elif call["action"] == "get":
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


async def test_an_error_of_one_report_is_the_errors_of_the_poll() -> None:
    source = ours(misbehaving(api_error("DRUID_QUERY_TIMED_OUT", "Query timed out")))
    await source.fetch(None)
    with pytest.raises(SourceUnavailableError, match="Query timed out"):
        await source.fetch(1_699_999_080)


async def test_a_session_that_may_not_read_entries_still_sees_figures() -> None:
    batch = await ours(misbehaving(live=api_error("SERVICE_FORBIDDEN"))).fetch(None)
    assert batch.event is None
    assert batch.broadcasting is None
    assert [(slot.start, slot.live) for slot in batch.slots] == [
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

    misbehaving_answer = misbehaving({"objects": []})._answer
    source = ours(Server(answer))
    batch = await source.fetch(None)
    assert batch.as_of is None
    assert batch.progress is None
    later = await source.fetch(1_699_999_500.0)
    assert later.as_of is None


def test_what_is_left_out_comes_from_the_environment() -> None:
    source = KalturaSource(ENTRY, environ=ENVIRONMENT)
    assert source.name == f"Kaltura {URL} (partner 4321)"
    assert source.event_id == ENTRY


def test_the_environment_is_the_processs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert KalturaSource(f" {ENTRY} ").event_id == ENTRY


async def test_arguments_go_before_the_environment() -> None:
    server = Server(lambda *_: "opened")
    source = KalturaSource(
        ENTRY,
        partner_id="77",
        service_url="https://other.example.com",
        secret="another",
        environ=ENVIRONMENT,
        http=server.transport,
    )
    assert source.name == "Kaltura https://other.example.com (partner 77)"
    with pytest.raises(SourceError):
        await source.fetch(None)
    # A secret of the caller's is not put behind a session of the environment's.
    assert server.requests[0][1]["secret"] == "another"
    assert KS not in str(server.requests)


async def test_a_session_of_the_environment_is_renewed_with_its_secret(
    wire: Wire, simulation: Simulation
) -> None:
    scenario = simulation.scenario
    environ = {"KALTURA_KS": "djJ8old", "KALTURA_SECRET": scenario.user_secret}
    source = source_of(wire, scenario, secret=None, environ=environ)
    assert (await source.fetch(None)).slots
    assert wire.sessions_opened == 1


async def test_a_secret_of_the_environment_is_not_put_behind_the_callers_session(
    wire: Wire, simulation: Simulation
) -> None:
    scenario = simulation.scenario
    environ = {"KALTURA_SECRET": scenario.user_secret}
    source = source_of(wire, scenario, secret=None, ks=KS, environ=environ)
    with pytest.raises(SessionRefusedError):
        await source.fetch(None)
    assert wire.sessions_opened == 0


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["KALTURA_SERVICE_URL"], "KALTURA_SERVICE_URL"),
        (["KALTURA_PARTNER_ID"], "KALTURA_PARTNER_ID"),
        (["KALTURA_KS", "KALTURA_SECRET"], "KALTURA_SECRET"),
    ],
)
def test_what_is_missing_is_named(missing: list[str], named: str) -> None:
    environ: Mapping[str, str] = {
        name: value for name, value in ENVIRONMENT.items() if name not in missing
    }
    with pytest.raises(ConfigurationError, match=named) as caught:
        KalturaSource(ENTRY, environ=environ)
    assert KS not in given_away(caught.value)
    assert SECRET not in given_away(caught.value)


@pytest.mark.parametrize("entry_id", ["", "  ", "1_a,1_b", ","])
def test_one_entry_is_asked_for(entry_id: str) -> None:
    with pytest.raises(ConfigurationError, match="entry_id"):
        KalturaSource(entry_id, environ=ENVIRONMENT)


@pytest.mark.parametrize("partner_id", ["x", "12a", "9" * 5000])
def test_an_account_is_a_number(partner_id: str) -> None:
    with pytest.raises(ConfigurationError, match="partner_id"):
        KalturaSource(ENTRY, partner_id=partner_id, environ=ENVIRONMENT)
