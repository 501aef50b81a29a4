"""When the whole series is sent again, for notebooks that are saved.

A saved notebook keeps what was sent last, and deltas are not the series. A page that shows
the pane keeps the rest by itself; who runs a notebook without a page does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from webcast_widget.feed import Reading
    from webcast_widget.timeline.clock import Clock

APART_S: Final = 300.0
"""A notebook saved in mid-event lacks this much at the most, seconds."""

AT_REST: Final = frozenset({"ended", "stopped", "paused"})
"""States in which nothing more comes of its own accord."""


class Checkpoint:
    """Knows when one is due.

    With the first slots, when all that was missed has come, every few minutes, when the
    feed comes to rest, and when slots may be gone.

    Parameters
    ----------
    clock
        What tells how long ago the last one was.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at = clock.now()
        self._before: Reading | None = None
        self.lacks = False
        """Whether slots came since the last one."""

    def is_due(self, reading: Reading) -> bool:
        """Say whether one is due with a reading; who asks makes it."""
        before, self._before = self._before, reading
        late = self._clock.now() - self._at > APART_S
        if reading.afresh or late or (before is not None and _turns(before, reading)):
            self.made()
            return True
        self.lacks |= len(reading.rows) > 0
        return False

    def made(self) -> None:
        """Note that one was made."""
        self._at = self._clock.now()
        self.lacks = False


def _turns(before: Reading, now: Reading) -> bool:
    """Tell whether a notebook saved just now would lack what it had a moment ago."""
    rests = before.status.state != now.status.state and now.status.state in AT_REST
    begins = before.extent is None and now.extent is not None
    caught_up = before.status.progress is not None and now.status.progress is None
    return rests or begins or caught_up
