"""Session tokens (KS), both versions: made from a secret, and read with one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from webcast_widget.simulator.api import aes
from webcast_widget.simulator.api.values import as_int

if TYPE_CHECKING:
    from collections.abc import Mapping

DIGEST = 20
"""Bytes of a SHA-1 digest."""

RANDOM = 16
"""Random bytes before the fields, so that no two tokens are alike."""

MAX_TOKEN = 4096
FIELDS_V1 = 7


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says.

    Attributes
    ----------
    partner_id
        The account.
    session_type
        0 for a user, 2 for an administrator.
    expiry
        End of its validity, epoch seconds, UTC.
    user_id
        Whom it stands for.
    privileges
        `name:value` or `name` each, between commas.
    """

    partner_id: int
    session_type: int
    expiry: int
    user_id: str
    privileges: str


def privilege_fields(privileges: str) -> dict[str, str]:
    """Take privileges apart.

    >>> privilege_fields("list:*, disableentitlement")
    {'list': '*', 'disableentitlement': ''}
    """
    fields: dict[str, str] = {}
    for part in privileges.split(","):
        text = part.strip()
        if text:
            name, _, value = ("all:*" if text == "*" else text).partition(":")
            fields[name] = value
    return fields


def make_v2(token: Token, secret: str, salt: bytes) -> str:
    """Make a token of version 2: encrypted.

    Parameters
    ----------
    token
        What it says.
    secret
        The account's secret.
    salt
        16 random bytes.
    """
    fields: dict[str, int | str] = dict(privilege_fields(token.privileges))
    fields |= {"_e": token.expiry, "_t": token.session_type, "_u": token.user_id}
    body = salt + urlencode(fields).encode()
    secretly = aes.encrypt(_key(secret), hashlib.sha1(body).digest() + body)  # noqa: S324
    head = f"v2|{token.partner_id}|".encode()
    return base64.urlsafe_b64encode(head + secretly).decode()


def make_v1(token: Token, secret: str, salt: str) -> str:
    """Make a token of version 1: signed, and readable by anybody."""
    facts = (
        token.partner_id,
        token.partner_id,
        token.expiry,
        token.session_type,
        salt,
        token.user_id,
        token.privileges,
        "",
        "",
    )
    info = ";".join(str(fact) for fact in facts)
    return base64.b64encode(f"{_signature(secret, info)}|{info}".encode()).decode()


def read(ks: str, secrets: Mapping[str, bool]) -> Token | None:
    """Read a token; None when it is none, or of another account's secret.

    Parameters
    ----------
    ks
        The token.
    secrets
        The account's secrets, and whether each may sign for administrators.
    """
    if len(ks) > MAX_TOKEN:
        return None
    try:
        raw = base64.b64decode(ks.translate({45: 43, 95: 47}).encode(), validate=True)
    except (ValueError, binascii.Error):
        return None
    for secret, may_administrate in secrets.items():
        token = (
            _read_v2(raw, secret) if raw.startswith(b"v2|") else _read_v1(raw, secret)
        )
        if token is not None and (may_administrate or token.session_type == 0):
            return token
    return None


def _read_v2(raw: bytes, secret: str) -> Token | None:
    _, partner, secretly = (
        raw.split(b"|", 2) if raw.count(b"|") > 1 else (b"", b"", b"")
    )
    if not secretly or len(secretly) % aes.BLOCK or not partner.isdigit():
        return None
    text = aes.decrypt(_key(secret), secretly).rstrip(b"\0")
    digest, body = text[:DIGEST], text[DIGEST:]
    if not hmac.compare_digest(digest, hashlib.sha1(body).digest()):  # noqa: S324
        return None
    fields = dict(
        parse_qsl(body[RANDOM:].decode("utf-8", "replace"), keep_blank_values=True)
    )
    return Token(
        partner_id=as_int(partner.decode()),
        session_type=as_int(fields.get("_t")),
        expiry=as_int(fields.get("_e")),
        user_id=fields.get("_u", ""),
        privileges=",".join(
            f"{name}:{value}" if value else name
            for name, value in fields.items()
            if not name.startswith("_")
        ),
    )


def _read_v1(raw: bytes, secret: str) -> Token | None:
    signature, _, info = raw.decode("utf-8", "replace").partition("|")
    expected = _signature(secret, info)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    facts = info.split(";")
    if len(facts) < FIELDS_V1:
        return None
    return Token(
        partner_id=as_int(facts[0]),
        session_type=as_int(facts[3]),
        expiry=as_int(facts[2]),
        user_id=facts[5],
        privileges=facts[6],
    )


def _key(secret: str) -> bytes:
    return hashlib.sha1(secret.encode()).digest()[: aes.BLOCK]  # noqa: S324


def _signature(secret: str, info: str) -> str:
    return hashlib.sha1((secret + info).encode()).hexdigest()  # noqa: S324
