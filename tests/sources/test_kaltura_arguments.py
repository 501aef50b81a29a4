"""KalturaSource: its arguments, and what stands in the environment instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.conftest import (
    ENTRY,
    KS,
    SECRET,
    URL,
    Server,
    Wire,
    given_away,
    source_of,
)
from webcast_widget.errors import (
    ConfigurationError,
    SessionRefusedError,
    SourceError,
)
from webcast_widget.sources import KalturaSource
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webcast_widget.simulator import Simulation


NOW = 1_700_003_007.0
ENVIRONMENT = {
    "KALTURA_SERVICE_URL": URL,
    "KALTURA_PARTNER_ID": "4321",
    "KALTURA_KS": KS,
    "KALTURA_SECRET": SECRET,
}


def test_what_is_left_out_comes_from_the_environment() -> None:
    source = KalturaSource(ENTRY, environ=ENVIRONMENT)
    assert source.name == f"Kaltura {URL} (partner 4321)"
    assert source.event_id == ENTRY


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"entry_id": None}, "entry_id is None"),
        ({"entry_id": 7}, "entry_id is 7"),
        ({"partner_id": [4321]}, "partner_id is"),
        ({"ks": 12}, "put them in quotes"),
        ({"secret": SECRET.encode()}, "put them in quotes"),
        ({"history_s": "36h"}, "history_s is '36h': give seconds"),
        ({"history_s": -5}, "history_s is -5"),
        ({"history_s": float("nan")}, "history_s is nan"),
    ],
)
def test_what_is_of_another_kind_is_refused_at_once(
    wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        KalturaSource(**{"entry_id": ENTRY, "environ": ENVIRONMENT} | wrong)
    # What is masked in logs is text alone, whatever was given.
    assert all(isinstance(each.reveal(), str) for each in Secret.alive())


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
