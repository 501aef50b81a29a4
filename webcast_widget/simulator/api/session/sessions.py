"""Sessions: the signed tokens (KS) that calls carry, and who may have which."""

from __future__ import annotations

import hashlib
import hmac
import random
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.call import (
    ADMIN,
    USER,
    Call,
    Session,
    privilege_fields,
)
from webcast_widget.simulator.api.errors import ApiError, invalid_ks
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.api.session import tokens
from webcast_widget.simulator.api.values import Params, as_enum, as_int, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.scenario import Scenario

DEFAULT_EXPIRY_S = 86_400
WIDGET_PRIVILEGES = "widget:1"
HERE = "127.0.0.1"
"""Where every caller is: the simulator serves on loopback only."""

MAX_KNOWN = 1000


class Sessions:
    """Starts and checks the sessions of one account.

    Attributes
    ----------
    blocked_users
        Users whose sessions are refused.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.partner_id = scenario.partner_id
        self._rng = random.Random(scenario.seed)
        self._ended: set[str] = set()
        self._known: dict[str, Session] = {}
        self._used: dict[str, int] = {}
        self.blocked_users: set[str] = set()

    def check(self, ks: str, now: float) -> Session:
        """Read a token, or raise INVALID_KS with the reason."""
        session = self._known.get(ks)
        if session is None:
            scenario = self.scenario
            secrets = {scenario.admin_secret: True, scenario.user_secret: False}
            session = tokens.read(ks, secrets)
            if session is None or session.partner_id != self.partner_id:
                raise invalid_ks(ks)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[ks] = session
        if ks in self._ended:
            raise invalid_ks("LOGOUT")
        if session.user_id in self.blocked_users:
            raise invalid_ks("INVALID_USER")
        if now >= session.expiry:
            raise invalid_ks("EXPIRED")
        fields = privilege_fields(session.privileges)
        if fields.get("iprestrict", HERE) != HERE:
            raise invalid_ks("EXCEEDED_RESTRICTED_IP")
        if "actionslimit" in fields:
            used = self._used[ks] = self._used.get(ks, 0) + 1
            if used > as_int(fields["actionslimit"]):
                raise invalid_ks("EXCEEDED_ACTIONS_LIMIT")
        return session

    def revoke(self, ks: str) -> None:
        """Make a token invalid from now on, as its logging out would."""
        self._ended.add(ks)

    def start(self, params: Params, now: float) -> str:
        """Answer `session.start`: the token alone."""
        partner = as_text(params.get("partnerId") or params.get("p"))
        session_type = _session_type(params, "type")
        allowed = [self.scenario.admin_secret]
        if session_type == USER:
            allowed.append(self.scenario.user_secret)
        given = as_text(params.get("secret")).encode()
        known = any(hmac.compare_digest(given, one.encode()) for one in allowed)
        if not known or partner != str(self.partner_id):
            raise ApiError("START_SESSION_ERROR", partner)
        return self._issue(
            session_type,
            int(now) + _seconds(params),
            as_text(params.get("userId")),
            as_text(params.get("privileges")),
        )

    def start_widget(self, params: Params, now: float) -> Result:
        """Answer `session.startWidgetSession`: a session for anybody."""
        widget = as_text(params.get("widgetId"))
        if widget != f"_{self.partner_id}":
            raise ApiError("INVALID_WIDGET_ID", widget)
        expiry = int(now) + _seconds(params)
        return api_object(
            "KalturaStartWidgetSessionResponse",
            {
                "partnerId": self.partner_id,
                "ks": self._issue(USER, expiry, "0", WIDGET_PRIVILEGES),
                "userId": "0",
            },
        )

    def start_by_app_token(self, call: Call, now: float) -> Result:
        """Answer `appToken.startSession`: a session against a hash of the token."""
        params, scenario = call.params, self.scenario
        token_id = as_text(params.get("id"))
        if token_id != scenario.app_token_id:
            raise ApiError("APP_TOKEN_ID_NOT_FOUND", token_id)
        if not scenario.app_token_active:
            raise ApiError("APP_TOKEN_NOT_ACTIVE", token_id)
        ends = scenario.app_token_expiry or int(now) + DEFAULT_EXPIRY_S
        if now >= ends:
            raise ApiError("APP_TOKEN_EXPIRED", token_id)
        current = call.session.ks if call.session else ""
        text = (current + scenario.app_token).encode()
        expected = hashlib.new(scenario.app_token_hash.lower(), text).hexdigest()
        given = as_text(params.get("tokenHash")).encode()
        if not hmac.compare_digest(given, expected.encode()):
            raise ApiError("INVALID_APP_TOKEN_HASH")
        session_type = _session_type(params, "type")
        # No longer than the token's own session duration, and than the token itself.
        expiry = min(int(now) + min(_seconds(params), DEFAULT_EXPIRY_S), ends)
        ks = self._issue(
            session_type,
            expiry,
            as_text(params.get("userId")),
            as_text(params.get("sessionPrivileges")),
        )
        return info(self.check(ks, now))

    def for_download(self, file_id: str, until: int) -> str:
        """Make a token that can do nothing but fetch files."""
        return self._issue(USER, until, "", f"download:{file_id},widget:1")

    def _issue(
        self, session_type: int, expiry: int, user_id: str, privileges: str
    ) -> str:
        session = Session(self.partner_id, session_type, expiry, user_id, privileges)
        # The random bytes make every token another, as the vendor's are.
        salt = self._rng.randbytes(tokens.RANDOM)
        return tokens.make_v2(session, self.scenario.admin_secret, salt)


def info(session: Session) -> Result:
    """Tell about a session as the API does."""
    return api_object(
        "KalturaSessionInfo",
        {
            "ks": session.ks,
            "sessionType": session.session_type,
            "partnerId": session.partner_id,
            "userId": session.user_id,
            "expiry": session.expiry,
            "privileges": session.privileges,
        },
    )


def _session_type(params: Params, name: str) -> int:
    text = as_enum(params.get(name)) or "0"
    if text not in {str(USER), str(ADMIN)}:
        raise ApiError("INVALID_ENUM_VALUE", text, name, "KalturaSessionType")
    return int(text)


def _seconds(params: Params) -> int:
    expiry = as_text(params.get("expiry"))
    return as_int(expiry) if expiry else DEFAULT_EXPIRY_S
