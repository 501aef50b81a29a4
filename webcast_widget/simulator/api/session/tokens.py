"""Session tokens (KS), both versions: made from a secret, and read with one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from webcast_widget.simulator.api.call import USER, Session, privilege_fields
from webcast_widget.simulator.api.values import as_int

if TYPE_CHECKING:
    from collections.abc import Mapping

DIGEST = 20
"""Bytes of a SHA-1 digest."""

BLOCK = 16
"""Bytes of a key and of a block of AES-128."""

RANDOM = 16
"""Random bytes before the fields, so that no two tokens are alike."""

MAX_TOKEN = 4096
FIELDS_V1 = 7


def make_v2(session: Session, secret: str, salt: bytes) -> str:
    """Make a token of version 2: encrypted."""
    fields: dict[str, int | str] = dict(privilege_fields(session.privileges))
    fields |= {"_e": session.expiry, "_t": session.session_type, "_u": session.user_id}
    body = salt + urlencode(fields).encode()
    text = hashlib.sha1(body).digest() + body  # noqa: S324
    text += bytes(-len(text) % BLOCK)
    cipher = _cipher(secret).encryptor()
    head = f"v2|{session.partner_id}|".encode()
    return base64.urlsafe_b64encode(head + cipher.update(text)).decode()


def make_v1(session: Session, secret: str, salt: str) -> str:
    """Make a token of version 1: signed, and readable by anybody."""
    account = f"{session.partner_id};{session.partner_id}"
    facts = f"{session.expiry};{session.session_type};{salt};{session.user_id}"
    info = f"{account};{facts};{session.privileges};;"
    return base64.b64encode(f"{_signature(secret, info)}|{info}".encode()).decode()


def read(ks: str, secrets: Mapping[str, bool]) -> Session | None:
    """Read a token; None when it is none, or of another account's secret."""
    if len(ks) > MAX_TOKEN:
        return None
    try:
        # The server reads a token without its padding too (alpha/apps/kaltura/lib/
        # request/kSessionBase.class.php, which leaves that to PHP's base64_decode).
        padded = ks.rstrip("=") + "=" * (-len(ks.rstrip("=")) % 4)
        plain = padded.translate({45: 43, 95: 47}).encode()
        raw = base64.b64decode(plain, validate=True)
    except (ValueError, binascii.Error):
        return None
    for secret, may_administrate in secrets.items():
        session = (
            _read_v2(raw, secret) if raw.startswith(b"v2|") else _read_v1(raw, secret)
        )
        if session is not None and (may_administrate or session.session_type == USER):
            return replace(session, ks=ks)
    return None


def _read_v2(raw: bytes, secret: str) -> Session | None:
    _, partner, secretly = (
        raw.split(b"|", 2) if raw.count(b"|") > 1 else (b"", b"", b"")
    )
    if not secretly or len(secretly) % BLOCK or not partner.isdigit():
        return None
    text = _cipher(secret).decryptor().update(secretly).rstrip(b"\0")
    digest, body = text[:DIGEST], text[DIGEST:]
    if not hmac.compare_digest(digest, hashlib.sha1(body).digest()):  # noqa: S324
        return None
    fields = dict(
        parse_qsl(body[RANDOM:].decode("utf-8", "replace"), keep_blank_values=True)
    )
    return Session(
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


def _read_v1(raw: bytes, secret: str) -> Session | None:
    signature, _, info = raw.decode("utf-8", "replace").partition("|")
    expected = _signature(secret, info)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    facts = info.split(";")
    if len(facts) < FIELDS_V1:
        return None
    return Session(
        partner_id=as_int(facts[0]),
        session_type=as_int(facts[3]),
        expiry=as_int(facts[2]),
        user_id=facts[5],
        privileges=facts[6],
    )


def _cipher(secret: str) -> Cipher[CBC]:
    """Give the cipher that the vendor wraps tokens in: no strength is asked of it."""
    key = hashlib.sha1(secret.encode()).digest()[:BLOCK]  # noqa: S324
    return Cipher(AES(key), CBC(bytes(BLOCK)))


def _signature(secret: str, info: str) -> str:
    return hashlib.sha1((secret + info).encode()).hexdigest()  # noqa: S324
