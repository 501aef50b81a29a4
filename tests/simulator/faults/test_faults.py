"""Every fault as a client meets it, over a real socket."""

from __future__ import annotations

import json
import threading
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from webcast_widget.simulator import Account, Scenario, Simulation, running
from webcast_widget.simulator.faults.connection import SLOW_S
from webcast_widget.simulator.faults.plan import KINDS, FaultPlan
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_003_007.0
STATUS = {
    "rate-limited": 429,
    "rate-limited-retry-after": 429,
    "unavailable": 503,
    "unavailable-retry-after": 503,
}
CODES = {
    "blocked": "ACTION_BLOCKED",
    "druid-timeout": "DRUID_QUERY_TIMED_OUT",
    "ws-failure": "LIVE_REPORTS_WS_FAILURE",
    "revoked": "INVALID_KS",
}
IN_THE_GRAPH = {
    "late",
    "early",
    "shrinking",
    "out-of-order",
    "negative",
    "huge",
    "nan",
    "off-grid",
    "future",
}


class Caller:
    """Asks one question again and again, in requests of two calls."""

    def __init__(self, account: Account, http: httpx.Client) -> None:
        self.account = account
        self.http = http
        self.waited: list[float] = []
        self.sign_in()

    def sign_in(self) -> None:
        scenario = self.account.scenario
        form = {
            "service": "session",
            "action": "start",
            "secret": scenario.user_secret,
            "partnerId": scenario.partner_id,
        }
        self.ks = self.http.post("", json={"format": 1, **form}).json()

    def ask(self) -> httpx.Response:
        query = {
            "entryIds": self.account.scenario.entry_id,
            "fromTime": -600,
            "toTime": -2,
        }
        events = {
            "service": "liveReports",
            "action": "getEvents",
            "reportType": "ENTRY_TIME_LINE",
            "filter": query,
        }
        report = {
            **events,
            "action": "getReport",
            "reportType": "ENTRY_TOTAL",
        }
        body = {"service": "multirequest", "1": events, "2": report}
        return self.http.post("", json={"format": 1, "ks": self.ks, **body})


@pytest.fixture
def caller() -> Iterator[Caller]:
    scenario = Scenario(viewers=20, started_ago_s=1200)
    account = Account(Simulation(scenario, ManualClock(NOW)))
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    account.faults = FaultPlan(1, wait=wait)
    with running(account) as server:
        url = f"{server.service_url}/api_v3/"
        with httpx.Client(base_url=url, timeout=10.0) as http:
            caller = Caller(account, http)
            caller.waited = waited
            yield caller


def met(caller: Caller, fault: str) -> httpx.Response:
    with caller.account.faults.failing({fault: 1.0}, seed=5):
        return caller.ask()


def points(answer: Any) -> list[str]:
    return [point for point in answer[0][0]["data"].split(";") if point]


@pytest.mark.parametrize("fault", sorted(STATUS))
def test_http_errors(caller: Caller, fault: str) -> None:
    answer = met(caller, fault)
    assert answer.status_code == STATUS[fault]
    assert ("retry-after" in answer.headers) == fault.endswith("retry-after")


def test_retry_after_comes_in_both_forms(caller: Caller) -> None:
    asked = set()
    with caller.account.faults.failing({"unavailable-retry-after": 1.0}, seed=5):
        for _ in range(8):
            text = caller.ask().headers["retry-after"]
            is_date = not text.isdecimal()
            asked.add(is_date)
            if is_date:
                ahead = parsedate_to_datetime(text).timestamp() - NOW
                assert 0 <= ahead <= 31
    assert asked == {False, True}


@pytest.mark.parametrize("fault", ["html", "truncated"])
def test_what_is_no_json(caller: Caller, fault: str) -> None:
    answer = met(caller, fault)
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"])
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("fault", sorted(CODES))
def test_errors_of_the_api(caller: Caller, fault: str) -> None:
    first, _ = met(caller, fault).json()
    assert (first["objectType"], first["code"]) == ("KalturaAPIException", CODES[fault])
    if fault == "revoked":
        # For good: this session is over, and another one is not.
        assert caller.ask().json()[0]["args"]["KSID"] == "LOGOUT"
        caller.sign_in()
    assert points(caller.ask().json())


def test_some_calls_of_a_request_may_succeed(caller: Caller) -> None:
    with caller.account.faults.failing({"blocked": 1.0}, seed=5):
        failed = {
            tuple(
                isinstance(one, dict) and "code" in one for one in caller.ask().json()
            )
            for _ in range(20)
        }
    assert failed == {(True, True), (True, False)}


def test_errors_of_reports_spare_sessions(caller: Caller) -> None:
    with caller.account.faults.failing({"druid-timeout": 1.0, "ws-failure": 1.0}):
        caller.sign_in()
    assert points(caller.ask().json())


def test_slow(caller: Caller) -> None:
    honest = caller.ask().content
    assert met(caller, "slow").content == honest
    (seconds,) = caller.waited
    assert SLOW_S[0] <= seconds <= SLOW_S[1]


def test_hanging(caller: Caller) -> None:
    caller.http.timeout = httpx.Timeout(0.2)
    with pytest.raises(httpx.ReadTimeout):
        met(caller, "hanging")
    caller.http.timeout = httpx.Timeout(10.0)
    assert caller.ask().status_code == 200


def test_hanging_does_not_hold_up_the_end(caplog: pytest.LogCaptureFixture) -> None:
    held = threading.Event()
    account = Account(Simulation(Scenario(viewers=1), ManualClock(NOW)))

    async def wait(_: float) -> None:
        held.set()

    account.faults = FaultPlan(1, {"slow": 1.0, "hanging": 1.0}, wait)
    errors: list[Exception] = []

    def call(url: str) -> None:
        try:
            httpx.get(f"{url}/api_v3/", timeout=30.0)
        except httpx.HTTPError as error:
            errors.append(error)

    with running(account) as server:
        thread = threading.Thread(target=call, args=[server.service_url])
        thread.start()
        assert held.wait(10.0)
    thread.join(10.0)
    assert [type(error) for error in errors] == [httpx.RemoteProtocolError]
    assert caplog.messages == []


def test_reset(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(httpx.ReadError) as raised:
        met(caller, "reset")
    assert "reset by peer" in str(raised.value)
    assert caller.ask().status_code == 200
    assert caplog.messages == []


def test_cut_off(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        met(caller, "cut-off")
    assert caller.ask().status_code == 200
    assert caplog.messages == []


def test_clock_skew(caller: Caller) -> None:
    skews = set()
    with caller.account.faults.failing({"clock-skew": 1.0}, seed=5):
        for _ in range(10):
            answer = caller.ask()
            date = parsedate_to_datetime(answer.headers["date"]).timestamp()
            skews.add(round(date - NOW))
            assert points(answer.json())
    assert len(skews) == 10
    assert min(skews) < -30
    assert max(skews) > 30
    assert max(map(abs, skews)) <= 301


def test_mistyped(caller: Caller) -> None:
    honest = caller.ask().json()
    assert met(caller, "mistyped").json() != honest


def test_missing_objects(caller: Caller) -> None:
    _, report = met(caller, "missing-objects").json()
    assert report["totalCount"] == 1
    assert "objects" not in report


@pytest.mark.parametrize("fault", sorted(IN_THE_GRAPH))
def test_figures(caller: Caller, fault: str) -> None:
    honest = points(caller.ask().json())
    told = points(met(caller, fault).json())
    assert told != honest
    assert len(set(told) & set(honest)) > 40
    assert points(caller.ask().json()) == honest


def test_every_fault_was_met() -> None:
    others = {
        *("html", "truncated", "slow", "hanging", "reset", "cut-off"),
        *("clock-skew", "mistyped", "missing-objects"),
    }
    assert set(KINDS) == STATUS.keys() | CODES.keys() | IN_THE_GRAPH | others


def test_the_same_requests_meet_the_same_faults(caller: Caller) -> None:
    rates = {"html": 0.2, "late": 0.3, "off-grid": 0.3, "blocked": 0.1, "mistyped": 0.1}
    seen = []
    for _ in range(2):
        with caller.account.faults.failing(rates, seed=9):
            seen.append([caller.ask().content for _ in range(30)])
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 5
