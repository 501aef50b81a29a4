"""How much to ask a server for at once, and what time it is there. Pure."""

from __future__ import annotations

from typing import Final

MOST_REPORTS: Final = 60
"""Reports in one request at the most."""

_SLACK_S = 30.0
"""For dates in whole seconds, and for clocks that differ within a server."""

_MOST_SLACK_S = 300.0
"""However fast a server's time passes: what is later is refused, and asked for again."""

_FASTEST = 600.0
"""So much faster than ours a simulated server's time may be, before it is known."""

_FIRST_REPORTS = 12
_QUICK_S = 3.0
_SLOW_S = 8.0
_LONGEST_REST = 32


class ReportBudget:
    """How many reports a request may ask for: as many as come back quickly.

    A server works a multirequest off one call after the other. Attendance comes with
    the same request, and must not wait for the history nor fail with it.
    """

    def __init__(self) -> None:
        self._size = _FIRST_REPORTS
        self._rest = 0
        self._next_rest = 1

    def limit(self) -> int:
        """Give how many reports the next request may ask for; 0 while it rests."""
        if self._rest > 0:
            self._rest -= 1
            return 0
        return self._size

    def answered(self, took_s: float, asked: int) -> None:
        """Note how many seconds a request with `asked` reports took."""
        if not asked:
            return
        self._next_rest = 1
        if took_s > _SLOW_S:
            self._size = max(1, asked // 2)
        elif took_s < _QUICK_S:
            self._size = min(MOST_REPORTS, self._size * 2)

    def failed(self, asked: int) -> None:
        """Note that reports failed: leave them out for a while, longer each time."""
        if not asked:
            return
        self._size = max(1, asked // 4)
        self._rest = self._next_rest
        self._next_rest = min(_LONGEST_REST, self._next_rest * 2)


class ServerClock:
    """Guesses the server's present from what it told, and when.

    A guess that is too late is harmless: the server's answer brings it down. One
    that is too early leaves settled slots unasked for until the next poll.
    """

    def __init__(self) -> None:
        self._told: tuple[float, float] | None = None
        self._pace = 0.0
        self._rate: float | None = None

    def heard(self, moment: float, here: float) -> None:
        """Note the server's time and ours, both in seconds; ours is monotonic."""
        if self._told is not None:
            self._pace = max(0.0, moment - self._told[0])
            passed = max(1e-3, here - self._told[1])
            # Its dates are whole seconds: a second more or less may have passed.
            self._rate = max(1.0, (self._pace + 1.0) / passed)
        self._told = (moment, here)

    def expected(self, here: float) -> float | None:
        """Give the server's time at our time `here`; None before it told any."""
        if self._told is None:
            return None
        moment, then = self._told
        # A simulated server may be faster than our clock: its last pace goes on.
        return moment + max(self._pace, here - then)

    def latest(self, told: float, took_s: float) -> float:
        """Give the latest moment that an answer can know of.

        Parameters
        ----------
        told
            The server's time when it was asked, epoch seconds.
        took_s
            How long its answer took, our seconds; its own may be shorter ones.
        """
        rate = _FASTEST if self._rate is None else self._rate
        return told + min(_MOST_SLACK_S, _SLACK_S + rate * took_s)
