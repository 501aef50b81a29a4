"""How long to wait after a failure: the one place that knows. Pure.

The strategies are tenacity's; it is asked for numbers, and never waits itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tenacity import RetryCallState, wait_exponential, wait_fixed

from webcast_widget.errors import (
    AuthenticationError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)

if TYPE_CHECKING:
    from tenacity.wait import wait_base

LONGEST_S: Final = 3600.0
"""Nothing is waited for longer than this, seconds, whatever a server asks."""

_TEMPORARY: Final = wait_exponential(multiplier=2, max=60)
_HOPELESS: Final = wait_fixed(60)
"""What a retry alone will not mend."""

_BLOCKED: Final = wait_exponential(multiplier=300, max=LONGEST_S)
_JITTER = 0.2


def failed(error: SourceError, failures: int, chance: float) -> float:
    """Give the seconds to wait after a failure.

    Parameters
    ----------
    error
        What happened; its Retry-After is honoured.
    failures
        How many there were in a row, this one included.
    chance
        A random number from 0 to 1: it moves the wait by a fifth to either side.
    """
    hopeless = isinstance(error, AuthenticationError | UnknownEventError)
    wait = _seconds(_HOPELESS if hopeless else _TEMPORARY, failures)
    wait *= 1 - _JITTER + 2 * _JITTER * chance
    return min(max(wait, _asked(error)), LONGEST_S)


def limited(
    error: SourceError, failures: int, chance: float, interval_s: float
) -> float:
    """Give the seconds to wait when a server limits us.

    As long as it asks; when it names no time, longer than between two polls.
    """
    asked = _asked(error)
    longer = wait_exponential(multiplier=2 * interval_s, max=LONGEST_S)
    wait = max(interval_s, asked) if asked else _seconds(longer, failures)
    return min(wait * (1 + _JITTER * chance), LONGEST_S)


def blocked(error: SourceError, blocks: int, chance: float) -> float:
    """Give the seconds to leave a server alone: five minutes, and longer each time.

    Parameters
    ----------
    error
        What it answered.
    blocks
        How many times in a row it was left alone, this one included.
    chance
        A random number from 0 to 1, for the jitter.
    """
    wait = max(_seconds(_BLOCKED, blocks), _asked(error))
    return min(wait * (1 + _JITTER * chance), LONGEST_S)


def _asked(error: SourceError) -> float:
    """Give what the server asked us to wait, seconds; 0 when it named no time."""
    if not isinstance(error, RateLimitedError | SourceUnavailableError):
        return 0.0
    # Written so that NaN is none.
    asked = error.retry_after_s or 0.0
    return asked if asked > 0 else 0.0


def _seconds(strategy: wait_base, attempt: int) -> float:
    state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]
    state.attempt_number = attempt
    return float(strategy(state))
