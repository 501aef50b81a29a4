"""What is simulated: the event, its audience, and the account it belongs to."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.people import FACTS
from webcast_widget.simulator.shapes import SHAPES
from webcast_widget.timeline.slots import minute_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from webcast_widget.simulator.shapes import Shape

OUTAGE_AT = 0.35
"""Where in the event the collector fails, as a share of its duration."""

MAX_VIEWERS = 100_000
MAX_DURATION_S = 48 * 3600
MAX_AGO_S = 100 * 365 * 24 * 3600

GENERATIONS = ("live_analytics", "kava")
HASHES = ("MD5", "SHA1", "SHA256", "SHA512")

DRAIN_S = 150.0
"""After the end the audience falls to 1/e in this many seconds."""


@dataclass(frozen=True, slots=True)
class Group:
    """Viewers that behave otherwise than the rest.

    Attributes
    ----------
    fact, value
        What they have in common: `device` or `country`, and which.
    stay
        How many times as long as usual they stay.
    stalls
        How many times as likely as usual their players stall.
    """

    fact: str
    value: str
    stay: float = 1.0
    stalls: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A simulated webcast.

    Parameters
    ----------
    seed
        Everything random comes from it: the same scenario has the same audience.
    viewers
        About how many viewers are present on the plateau.
    started_ago_s
        How long before the clock's present the event started, in seconds.
    duration_s
        How long it is planned to broadcast, in seconds.
    shape
        How it goes: "town-hall", "launch" (a spike), "conference" (breaks), "flop", or
        "cut-off" (the broadcast fails before its end).
    stall_leave_share
        Share of the stalls that drive the viewer away; 0 for none, so that leaving has
        nothing to do with stalls.
    groups
        Viewers that behave otherwise; what several say of one viewer is multiplied.
    outage_s
        How long the collector loses every heartbeat, in seconds; 0 for no outage.
    entry_id, entry_name
        The event as the vendor's API names it.
    partner_id
        The account.
    generation
        Whose rules the backend counts and answers by: "kava" (today's), or
        "live_analytics" (2015), which it followed behind the same API.
    sends_dvr
        Whether events have the third field; the very first servers had two.
    app_token_hash
        Hash of the account's application token: MD5, SHA1, SHA256 or SHA512.
    app_token_expiry
        End of the application token, epoch seconds, UTC; 0 for none.
    app_token_active
        Whether the application token is switched on.
    """

    seed: int = 7
    viewers: int = 1200
    started_ago_s: float = 2400
    duration_s: int = 5400
    outage_s: int = 50
    shape: str = "town-hall"
    stall_leave_share: float = 0.0
    groups: tuple[Group, ...] = ()
    entry_id: str = "1_k2m4x9a1"
    entry_name: str = "Quarterly town hall"
    partner_id: int = 4321
    generation: str = "kava"
    sends_dvr: bool = True
    app_token_hash: str = "SHA256"  # noqa: S105 - the name of an algorithm
    app_token_expiry: int = 0
    app_token_active: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        _one_of("generation", self.generation, GENERATIONS)
        _one_of("app_token_hash", self.app_token_hash, HASHES)
        _one_of("shape", self.shape, SHAPES)
        for group in self.groups:
            _one_of("fact", group.fact, FACTS)
            _one_of("value", group.value, FACTS[group.fact])
            for name in ("stay", "stalls"):
                if not 0 < getattr(group, name) < math.inf:
                    message = f"{name} must be above 0, not {getattr(group, name)}."
                    raise ConfigurationError(message)
        _between("stall_leave_share", self.stall_leave_share, 0, 1)
        _between("viewers", self.viewers, 1, MAX_VIEWERS)
        if not 0 < self.duration_s <= MAX_DURATION_S:
            limits = f"above 0 and at most {MAX_DURATION_S} seconds"
            message = f"duration_s must be {limits}, not {self.duration_s}."
            raise ConfigurationError(message)
        _between("started_ago_s", self.started_ago_s, 0, MAX_AGO_S)
        _between("outage_s", self.outage_s, 0, self.duration_s)

    @property
    def course(self) -> Shape:
        """The shape itself."""
        return SHAPES[self.shape]

    @property
    def broadcast_s(self) -> int:
        """How long it broadcasts in the end, in seconds."""
        return int(self.duration_s * self.course.ends)

    @property
    def agenda(self) -> list[tuple[int, str]]:
        """The run sheet: seconds since the start, and the title of what begins then."""
        items = [(int(self.duration_s * at), title) for at, title in self.course.agenda]
        return [item for item in items if item[0] < self.broadcast_s]

    @property
    def outage(self) -> range:
        """Seconds since the start in which the collector loses every heartbeat."""
        begin = minute_of(self.duration_s * OUTAGE_AT)
        return range(begin, begin + self.outage_s)

    @property
    def user_secret(self) -> str:
        """Secret for user sessions."""
        return self._secret("user")

    @property
    def admin_secret(self) -> str:
        """Secret for user and admin sessions."""
        return self._secret("admin")

    @property
    def app_token_id(self) -> str:
        """Id of the account's application token."""
        return f"1_{self._secret('app-token-id')[:8]}"

    @property
    def app_token(self) -> str:
        """The application token itself, which is never sent."""
        return self._secret("app-token")

    def target(self, elapsed_s: float) -> float:
        """Give how many viewers the shape of the event wants present.

        Parameters
        ----------
        elapsed_s
            Seconds since the start of the event.
        """
        broadcast_s = self.broadcast_s
        if elapsed_s < broadcast_s:
            return self.viewers * self.course.level(elapsed_s / self.duration_s)
        if self.course.is_cut_off:
            return 0.0
        left = math.exp(-(elapsed_s - broadcast_s) / DRAIN_S)
        return self.viewers * self.course.level(1.0) * left

    def _secret(self, kind: str) -> str:
        text = f"{self.partner_id}/{self.seed}/{kind}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _one_of(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that is not among those known."""
    if value not in known:
        message = f"{name} must be one of {', '.join(known)}, not {value!r}."
        raise ConfigurationError(message)


def _between(name: str, value: float, low: float, high: float) -> None:
    """Refuse a number that is not; NaN is not."""
    if not low <= value <= high:
        message = f"{name} must be between {low:,} and {high:,}, not {value}."
        raise ConfigurationError(message)
