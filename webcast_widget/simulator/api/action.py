"""What an action of the API is: its code, its parameters, and who may call it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from webcast_widget.simulator.api.values import Params  # noqa: TC001 - a field's type

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.api.responses import Result
    from webcast_widget.simulator.api.sessions import Session


class Level(IntEnum):
    """What a caller may do; a higher level includes the lower ones."""

    ANYONE = 0
    WIDGET = 1
    USER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parameters, the session when there is one, and where it went."""

    params: Params
    session: Session | None
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API.

    Attributes
    ----------
    run
        Answers a call.
    mandatory
        Names of the parameters that it cannot do without.
    level
        The least that the caller's session has to be.
    needs_download
        Whether it takes an administrator, or the privilege to download.
    """

    run: Callable[[Call], Result]
    mandatory: tuple[str, ...] = ()
    level: Level = Level.USER
    needs_download: bool = False


Service: TypeAlias = dict[str, Action]
"""The actions of a service by their names in lower case."""
