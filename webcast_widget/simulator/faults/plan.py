"""Which request fails, and how."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS = (
    "rate-limited",
    "rate-limited-retry-after",
    "unavailable",
    "unavailable-retry-after",
    "truncated",
    "html",
    "blocked",
    "druid-timeout",
    "ws-failure",
)
"""The faults: HTTP 429 and 503, bodies that are none, and errors of the API."""


class FaultPlan:
    """How often requests fail, and in which ways.

    Parameters
    ----------
    seed
        The same seed fails the same requests.
    rates
        Share of the requests, from 0 to 1, by the fault's name.

    Raises
    ------
    ConfigurationError
        A name is unknown, or a rate no share.
    """

    def __init__(self, seed: int = 0, rates: Mapping[str, float] | None = None) -> None:
        self._rng = random.Random(seed)
        self._rates = checked(rates or {})

    def draw(self) -> str | None:
        """Decide on one request: the fault, or None."""
        left = self._rng.random()
        for name, rate in self._rates.items():
            left -= rate
            if left < 0:
                return name
        return None

    @contextlib.contextmanager
    def failing(self, rates: Mapping[str, float]) -> Iterator[None]:
        """Fail at other rates for the length of a `with` block."""
        before, self._rates = self._rates, checked(rates)
        try:
            yield
        finally:
            self._rates = before


def checked(rates: Mapping[str, float]) -> dict[str, float]:
    """Refuse names and rates that cannot be."""
    for name, rate in rates.items():
        if name not in KINDS:
            message = f"There is no fault {name!r}: choose among {', '.join(KINDS)}."
            raise ConfigurationError(message)
        if not 0 <= rate <= 1:
            message = f"The rate of {name} must be between 0 and 1, not {rate}."
            raise ConfigurationError(message)
    return dict(rates)
