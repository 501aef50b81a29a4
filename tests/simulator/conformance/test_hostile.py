"""Whatever is sent: an answer in the vendor's words, never a traceback, never a hang."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any
from urllib.parse import quote_from_bytes
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.conformance.conftest import ENTRY
from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.api.dispatch import Dispatcher
from webcast_widget.simulator.api.report.kinds import KINDS
from webcast_widget.timeline.clock import ManualClock

NOW = 1_700_003_007.0
NAME = "</result>\"';|,\n\u0000\u202e=cmd()&amp;<![CDATA["


def account(generation: str) -> Account:
    """An event of one viewer and a hostile name."""
    scenario = Scenario(
        viewers=2, started_ago_s=1200, entry_name=NAME, generation=generation
    )
    return Account(Simulation(scenario, ManualClock(NOW)))


ACCOUNTS = {name: account(name) for name in ("live_analytics", "kava")}
APPS = {name: create_app(one) for name, one in ACCOUNTS.items()}
KNOWN = Dispatcher(ACCOUNTS["kava"])
TOKENS = {
    name: str(
        Dispatcher(one).answer(
            {
                "service": "session",
                "action": "start",
                "secret": one.scenario.admin_secret,
                "partnerId": 4321,
                "type": 2,
            }
        )
    )
    for name, one in ACCOUNTS.items()
}
CALLS = sorted(
    (service, action)
    for service, actions in KNOWN.services.items()
    for action in actions
)
NAMES = (
    *("reportType", "filter", "reportInputFilter", "responseOptions", "pager", "order"),
    *("params", "objectIds", "entryId", "id", "protocol", "event", "session", "type"),
    *("entryIds", "fromTime", "toTime", "live", "orderBy", "fromDate", "toDate"),
    *("fromDay", "toDay", "interval", "timeZoneOffset", "entryIdIn", "countryIn"),
    *("userIds", "playbackTypeIn", "delimiter", "skipEmptyDates", "pageSize"),
    *("pageIndex", "reportItems", "action", "reportTitle", "headers", "secret"),
    *("expiry", "privileges", "clientTag", "ignoreNull", "tokenHash", "widgetId"),
    *("eventType", "playbackType", "bitrate", "bufferTime", "referrer", "startTime"),
    *("position", "bandwidth", "recpientEmail", "applicationUrlTemplate", "idIn"),
)
EXTREMES = st.sampled_from(
    [
        *(0, -1, -2, 1, 10**9, 10**18, 10**30, -(10**30), 2**63, 1e308, -0.0),
        *("", "-1", "-60", "9" * 400, "1e400", "nan", "NaN", "inf", "true", "__null"),
        *(
            "\x00",
            "\ud800",
            "\U0001f3a5" * 50,
            "../../etc/passwd",
            "{1:result}",
            "a" * 5000,
        ),
        *("; DROP TABLE x", "<!DOCTYPE x>", "%s%n", ",,,,", "|", ENTRY, ENTRY + ","),
        *("ENTRY_TIME_LINE", "ENTRY_TOTAL", "PARTNER_TOTAL", "ENTRY_GEO_TIME_LINE"),
        *("ENTRY_SYNDICATION_TOTAL", "ten_seconds", "minutes", "years", "99", "98"),
        *("live", "dvr", "[id]", "20231114", "00000000", None, True, False),
        *KINDS,
    ]
)
SCALARS = EXTREMES | st.integers(-400_000_000, 2_000_000_000) | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda below: (
        st.dictionaries(
            st.sampled_from(NAMES) | st.sampled_from(["-", "0", "1", "objectType", ""]),
            below,
            max_size=6,
        )
        | st.lists(below, max_size=3)
    ),
    max_leaves=12,
)
PARAMS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=10)
TYPES = {
    "getevents": ("ENTRY_TIME_LINE",),
    "getreport": ("ENTRY_TOTAL", "ENTRY_GEO_TIME_LINE", "ENTRY_SYNDICATION_TOTAL"),
    "exporttocsv": ("1", "2", "11", "12", "21", "22", "31", "32"),
}
# What passes the first checks, so that the rest is reached too.
HONEST = st.fixed_dictionaries(
    {
        "filter": PARAMS,
        "reportInputFilter": PARAMS.map(
            lambda more: {"fromDate": -900, "toDate": 0, "interval": "minutes"} | more
        ),
        "responseOptions": PARAMS,
        "reportTitle": SCALARS,
        "params": st.just({"entryIds": ENTRY}) | PARAMS,
        "event": st.just({"entryId": ENTRY}) | PARAMS,
        "entryId": st.just(ENTRY),
    },
    optional={"pager": PARAMS, "order": EXTREMES, "objectIds": EXTREMES},
)


async def sent(generation: str, method: str, url: str, **rest: Any) -> httpx.Response:
    transport = httpx.ASGITransport(APPS[generation])
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost"
    ) as http:
        return await http.request(method, url, **rest)


def check(answer: httpx.Response, kind: object) -> None:
    assert answer.status_code in {200, 404, 413}
    assert "Traceback" not in answer.text
    if answer.status_code != 200:
        return
    if (
        "x-kaltura" in answer.headers
        or answer.headers["content-type"][:8] == "text/csv"
    ):
        return
    if answer.headers["content-type"] == "application/json":
        json.loads(answer.text)
    elif kind in {None, 2}:
        ET.fromstring(answer.text)  # noqa: S314 - the simulator wrote it


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@settings(
    max_examples=120,
    deadline=None,
)
@given(
    call=st.sampled_from(CALLS) | st.tuples(st.text(max_size=9), st.text(max_size=9)),
    params=PARAMS | HONEST | HONEST,
    kind=st.sampled_from([1, 2, 9, None]),
    knows=st.booleans(),
    which=st.integers(0, 15),
)
def test_any_parameters(
    caplog: pytest.LogCaptureFixture,
    generation: str,
    call: tuple[str, str],
    params: dict[str, Any],
    kind: int | None,
    knows: bool,
    which: int,
) -> None:
    caplog.clear()
    service, action = call
    if "reportInputFilter" in params:
        types = TYPES.get(action) if service == "livereports" else tuple(KINDS)
        params["reportType"] = types[which % len(types)] if types else which
    tree = {**params, "service": service, "action": action, "callback": "cb"}
    if knows:
        tree["ks"] = TOKENS[generation]
    if kind is not None:
        tree["format"] = kind
    if (service, action) == ("session", "end"):
        del tree["service"]
    body = json.dumps(tree).encode("utf-8", "replace")
    answer = asyncio.run(
        sent(
            generation,
            "POST",
            "/api_v3/",
            content=body,
            headers={"Content-Type": "application/json"},
        )
    )
    check(answer, kind)
    # A fault of our own would look like the vendor's, and be logged.
    assert [
        record for record in caplog.records if record.levelno >= logging.ERROR
    ] == []


@settings(
    max_examples=120,
    deadline=None,
)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "OPTIONS"]),
    path=st.binary(max_size=30),
    query=st.binary(max_size=30),
    kind=st.sampled_from(
        [
            *("application/json", "application/x-www-form-urlencoded", "text/plain"),
            *("multipart/form-data; boundary=b", "multipart/form-data", "", "é;;=,"),
        ]
    ),
    body=st.binary(max_size=200)
    | st.text(alphabet='{}[]":,\\u019e-.\r\n;=&%', max_size=80).map(str.encode)
    | st.sampled_from(
        [
            b"[" * 100_000,
            b'{"a":' * 5000 + b"1" + b"}" * 5000,
            b'{"a":' + b"9" * 5000 + b"}",
            b"a:" * 50_000 + b"=1",
            b"&".join(b"%d:service=x" % n for n in range(6000)),
            b'--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"a":\r\n--b--',
        ]
    ),
)
def test_any_bytes(
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: bytes,
    query: bytes,
    kind: str,
    body: bytes,
) -> None:
    caplog.clear()
    url = f"/api_v3/{quote_from_bytes(path)}?{quote_from_bytes(query, safe='=&:')}"
    headers = {"Content-Type": kind.encode("latin-1")}
    answer = asyncio.run(sent("kava", method, url, content=body, headers=headers))
    if method in {"GET", "POST"}:
        check(answer, None if b"format" not in query + path + body else 0)
    assert [
        record for record in caplog.records if record.levelno >= logging.ERROR
    ] == []


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("kind", [1, 2])
def test_a_hostile_name_stays_a_name(generation: str, kind: int) -> None:
    tree = {"ks": TOKENS[generation], "entryId": ENTRY, "format": kind}
    url = "/api_v3/service/liveStream/action/get"
    answer = asyncio.run(sent(generation, "POST", url, json=tree))
    if kind == 1:
        assert answer.json()["name"] == NAME
    else:
        root = ET.fromstring(answer.text)  # noqa: S314 - the simulator wrote it
        # XML cannot hold every character.
        assert root.findtext("result/name") == NAME.replace("\x00", "")


@pytest.mark.parametrize("interval", ["ten_seconds", "minutes", "days"])
def test_the_largest_range_is_answered(interval: str) -> None:
    query = {"fromDate": 1, "toDate": 9**20, "interval": interval}
    tree = {
        "ks": TOKENS["kava"],
        "reportType": 10006,
        "reportInputFilter": query,
        "responseOptions": {"skipEmptyDates": False},
        "format": 1,
    }
    url = "/api_v3/service/report/action/getGraphs"
    answer = asyncio.run(sent("kava", "POST", url, json=tree)).json()
    assert len(answer) == 5
    # No more than the store keeps: a month before the account, and a day ahead.
    assert answer[0]["data"].count(";") <= 34 * 8640
