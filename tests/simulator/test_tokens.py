"""Tokens: the published vectors of AES, both versions, and no others."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.api import aes, tokens

SECRET = "made up"
TOKEN = tokens.Token(4321, 2, 1_700_000_000, "op@example.com", "list:*,edit")


def test_the_block_of_fips_197() -> None:
    key = bytes(range(16))
    text = bytes.fromhex("00112233445566778899aabbccddeeff")
    secret = bytes.fromhex("69c4e0d86a7b0430d8cdb78070b4c55a")
    assert aes.encrypt_block(key, text) == secret
    assert aes.decrypt_block(key, secret) == text


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=70))
def test_what_is_encrypted_can_be_decrypted(key: bytes, text: bytes) -> None:
    secret = aes.encrypt(key, text)
    assert len(secret) % 16 == 0
    assert aes.decrypt(key, secret)[: len(text)] == text


def test_both_versions_say_the_same() -> None:
    second = tokens.make_v2(TOKEN, SECRET, bytes(16))
    first = tokens.make_v1(TOKEN, SECRET, "123")
    assert second.startswith("djJ8")
    assert base64.b64decode(first)[40:].startswith(b"|4321;4321;1700000000;2;123;op@")
    for ks in (first, second):
        assert tokens.read(ks, {SECRET: True}) == TOKEN
        assert tokens.read(ks, {SECRET: False}) is None
        assert tokens.read(ks, {"other": True}) is None


def test_a_star_stands_for_everything() -> None:
    assert tokens.privilege_fields("*") == {"all": "*"}


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
