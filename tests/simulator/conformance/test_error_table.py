"""Every row of the vendor's table of errors, to the letter, in JSON and in XML.

Rows 9 to 16 are in `test_error_table_reports.py`.

| situation                                     | test                               |
| --------------------------------------------- | ---------------------------------- |
| errors have status 200; a format may die      | test_row_00_...                    |
| KS unparsable, or of a bad signature          | test_row_01_ks_unparsable          |
| KS expired                                    | test_row_02_ks_expired             |
| KS logged out, wrong user, IP, action limit   | test_row_03_ks_refused             |
| no KS, or KS lacks permission                 | test_row_04_forbidden              |
| service missing                               | test_row_05_service                |
| action missing                                | test_row_06_action                 |
| required parameter missing                    | test_row_07_missing_parameter      |
| bad enumeration value                         | test_row_08_enumeration            |
| liveReports: unsupported type or paging       | test_row_09_unsupported_query      |
| first generation: the backend refuses         | test_row_10_backend_failure        |
| unknown entry in getEvents and getReport      | test_row_11_unknown_entry_is_empty |
| unknown entry in exportToCsv                  | test_row_12_unknown_entry_exported |
| report asked for graphs or total it has not   | test_row_13_no_such_graphs         |
| rate limited or blocked                       | test_row_14_blocked                |
| Druid timeout                                 | test_row_15_timed_out              |
| result too large for a CSV                    | test_row_16_too_general            |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY
from tests.simulator.conformance.wording import bad_enum, error, invalid_ks
from webcast_widget.simulator.api.call import Session
from webcast_widget.simulator.api.dispatch import Dispatcher
from webcast_widget.simulator.api.session import tokens

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve
    from webcast_widget.timeline.clock import ManualClock

EVENTS = {"reportType": "ENTRY_TIME_LINE", "filter": {"entryIds": ENTRY}}


@pytest.mark.parametrize("kind", ["0", "3", "4", "5", "7", "8", "99", "-1", "json"])
async def test_row_00_a_format_that_is_not_served_dies(serve: Serve, kind: str) -> None:
    server = await serve()
    answer = await server.post("liveStream", "get", entryId=ENTRY, format=kind)
    assert answer.status_code == 200
    assert answer.headers["x-kaltura"] == "error-UNKNOWN_RESPONSE_FORMAT"
    assert answer.headers["x-kaltura-app"].startswith("exiting on error UNKNOWN_")
    assert not answer.text.startswith(("{", "<"))


async def test_row_00_a_file_that_is_not_there_dies(serve: Serve) -> None:
    server = await serve()
    for service, action in (("liveReports", "serveReport"), ("report", "serve")):
        answer = await server.post(service, action, id="0_4321_Export_none.csv")
        assert answer.headers["x-kaltura"] == "error-FILE_NOT_FOUND"
        assert answer.content == b""


@pytest.mark.parametrize("ks", ["nonsense", "djJ8", "djJ8NDMyMXw=", "é", "a" * 9999])
async def test_row_01_ks_unparsable(serve: Serve, ks: str) -> None:
    server = await serve()
    found = await server.refusal("liveReports", "getEvents", ks=ks, **EVENTS)
    assert found == invalid_ks(ks)


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_row_01_ks_of_a_bad_signature(serve: Serve, version: str) -> None:
    server = await serve()
    token = Session(4321, 2, int(server.simulation.now()) + 60, "op", "")
    ks = (
        tokens.make_v1(token, "another secret", "1")
        if version == "v1"
        else tokens.make_v2(token, "another secret", bytes(16))
    )
    found = await server.refusal("liveReports", "getEvents", ks=ks, **EVENTS)
    assert found == invalid_ks(ks)


async def test_row_02_ks_expired(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    ks = await server.as_user(expiry="600")
    clock.advance(599)
    answer = await server.post("liveReports", "getEvents", ks=ks, format=1, **EVENTS)
    assert isinstance(answer.json(), list)
    clock.advance(1)
    found = await server.refusal("liveReports", "getEvents", ks=ks, **EVENTS)
    assert found == invalid_ks("EXPIRED")


@pytest.mark.parametrize(
    ("privileges", "reason"),
    [
        ("iprestrict:10.0.0.1", "EXCEEDED_RESTRICTED_IP"),
        ("actionslimit:0", "EXCEEDED_ACTIONS_LIMIT"),
    ],
)
async def test_row_03_ks_refused(serve: Serve, privileges: str, reason: str) -> None:
    server = await serve()
    ks = await server.as_user(privileges=privileges)
    found = await server.refusal("liveReports", "getEvents", ks=ks, **EVENTS)
    assert found == invalid_ks(reason)


async def test_row_03_ks_logged_out(serve: Serve) -> None:
    server = await serve()
    ks = await server.as_user()
    assert await server.call("session", "end", ks=ks) is None
    found = await server.refusal("liveReports", "getEvents", ks=ks, **EVENTS)
    assert found == invalid_ks("LOGOUT")


async def test_row_03_ks_of_a_wrong_user(serve: Serve) -> None:
    server = await serve()
    dispatcher = Dispatcher(server.account)
    ks = await server.as_user(userId="former@example.com")
    call: dict[str, Any] = {"service": "session", "action": "get", "ks": ks}
    assert dispatcher.answer(call)["userId"] == "former@example.com"  # type: ignore[call-overload, index]
    dispatcher.sessions.blocked_users.add("former@example.com")
    assert dispatcher.answer(call) == invalid_ks("INVALID_USER")


@pytest.mark.parametrize(
    ("service", "action", "params"),
    [
        ("liveReports", "getEvents", {"reportType": "x"}),
        ("report", "getTotal", {"reportType": "10006", "reportInputFilter": {}}),
        ("liveStream", "get", {"entryId": ENTRY}),
        ("session", "get", {}),
        ("cuePoint_cuePoint", "list", {}),
    ],
)
async def test_row_04_forbidden_without_ks(
    serve: Serve, service: str, action: str, params: dict[str, Any]
) -> None:
    server = await serve()
    server.ks = None
    name = f"{service}->{action}".lower()
    assert await server.refusal(service, action, **params) == error(
        "SERVICE_FORBIDDEN",
        f"The access to service [{name}] is forbidden",
        SERVICE=name,
    )


async def test_row_04_forbidden_to_a_user(serve: Serve) -> None:
    server = await serve()
    ks = await server.as_user()
    query = {"reportType": "10006", "reportInputFilter": {}}
    for action in ("getTotal", "getGraphs", "getTable"):
        found = await server.refusal("report", action, ks=ks, **query)
        assert found["args"] == {"SERVICE": f"report->{action.lower()}"}
    answer = await server.post("liveReports", "getEvents", ks=ks, format=1, **EVENTS)
    assert isinstance(answer.json(), list)


async def test_row_05_service_not_specified(serve: Serve) -> None:
    server = await serve()
    answer = await server.http.post("/api_v3/index.php?format=1")
    assert answer.json() == error(
        "SERVICE_NOT_SPECIFIED", "Service parameter was not specified"
    )


async def test_row_05_service_does_not_exist(serve: Serve) -> None:
    server = await serve()
    assert await server.refusal("Nothing", "x") == error(
        "SERVICE_DOES_NOT_EXISTS",
        'Service "nothing" does not exists',
        SRV_NAME="nothing",
    )


async def test_row_06_action(serve: Serve) -> None:
    server = await serve()
    assert await server.refusal("liveReports", "getNothing") == error(
        "ACTION_DOES_NOT_EXISTS",
        'Action "getnothing" does not exists for service "livereports"',
        ACTION_NAME="getnothing",
        SERVICE_NAME="livereports",
    )
    answer = await server.http.get("/api_v3/service/session?format=1")
    assert answer.json()["args"] == {"ACTION_NAME": "", "SERVICE_NAME": "session"}


@pytest.mark.parametrize(
    ("service", "action", "params", "name"),
    [
        ("session", "start", {}, "secret"),
        ("liveReports", "getEvents", {}, "reportType"),
        ("liveReports", "exportToCsv", {"reportType": 12}, "params"),
        ("report", "getTotal", {"reportType": "10006"}, "reportInputFilter"),
        ("report", "exportToCsv", {"params": {}}, "reportItems"),
        ("liveStream", "isLive", {}, "id"),
        ("appToken", "startSession", {"id": "1_x"}, "tokenHash"),
    ],
)
async def test_row_07_missing_parameter(
    serve: Serve, service: str, action: str, params: dict[str, Any], name: str
) -> None:
    server = await serve()
    assert await server.refusal(service, action, **params) == error(
        "MISSING_MANDATORY_PARAMETER", f'Missing parameter "{name}"', PARAM_NAME=name
    )


@pytest.mark.parametrize(
    ("service", "action", "params", "expected"),
    [
        (
            "liveReports",
            "getEvents",
            {"reportType": "NONE"},
            ("NONE", "reportType", "KalturaLiveReportType"),
        ),
        (
            "liveReports",
            "getReport",
            {"reportType": "ENTRY_TOTAL", "filter": {"orderBy": "name"}},
            ("name", "orderBy", "KalturaLiveReportOrderBy"),
        ),
        (
            "liveReports",
            "exportToCsv",
            {"reportType": 5, "params": {"entryIds": ENTRY}},
            ("5", "reportType", "KalturaLiveReportExportType"),
        ),
        (
            "report",
            "getTotal",
            {"reportType": "99999", "reportInputFilter": {}},
            ("99999", "reportType", "KalturaReportType"),
        ),
        (
            "report",
            "getGraphs",
            {"reportType": "10005", "reportInputFilter": {"interval": "weeks"}},
            ("weeks", "interval", "KalturaReportInterval"),
        ),
        (
            "report",
            "exportToCsv",
            {"params": {"reportItems": [{"reportType": "10005", "action": 7}]}},
            ("7", "action", "KalturaReportExportItemType"),
        ),
        (
            "session",
            "start",
            {"secret": "x", "type": 1},
            ("1", "type", "KalturaSessionType"),
        ),
    ],
)
async def test_row_08_enumeration(
    serve: Serve,
    service: str,
    action: str,
    params: dict[str, Any],
    expected: tuple[str, str, str],
) -> None:
    server = await serve()
    assert await server.refusal(service, action, **params) == bad_enum(*expected)
