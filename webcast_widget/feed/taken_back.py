"""That all that was shown before was taken back: said for a while."""

from __future__ import annotations

from typing import Final

from webcast_widget.feed.status import moment

SAID_S: Final = 900.0
"""For so long, seconds."""


class TakenBack:
    """What was taken back last, in words."""

    def __init__(self) -> None:
        self._said = ""
        self._at = 0.0

    def note(self, now: float, at: float, *, by_source: bool) -> None:
        """Note that all that was shown before was false.

        Parameters
        ----------
        now
            Epoch seconds in the source's time.
        at
            The same by the feed's clock.
        by_source
            Whether the source said so itself.
        """
        why = "as several answers agree on another time"
        if by_source:
            why = "as the source told all of it anew"
        self._said = f"What was shown until {moment(now, now)} was taken back, {why}."
        self._at = at

    def sentence(self, at: float) -> str:
        """Say so; nothing once it was said for long.

        Parameters
        ----------
        at
            Now, epoch seconds by the feed's clock.
        """
        return self._said if 0 <= at - self._at <= SAID_S else ""
