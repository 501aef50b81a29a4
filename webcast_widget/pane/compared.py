"""A pane beside earlier events: what is usual, and how this one stands to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.analysis import Usual
from webcast_widget.analysis import usual as usual_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.pane.handed import Handed
from webcast_widget.pane.standing import standing, usual_band, usual_ranges
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    import threading

    from webcast_widget.analysis import Comparison
    from webcast_widget.feed import Reading


class Compared(Handed):
    """A pane, as far as its event is compared with earlier ones."""

    _publishing: threading.RLock
    _shown: Reading | None
    _usual: Usual | None = None
    _stood_at: int | None = None
    # Traits of the contract.
    usual_band: Any
    usual_ranges: Any
    standing: Any

    @property
    def usual(self) -> Usual | None:
        """The earlier events that this one is compared with, minute by minute.

        Set it to events, such as ``shelf.last(5)``: the chart shows their lowest, median
        and highest, aligned on the start of the broadcast, and the header says how this
        event stands to them. This one is left out, should its recording be among them. None takes
        them away.

        Raises
        ------
        ConfigurationError
            If these are no events, or none of them can be compared.
        """
        return self._usual

    @usual.setter
    def usual(self, events: Any) -> None:
        usual = events
        if events is not None and not isinstance(events, Usual):
            usual = usual_of(events)
        with self._publishing, self.hold_sync():
            self._usual, self._stood_at = usual, None
            self._stand_nowhere()
            if self._shown is not None:
                self._stand(self._shown)

    @property
    def comparison(self) -> Comparison:
        """The event against the usual ones, as `webcast_widget.analysis.compare` has it.

        Raises
        ------
        ConfigurationError
            If `usual` is not set, or there is nothing to compare yet.
        """
        if self._usual is None:
            raise ConfigurationError(
                "Nothing is usual yet: set pane.usual to earlier events, such as"
                " shelf.last(5)."
            )
        return self._usual.against(self.feed)

    def _stand(self, reading: Reading) -> None:
        """Compare with what is usual, once for each minute that is over."""
        if self._usual is None or reading.extent is None:
            return
        until = reading.extent.settled + self.cadence_s
        minute = int(until // MINUTE_S)
        if minute != self._stood_at or reading.afresh:
            self._stood_at = minute
            try:
                found = self._usual.against(self.feed)
            except ConfigurationError:
                # No settled slot yet, or none of the others is another event.
                self._stand_nowhere()
            else:
                self.usual_band = usual_band(found)
                self.usual_ranges = usual_ranges(self._usual, found)
                self.standing = standing(found)

    def _stand_nowhere(self) -> None:
        self.usual_band = None
        self.usual_ranges = []
        self.standing = ""
