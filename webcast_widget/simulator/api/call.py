"""What a call of the API is: its parameters, its session, and the action it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from webcast_widget.simulator.api.values import Params  # noqa: TC001 - a field's type

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.result import Result

USER = 0
ADMIN = 2


class Level(IntEnum):
    """What a caller may do; a higher level includes the lower ones."""

    ANYONE = 0
    WIDGET = 1
    USER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Session:
    """A session, as its token says."""

    partner_id: int
    session_type: int  # 0 for a user, 2 for an administrator
    expiry: int  # the end of its validity, epoch seconds, UTC
    user_id: str
    privileges: str  # `name:value` or `name` each, between commas
    ks: str = ""  # the token itself; empty before there is one

    @property
    def level(self) -> Level:
        """What it may do."""
        if self.session_type == ADMIN:
            return Level.ADMIN
        is_widget = privilege_fields(self.privileges).get("widget")
        return Level.WIDGET if is_widget else Level.USER

    @property
    def may_download(self) -> bool:
        """Whether it may fetch the files that were exported."""
        fields = privilege_fields(self.privileges)
        return self.level is Level.ADMIN or "download" in fields


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


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parameters, the session when there is one, and where it went."""

    params: Params
    session: Session | None
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API."""

    run: Callable[[Call], Result]
    mandatory: tuple[str, ...] = ()  # parameters that it cannot do without
    level: Level = Level.USER  # the least that the caller's session has to be
    needs_download: bool = False  # an administrator's, or the privilege to download


Service: TypeAlias = dict[str, Action]
"""The actions of a service by their names in lower case."""
