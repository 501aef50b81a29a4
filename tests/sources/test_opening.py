"""Sessions of an app token, and sessions that are renewed in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sources.conftest import SECRET, Wire, everything, given_away, source_of
from webcast_widget.errors import (
    AuthenticationError,
    ConfigurationError,
    PayloadError,
    SessionRefusedError,
)
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.api.call import Session
from webcast_widget.simulator.api.session.tokens import make_v2
from webcast_widget.sources.kaltura import opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.sources import KalturaSource
    from webcast_widget.timeline.clock import ManualClock

DAY_S = 86_400


def by_token(wire: Wire, scenario: Scenario, **more: Any) -> KalturaSource:
    token = {"app_token_id": scenario.app_token_id, "app_token": scenario.app_token}
    return source_of(wire, scenario, secret=None, **(token | more))


def wire_of(clock: ManualClock, **more: Any) -> tuple[Wire, Scenario]:
    scenario = Scenario(viewers=10, started_ago_s=900, **more)
    return Wire(Simulation(scenario, clock)), scenario


def ks_of(body: dict[str, Any]) -> str:
    return str(body["ks"])


@pytest.mark.parametrize("hashed", ["SHA256", "SHA1", "SHA512", "MD5"])
async def test_an_app_token_opens_a_session_whatever_its_hash(
    clock: ManualClock, hashed: str
) -> None:
    wire, scenario = wire_of(clock, app_token_hash=hashed)
    source = by_token(wire, scenario)
    frame, _ = await everything(source)
    assert frame["live_viewers"].notna().sum() > 50
    widget, guesses, *polls = wire.bodies
    assert widget["widgetId"] == f"_{scenario.partner_id}"
    sent = [call for call in guesses.values() if isinstance(call, dict)]
    assert {call["action"] for call in sent} == {"startSession"}
    assert len({ks_of(body) for body in polls}) == 1
    # The token itself is never sent.
    assert scenario.app_token not in str(wire.bodies)


async def test_the_hash_that_was_right_is_the_only_one_next_time(
    clock: ManualClock,
) -> None:
    wire, scenario = wire_of(clock, app_token_hash="SHA512")
    source = by_token(wire, scenario)
    await source.fetch(None)
    clock.advance(2 * DAY_S)
    await source.fetch(None)
    guesses = [
        [call for call in body.values() if isinstance(call, dict)]
        for body in wire.bodies
        if "startSession" in str(body)
    ]
    assert [len(each) for each in guesses] == [4, 1]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"app_token_id": "1_unknown"}, "app token is unknown"),
        ({"app_token": "not-the-token"}, "not the one of its id"),
        ({"partner_id": 77}, "check partner_id"),
    ],
)
async def test_a_wrong_token_is_said(
    clock: ManualClock, wrong: dict[str, Any], sentence: str
) -> None:
    wire, scenario = wire_of(clock)
    with pytest.raises(AuthenticationError, match=sentence) as caught:
        await by_token(wire, scenario, **wrong).fetch(None)
    assert scenario.app_token not in given_away(caught.value)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [({"app_token_active": False}, "is off"), ({"app_token_expiry": 9}, "has expired")],
)
async def test_a_token_that_is_no_good_any_more_is_said(
    clock: ManualClock, state: dict[str, Any], sentence: str
) -> None:
    wire, scenario = wire_of(clock, **state)
    with pytest.raises(AuthenticationError, match=sentence):
        await by_token(wire, scenario).fetch(None)


@pytest.mark.parametrize("half", [{"app_token_id": "1_a"}, {"app_token": SECRET}])
def test_half_a_token_is_none(wire: Wire, half: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="KALTURA_APP_TOKEN_ID") as caught:
        source_of(wire, Scenario(), secret=None, **half)
    assert SECRET not in given_away(caught.value)


async def test_a_token_of_the_environment(clock: ManualClock) -> None:
    wire, scenario = wire_of(clock)
    environ = {
        "KALTURA_APP_TOKEN_ID": scenario.app_token_id,
        "KALTURA_APP_TOKEN": scenario.app_token,
    }
    assert (
        await source_of(wire, scenario, secret=None, environ=environ).fetch(None)
    ).slots
    del environ["KALTURA_APP_TOKEN_ID"]
    named = {"app_token_id": scenario.app_token_id, "environ": environ}
    assert (await source_of(wire, scenario, secret=None, **named).fetch(None)).slots


async def test_an_answer_without_a_session_is_no_answer(clock: ManualClock) -> None:
    wire, scenario = wire_of(clock)
    nothing = httpx.MockTransport(lambda _: httpx.Response(200, json={"userId": "0"}))
    wire.app = nothing  # type: ignore[assignment]
    with pytest.raises(PayloadError, match="no KS"):
        await by_token(wire, scenario).fetch(None)


@pytest.mark.parametrize("by", [source_of, by_token])
async def test_a_session_is_renewed_before_it_ends(
    wire: Wire,
    simulation: Simulation,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    by: Callable[..., KalturaSource],
) -> None:
    monkeypatch.setattr(opening, "LIFETIME_S", 600)
    source = by(wire, simulation.scenario)
    for _ in range(60):
        await source.fetch(None)
        clock.advance(10)
    used = [ks_of(body) for body in wire.bodies if body.get("clientTag")]
    # One request a poll: none was refused. A tenth of its life before the end there
    # is another one.
    assert len(used) == 60
    assert 52 <= used.count(used[0]) <= 56
    assert len(set(used)) == 2


async def test_a_given_session_is_renewed_before_it_ends_too(
    wire: Wire, simulation: Simulation, clock: ManualClock
) -> None:
    scenario = simulation.scenario
    session = Session(scenario.partner_id, 0, int(clock.now()) + 600, "ana", "")
    ks = make_v2(session, scenario.user_secret, bytes(16))
    source = source_of(wire, scenario, ks=ks)
    for _ in range(60):
        await source.fetch(None)
        clock.advance(10)
        assert "EXPIRED" not in str(wire.bodies)
    used = [ks_of(body) for body in wire.bodies if "1" in body]
    # Asked once when it ends; renewed a tenth of its life before.
    assert str(wire.bodies).count("'session', 'action': 'get'") == 1
    assert 52 <= used.count(ks) <= 56
    assert wire.sessions_opened == 1


async def test_a_given_session_that_ends_is_said_in_a_sentence(
    wire: Wire, simulation: Simulation, clock: ManualClock
) -> None:
    scenario = simulation.scenario
    session = Session(scenario.partner_id, 0, int(clock.now()) + 600, "ana", "")
    ks = make_v2(session, scenario.user_secret, bytes(16))
    source = source_of(wire, scenario, ks=ks, secret=None)
    await source.fetch(None)
    clock.advance(601)
    with pytest.raises(
        SessionRefusedError, match="has expired: give a new ks"
    ) as caught:
        await source.fetch(None)
    assert ks not in given_away(caught.value)
