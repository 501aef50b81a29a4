"""Which requests fail, and how."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.faults.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rate-limited": "HTTP 429",
        "rate-limited-retry-after": "HTTP 429 with Retry-After",
        "unavailable": "HTTP 503",
        "unavailable-retry-after": "HTTP 503 with Retry-After",
        "html": "a web page in place of the answer",
        "blocked": "the API's error ACTION_BLOCKED",
        "druid-timeout": "the API's error DRUID_QUERY_TIMED_OUT, to reports",
        "ws-failure": "the API's error LIVE_REPORTS_WS_FAILURE, to liveReports",
        "revoked": "the session (KS) of the request is ended before it is answered",
        "slow": "the answer waits for some seconds",
        "hanging": "no answer, as long as the client stays",
        "reset": "the connection is reset",
        "cut-off": "the connection ends in the middle of the answer",
        "truncated": "half of the answer, as if it were all",
        "mistyped": "something in the answer is of another type",
        "missing-objects": "a report without its rows",
        "clock-skew": "the Date header is wrong by up to five minutes",
        "late": "the newest slots are not there yet",
        "early": "the newest slots are told with part of their viewers",
        "shrinking": "the newest slots are told with more than all their viewers",
        "out-of-order": "slots in no order",
        "negative": "a slot with a number below 0",
        "huge": "a slot with 1e300 viewers",
        "nan": "a slot with NaN viewers",
        "off-grid": "a slot that begins between two slots",
        "future": "a slot that is still to come",
    }
)
"""The faults: their names, and what the client gets."""


@dataclass(frozen=True)
class Drawn:
    """What happens to one request."""

    names: frozenset[str] = frozenset()  # its faults; none of them when all goes well
    # Decides the particulars: how slow, which slot, how wrong a clock.
    chance: random.Random = field(default_factory=random.Random)

    def first(self, *names: str) -> str | None:
        """Give the first of some faults that is among its own."""
        return next((name for name in names if name in self.names), None)


NOTHING: Final = Drawn()


class FaultPlan:
    """How often requests fail, and in which ways.

    What happens to a request hangs on the seed, on its number in the order of
    arrival, and on the rates: the same requests in the same order meet the same
    faults. Each fault is drawn by itself, so that another one's rate does not move
    it. Requests that arrive at the same time are numbered as they come.

    Parameters
    ----------
    seed
        The same seed fails the same requests.
    rates
        Share of the requests, from 0 to 1, by the fault's name.
    wait
        Waits for a number of seconds, for answers that are slow.

    Attributes
    ----------
    waiting
        The requests that are made to wait.

    Raises
    ------
    ConfigurationError
        A name is unknown, or a rate no share.
    """

    def __init__(
        self,
        seed: int = 0,
        rates: Mapping[str, float] | None = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.waiting = Waiting(wait)
        self._seed = seed
        self._rates = checked(rates or {})
        self._arrived = 0

    def draw(self) -> Drawn:
        """Decide on the next request."""
        self._arrived += 1
        if not self._rates:
            return NOTHING
        about = f"{self._seed}/{self._arrived}"
        names = frozenset(
            name
            for name, rate in self._rates.items()
            if random.Random(f"{about}/{name}").random() < rate
        )
        return Drawn(names, random.Random(about)) if names else NOTHING

    @contextlib.contextmanager
    def failing(
        self, rates: Mapping[str, float], seed: int | None = None
    ) -> Iterator[None]:
        """Fail at other rates for the length of a `with` block.

        Parameters
        ----------
        rates
            As of the plan.
        seed
            Another seed, with which requests are numbered from 1 in the block;
            without one the plan's own goes on.

        Raises
        ------
        ConfigurationError
            As of the plan.
        """
        rates = checked(rates)
        before = self._seed, self._rates, self._arrived
        self._rates = rates
        if seed is not None:
            self._seed, self._arrived = seed, 0
        try:
            yield
        finally:
            arrived = self._arrived
            self._seed, self._rates, self._arrived = before
            if seed is None:
                self._arrived = arrived


def checked(rates: Mapping[str, float]) -> dict[str, float]:
    """Refuse names and rates that cannot be."""
    for name, rate in rates.items():
        if name not in KINDS:
            message = f"There is no fault {name!r}: choose among {', '.join(KINDS)}."
            raise ConfigurationError(message)
        if not 0 <= rate <= 1:
            message = f"The rate of {name} must be between 0 and 1, not {rate}."
            raise ConfigurationError(message)
    return {name: rate for name, rate in rates.items() if rate > 0}


def rates_of(text: str) -> dict[str, float]:
    """Read rates as they are written on a command line.

    Parameters
    ----------
    text
        ``NAME=RATE,NAME=RATE``; empty for none.

    Raises
    ------
    ConfigurationError
        It is not written so, a name is unknown, or a rate no share.

    >>> rates_of("html=0.1, slow=0.5")
    {'html': 0.1, 'slow': 0.5}
    """
    rates: dict[str, float] = {}
    for part in text.split(","):
        name, _, rate = part.partition("=")
        if not part.strip():
            continue
        try:
            rates[name.strip()] = float(rate)
        except ValueError:
            message = (
                f"{part.strip()!r} says no rate: write faults as NAME=RATE,NAME=RATE,"
                " such as html=0.1,slow=0.5."
            )
            raise ConfigurationError(message) from None
    return checked(rates)
