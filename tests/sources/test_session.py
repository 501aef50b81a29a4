"""The session: a KS is used while it is taken; a secret opens another, once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sources.conftest import (
    KS,
    SECRET,
    Server,
    api_error,
    given_away,
    transport_to,
)
from webcast_widget.errors import AuthenticationError, PayloadError
from webcast_widget.sources.kaltura.account import Credentials
from webcast_widget.sources.kaltura.session import Session
from webcast_widget.sources.secret import Secret


def session(*, ks: str | None = None, secret: str | None = None) -> Session:
    given = Credentials(Secret(ks) if ks else None, Secret(secret) if secret else None)
    return Session(4321, given, "ana")


async def test_a_given_ks_is_used_without_asking() -> None:
    server = Server(lambda *_: "another")
    with_ks = session(ks=KS, secret=SECRET)
    assert (await with_ks.ks(transport_to(server))).reveal() == KS
    assert server.requests == []


async def test_a_secret_opens_one_session_for_all_calls() -> None:
    server = Server(lambda *_: "opened")
    transport, ours = transport_to(server), session(secret=SECRET)
    assert [(await ours.ks(transport)).reveal() for _ in range(3)] == ["opened"] * 3
    assert server.requests == [
        (
            "session/action/start",
            {
                "secret": SECRET,
                "userId": "ana",
                "type": 2,
                "partnerId": 4321,
                "expiry": 86_400,
                "format": 1,
            },
        )
    ]


async def test_a_user_secret_opens_a_user_session() -> None:
    def answer(_: str, body: Any) -> Any:
        return "user" if body["type"] == 0 else api_error("START_SESSION_ERROR")

    server = Server(answer)
    transport, ours = transport_to(server), session(secret=SECRET)
    assert (await ours.ks(transport)).reveal() == "user"
    ours.forget()
    await ours.ks(transport)
    # An admin session, which may more, is tried once.
    assert [body["type"] for _, body in server.requests] == [2, 0, 0]


async def test_a_wrong_secret_is_one_sentence_without_it() -> None:
    server = Server(lambda *_: api_error("START_SESSION_ERROR", f"not {SECRET}"))
    with pytest.raises(AuthenticationError, match="partner_id and secret") as caught:
        await session(secret=SECRET).ks(transport_to(server))
    assert SECRET not in given_away(caught.value)
    assert len(server.requests) == 2


@pytest.mark.parametrize("answer", ["", 7, [], {}, True])
async def test_an_opened_session_without_a_ks_is_a_payload_error(answer: Any) -> None:
    server = Server(lambda *_: answer)
    with pytest.raises(PayloadError, match="no KS"):
        await session(secret=SECRET).ks(transport_to(server))


async def test_a_forgotten_session_is_opened_anew() -> None:
    server = Server(lambda *_: "opened")
    transport, ours = transport_to(server), session(ks=KS, secret=SECRET)
    assert ours.renewable
    ours.forget()
    assert (await ours.ks(transport)).reveal() == "opened"


async def test_without_a_secret_the_ks_is_kept() -> None:
    ours = session(ks=KS)
    assert not ours.renewable
    ours.forget()
    assert (await ours.ks(transport_to())).reveal() == KS


async def test_without_either_there_is_a_sentence() -> None:
    with pytest.raises(AuthenticationError, match="give ks, secret"):
        await session().ks(transport_to())
