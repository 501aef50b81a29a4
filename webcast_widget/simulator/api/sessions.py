"""Sessions: the opaque signed tokens (KS) that calls carry."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from webcast_widget.simulator.api.errors import (
    invalid_enum_value,
    invalid_ks,
    start_session_error,
)
from webcast_widget.simulator.api.values import Params, as_int, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.scenario import Scenario

USER = 0
ADMIN = 2
DEFAULT_EXPIRY_S = 86_400
DIGEST_BYTES = 20


@dataclass(frozen=True, slots=True)
class Session:
    """A valid session.

    Attributes
    ----------
    ks
        Its token.
    user_id, privileges
        As they were asked for.
    session_type
        `USER` or `ADMIN`.
    expiry
        End of its validity, epoch seconds, UTC.
    """

    ks: str
    user_id: str
    session_type: int
    expiry: int
    privileges: str


class Sessions:
    """Starts and checks the sessions of one account.

    Parameters
    ----------
    scenario
        Whose partner id, secrets and seed are taken.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.partner_id = scenario.partner_id
        self._user_secret = scenario.user_secret
        self._admin_secret = scenario.admin_secret
        self._rng = random.Random(scenario.seed)
        self._ended: set[str] = set()

    def start(self, params: Params, now: float) -> str:
        """Answer `session.start`: the token alone."""
        partner = as_text(params.get("partnerId"))
        session_type = as_int(params.get("type"))
        if session_type not in {USER, ADMIN}:
            raise invalid_enum_value(
                as_text(params.get("type")), "type", "KalturaSessionType"
            )
        secrets = [self._admin_secret]
        if session_type == USER:
            secrets.append(self._user_secret)
        given = as_text(params.get("secret")).encode()
        known = any(hmac.compare_digest(given, one.encode()) for one in secrets)
        if not known or partner != str(self.partner_id):
            raise start_session_error(partner)
        expiry = params.get("expiry")
        seconds = DEFAULT_EXPIRY_S if expiry in {None, ""} else as_int(expiry)
        return self._token(
            {
                "_e": int(now) + seconds,
                "_t": session_type,
                "_u": as_text(params.get("userId")),
                "_p": as_text(params.get("privileges")),
            }
        )

    def check(self, ks: str, now: float) -> Session:
        """Read a token, or raise INVALID_KS with the reason."""
        try:
            raw = base64.urlsafe_b64decode(ks.encode())
        except (ValueError, binascii.Error):
            raise invalid_ks(ks) from None
        head = self._head()
        digest, body = raw[len(head) :][:DIGEST_BYTES], raw[len(head) + DIGEST_BYTES :]
        if not raw.startswith(head) or not hmac.compare_digest(
            digest, self._sign(body)
        ):
            raise invalid_ks(ks)
        fields = parse_qs(body[16:].decode(), keep_blank_values=True)
        session = Session(
            ks=ks,
            user_id=fields["_u"][0],
            session_type=int(fields["_t"][0]),
            expiry=int(fields["_e"][0]),
            privileges=fields["_p"][0],
        )
        if ks in self._ended:
            raise invalid_ks("LOGOUT")
        if now >= session.expiry:
            raise invalid_ks("EXPIRED")
        return session

    def end(self, session: Session) -> None:
        """Answer `session.end`: the token is no longer valid."""
        self._ended.add(session.ks)

    def _head(self) -> bytes:
        return f"v2|{self.partner_id}|".encode()

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._admin_secret.encode(), body, hashlib.sha1)

    def _token(self, fields: dict[str, int | str]) -> str:
        # The random bytes make every token another, as the vendor's are.
        body = self._rng.randbytes(16) + urlencode(fields).encode()
        return base64.urlsafe_b64encode(self._head() + self._sign(body) + body).decode()
