"""How long to wait after a failure: the one place that knows. Pure."""

from __future__ import annotations

from typing import Final

from webcast_widget.errors import (
    AuthenticationError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)

LONGEST_S: Final = 3600.0
"""Nothing is waited for longer than this, seconds, whatever a server asks."""

_TEMPORARY_S: Final = 2.0
_HOPELESS_S: Final = 60.0
"""What a retry alone will not mend; and nothing temporary waits longer."""

_BLOCKED_S: Final = 300.0
_DOUBLED: Final = 32
"""As often a wait is doubled at the most: longer ones than any are not computed."""

_JITTER: Final = 0.2


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
    wait = _HOPELESS_S
    if not hopeless:
        wait = min(_doubled(_TEMPORARY_S, failures), _HOPELESS_S)
    wait *= 1 - _JITTER + 2 * _JITTER * chance
    return min(max(wait, _asked(error)), LONGEST_S)


def limited(
    error: SourceError, failures: int, chance: float, interval_s: float
) -> float:
    """Give the seconds to wait when a server limits us.

    As long as it asks; when it names no time, longer than between two polls.
    """
    asked = _asked(error)
    wait = max(interval_s, asked) if asked else _doubled(2 * interval_s, failures)
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
    wait = max(_doubled(_BLOCKED_S, blocks), _asked(error))
    return min(wait * (1 + _JITTER * chance), LONGEST_S)


def _asked(error: SourceError) -> float:
    """Give what the server asked us to wait, seconds; 0 when it named no time."""
    if not isinstance(error, RateLimitedError | SourceUnavailableError):
        return 0.0
    # Written so that NaN is none.
    asked = error.retry_after_s or 0.0
    return asked if asked > 0 else 0.0


def _doubled(first: float, attempt: int) -> float:
    """Give the seconds of an attempt, twice those of the attempt before."""
    return first * 2.0 ** min(attempt - 1, _DOUBLED)
