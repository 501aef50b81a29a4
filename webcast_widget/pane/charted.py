"""A pane, as far as it shows other figures than the attendees: as a curve, as a table."""

from __future__ import annotations

from typing import Any, Final

import traitlets

from webcast_widget.pane import view
from webcast_widget.pane.compared import Compared
from webcast_widget.timeline.figures import MINUTE_FIGURES
from webcast_widget.timeline.slots import MINUTE_S

_OF_MINUTES: Final = frozenset(figure.name for figure in MINUTE_FIGURES)


class Charted(Compared):
    """Sends the figures of minutes: with the history, and while they are looked at.

    In between, the browser takes the newest minute from what the tiles show, so that an
    update is as small as if there were none. Where that skips one, as in a replay that
    jumps ahead, it is sent them all: each tile has a small curve of its own.
    """

    _told: bytes = b""
    _told_anew: bytes = b""
    _newest: float | None = None
    # Traits of the contract.
    figure: Any
    second: Any
    latest: Any
    minutes: Any
    table_shown: Any

    @traitlets.observe("figure", "second", "table_shown")
    def _on_choice(self, _: Any) -> None:
        with self._publishing, self.hold_sync():
            if self._shown is not None:
                self._tell_minutes(whole=False)

    def _tell_minutes(self, *, whole: bool) -> None:
        """Send the minutes if they are looked at and changed, or if `whole` is sent."""
        looked_at = self.table_shown or {self.figure, self.second} & _OF_MINUTES
        if not self._has_skipped() and not whole and not looked_at:
            return
        told = view.minutes(self.feed.minutes())
        if whole or told != self._told:
            self._told = told
            # Another value, so that it is sent: with all minutes.
            self.minutes = {"seq": self.minutes["seq"] + 1, "rows": b""}

    def _has_skipped(self) -> bool:
        """Tell whether the newest minute does not follow the one that was told before."""
        before, self._newest = self._newest, self.latest["quality_at"]
        if self._newest is None:
            return False
        return before is None or self._newest - before > MINUTE_S

    def _minutes_anew(self) -> list[str]:
        """Name the trait for a page that hears nothing unasked, if there are others."""
        told = view.minutes(self.feed.minutes())
        if told == self._told_anew:
            return []
        self._told_anew = told
        return ["minutes"]
