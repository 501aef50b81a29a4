"""Sessions: who may start one, what it looks like, how it ends."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator import Account, Scenario, Simulation
from webcast_widget.simulator.api.call import Session
from webcast_widget.simulator.api.dispatch import Dispatcher
from webcast_widget.simulator.api.session import tokens

if TYPE_CHECKING:
    from tests.simulator.conftest import Api
    from webcast_widget.timeline.clock import ManualClock


def invalid_ks(reason: str) -> dict[str, Any]:
    return {
        "code": "INVALID_KS",
        "message": f'Invalid KS "{reason}", Error "-1,INVALID_STR"',
        "objectType": "KalturaAPIException",
        "args": {"KSID": reason, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR"},
    }


async def test_a_session_is_a_bare_opaque_string(anonymous: Api) -> None:
    first, second = await anonymous.start(), await anonymous.start()
    assert first != second
    assert first.startswith("djJ8")
    assert base64.urlsafe_b64decode(first).startswith(b"v2|4321|")
    scenario = anonymous.simulation.scenario
    for secret in (scenario.user_secret, scenario.admin_secret):
        assert secret.encode() not in base64.urlsafe_b64decode(first)


@pytest.mark.parametrize(
    ("secret", "kind", "granted"),
    [
        ("user_secret", 0, True),
        ("user_secret", 2, False),
        ("admin_secret", 0, True),
        ("admin_secret", 2, True),
    ],
)
async def test_which_secret_gives_which_session(
    anonymous: Api, secret: str, kind: int, granted: bool
) -> None:
    given = getattr(anonymous.simulation.scenario, secret)
    answer = await anonymous.start(secret=given, type=str(kind), userId="op")
    if not granted:
        assert answer["code"] == "START_SESSION_ERROR"
        return
    info = await anonymous.call("session", "get", ks=answer)
    assert info == {
        "ks": answer,
        "sessionType": kind,
        "partnerId": 4321,
        "userId": "op",
        "expiry": int(anonymous.simulation.now()) + 86_400,
        "privileges": "",
        "objectType": "KalturaSessionInfo",
    }


@pytest.mark.parametrize(
    "wrong", [{"secret": "x"}, {"secret": ""}, {"secret": "é"}, {"partnerId": "99"}]
)
async def test_a_wrong_secret_starts_nothing(
    anonymous: Api, wrong: dict[str, str]
) -> None:
    partner = wrong.get("partnerId", "4321")
    assert await anonymous.start(**wrong) == {
        "code": "START_SESSION_ERROR",
        "message": f"Error while starting session for partner [{partner}]",
        "objectType": "KalturaAPIException",
        "args": {"PID": partner},
    }


async def test_there_is_no_session_of_type_1(anonymous: Api) -> None:
    answer = await anonymous.start(type=1)
    assert answer["code"] == "INVALID_ENUM_VALUE"
    assert answer["args"] == {
        "ENUM_VAL": "1",
        "PARAM_NAME": "type",
        "ENUM_TYPE": "KalturaSessionType",
    }


async def test_a_changed_token_is_refused(anonymous: Api) -> None:
    ks = await anonymous.start()
    for place in range(12, len(ks) - 2, 7):
        other = "A" if ks[place] != "A" else "B"
        changed = ks[:place] + other + ks[place + 1 :]
        assert await anonymous.call("session", "get", ks=changed) == invalid_ks(changed)


async def test_a_bad_token_is_refused_even_where_none_is_needed(
    anonymous: Api,
) -> None:
    assert await anonymous.start(ks="old") == invalid_ks("old")


@pytest.mark.parametrize("make", ["v1", "v2"])
@pytest.mark.parametrize(
    ("secret", "kind", "granted"),
    [("admin", 2, True), ("admin", 0, True), ("user", 0, True), ("user", 2, False)],
)
async def test_a_token_made_elsewhere_from_the_secret(
    anonymous: Api, make: str, secret: str, kind: int, granted: bool
) -> None:
    expiry = int(anonymous.simulation.now()) + 60
    token = Session(4321, kind, expiry, "op", "list:*")
    key = getattr(anonymous.simulation.scenario, f"{secret}_secret")
    ks = (
        tokens.make_v1(token, key, "1")
        if make == "v1"
        else tokens.make_v2(token, key, bytes(16))
    )
    answer = await anonymous.call("session", "get", ks=ks)
    if granted:
        assert (answer["expiry"], answer["privileges"]) == (expiry, "list:*")
    else:
        assert answer == invalid_ks(ks)


async def widget(anonymous: Api) -> str:
    answer = await anonymous.call("session", "startWidgetSession", widgetId="_4321")
    assert answer["objectType"] == "KalturaStartWidgetSessionResponse"
    return str(answer["ks"])


async def test_a_widget_session_may_not_read_analytics(anonymous: Api) -> None:
    ks = await widget(anonymous)
    answer = await anonymous.call(
        "liveReports", "getEvents", ks=ks, reportType="ENTRY_TIME_LINE"
    )
    assert answer["code"] == "SERVICE_FORBIDDEN"
    answer = await anonymous.call("session", "startWidgetSession", widgetId="_1")
    assert answer["message"] == "Unknown widget [_1]"


async def test_an_app_token_gives_a_session(anonymous: Api) -> None:
    ks, scenario = await widget(anonymous), anonymous.simulation.scenario
    proof = hashlib.sha256((ks + scenario.app_token).encode()).hexdigest()
    asked = {"id": scenario.app_token_id, "tokenHash": proof, "userId": "op", "ks": ks}
    info = await anonymous.call("appToken", "startSession", **asked, expiry=60)
    assert (info["userId"], info["sessionType"]) == ("op", 0)
    assert info["expiry"] == int(anonymous.simulation.now()) + 60
    assert await anonymous.call("session", "get", ks=info["ks"]) == info
    wrong = await anonymous.call(
        "appToken", "startSession", **asked | {"tokenHash": "x"}
    )
    assert wrong["code"] == "INVALID_APP_TOKEN_HASH"
    wrong = await anonymous.call("appToken", "startSession", **asked | {"id": "1_x"})
    assert wrong["code"] == "APP_TOKEN_ID_NOT_FOUND"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"app_token_active": False}, "APP_TOKEN_NOT_ACTIVE"),
        ({"app_token_expiry": 1}, "APP_TOKEN_EXPIRED"),
    ],
)
async def test_an_app_token_that_is_no_longer_good(
    clock: ManualClock, facts: dict[str, Any], code: str
) -> None:
    account = Account(Simulation(Scenario(viewers=1, **facts), clock))
    dispatcher = Dispatcher(account)
    start: Any = dispatcher.answer(
        {"service": "session", "action": "startWidgetSession", "widgetId": "_4321"}
    )
    answer: Any = dispatcher.answer(
        {
            "service": "appToken",
            "action": "startSession",
            "ks": start["ks"],
            "id": account.scenario.app_token_id,
            "tokenHash": "x",
        }
    )
    assert answer["code"] == code
