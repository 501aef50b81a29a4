"""What is simulated: the event, its audience, and the account it belongs to."""

from __future__ import annotations

import hashlib
import itertools
import math
from dataclasses import dataclass

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.slots import minute_of

OUTAGE_AT = 0.35
"""Where in the event the collector fails, as a share of its duration."""

MAX_VIEWERS = 100_000
MAX_DURATION_S = 48 * 3600

GENERATIONS = ("live_analytics", "kava")
HASHES = ("MD5", "SHA1", "SHA256", "SHA512")

LEVELS = (
    (0.00, 0.02),
    (0.06, 0.72),
    (0.12, 0.97),
    (0.16, 1.00),
    (0.48, 1.00),
    (0.53, 0.72),
    (0.58, 0.74),
    (0.66, 0.97),
    (0.80, 0.95),
    (0.90, 0.62),
    (1.00, 0.35),
)
"""Share of the viewers present, by share of the event that has passed."""

DRAIN_S = 150.0
"""After the end the audience falls to 1/e in this many seconds."""


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
        How long it broadcasts, in seconds.
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
        if self.generation not in GENERATIONS:
            message = (
                f"generation must be one of {', '.join(GENERATIONS)}, "
                f"not {self.generation!r}."
            )
            raise ConfigurationError(message)
        if self.app_token_hash not in HASHES:
            message = (
                f"app_token_hash must be one of {', '.join(HASHES)}, "
                f"not {self.app_token_hash!r}."
            )
            raise ConfigurationError(message)
        if not 1 <= self.viewers <= MAX_VIEWERS:
            message = (
                f"viewers must be between 1 and {MAX_VIEWERS}, not {self.viewers}."
            )
            raise ConfigurationError(message)
        if not 0 < self.duration_s <= MAX_DURATION_S:
            message = (
                f"duration_s must be above 0 and at most {MAX_DURATION_S} seconds, "
                f"not {self.duration_s}."
            )
            raise ConfigurationError(message)
        if not math.isfinite(self.started_ago_s) or self.started_ago_s < 0:
            message = (
                f"started_ago_s must be 0 or more seconds, not {self.started_ago_s}."
            )
            raise ConfigurationError(message)
        if not 0 <= self.outage_s <= self.duration_s:
            message = (
                "outage_s must be between 0 and duration_s seconds, "
                f"not {self.outage_s}."
            )
            raise ConfigurationError(message)

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
        share = elapsed_s / self.duration_s
        if share >= 1:
            left = math.exp(-(elapsed_s - self.duration_s) / DRAIN_S)
            return self.viewers * LEVELS[-1][1] * left
        for (low, low_level), (high, high_level) in itertools.pairwise(LEVELS):
            if share < high:
                way = (share - low) / (high - low)
                # An audience turns smoothly: no corners at the given points.
                eased = way * way * (3 - 2 * way)
                return self.viewers * (low_level + (high_level - low_level) * eased)
        return self.viewers * LEVELS[-1][1]

    def _secret(self, kind: str) -> str:
        text = f"{self.partner_id}/{self.seed}/{kind}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]
