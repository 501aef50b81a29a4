"""Tokens: both versions, and no others."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.api.call import Session, privilege_fields
from webcast_widget.simulator.api.session import tokens

SECRET = "made up"
SESSION = Session(4321, 2, 1_700_000_000, "op@example.com", "list:*,edit")


def test_both_versions_say_the_same() -> None:
    second = tokens.make_v2(SESSION, SECRET, bytes(16))
    first = tokens.make_v1(SESSION, SECRET, "123")
    assert second.startswith("djJ8")
    assert base64.b64decode(first)[40:].startswith(b"|4321;4321;1700000000;2;123;op@")
    for ks in (first, second):
        assert tokens.read(ks, {SECRET: True}) == replace(SESSION, ks=ks)
        assert tokens.read(ks, {SECRET: False}) is None
        assert tokens.read(ks, {"other": True}) is None


def test_a_token_that_the_vendors_client_made() -> None:
    ks = (
        "djJ8NDMyMXwFCuBKEhXvFCX3oYUMtTcx6yFOp4uGmdvO0o9rAkI0bHl1j3Ch7ERp0aumAdb6YprEkuy"
        "I--EnMSQQq6McYo4Sz1H9XEp59PIIOU7H_c3lVG_SYz5Kj66EekvsbTpzUuU="
    )
    found = tokens.read(ks, {SECRET: True})
    assert found is not None
    assert replace(found, expiry=SESSION.expiry) == replace(SESSION, ks=ks)
    assert tokens.read(ks, {"made-up": True}) is None


def test_a_star_stands_for_everything() -> None:
    assert privilege_fields("*") == {"all": "*"}


@pytest.mark.parametrize(
    "text", ["v2|", "v2||", "v2|x|" + "a" * 16, "v2|1|short", "|", ""]
)
def test_what_is_no_token(text: str) -> None:
    ks = base64.b64encode(text.encode()).decode()
    assert tokens.read(ks, {SECRET: True}) is None
    assert tokens.read("a" * 5000, {SECRET: True}) is None


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_nothing_raises(ks: str) -> None:
    assert tokens.read(ks, {SECRET: True}) is None
