"""The Timeline: a table of slots that answers are merged into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.timeline.belief import Belief
from webcast_widget.timeline.cadence import check_cadence
from webcast_widget.timeline.change import Known, examine
from webcast_widget.timeline.columns import columns_of, estimated
from webcast_widget.timeline.figures import DTYPES
from webcast_widget.timeline.frame import frame
from webcast_widget.timeline.ledgers import ledgers
from webcast_widget.timeline.marked import Marked
from webcast_widget.timeline.peak import PeakSearch
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.settling import Settling
from webcast_widget.timeline.slots import SLOT_S
from webcast_widget.timeline.table import LIVE, Table

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.timeline.audience import Audience
    from webcast_widget.timeline.change import Change
    from webcast_widget.timeline.estimate import Estimate
    from webcast_widget.timeline.peak import Peak
    from webcast_widget.timeline.records import Batch


class Timeline(Table, Marked):
    """Slots by start, with the quality of their minutes, as the source said them.

    An answer is examined, which changes nothing, and then applied: the last one about
    a slot wins, and what changed is told. What no answer named is missing, never 0.
    Not thread-safe: whoever shares one guards it.

    Parameters
    ----------
    event
        Which event it is of.
    origin
        Where the figures come from, for people; never a secret.
    cadence_s
        How often the source counts, whole seconds. Slots of the default begin at
        multiples of 10 s. Values of another cadence stand at their own moments, whole
        seconds, each good until the next one is due.
    grid_s
        What starts of slots are multiples of, seconds, where that does not follow from
        the cadence.

    Attributes
    ----------
    event, origin, cadence_s, grid_s
        As above; the event is called what the last answer called it.
    seq
        Number of answers that changed what the chart draws.
    as_of
        The source's time of the last answer, epoch seconds; None before the first.
    revisions
        How often a settled slot, or the quality of a settled minute, was changed by a
        later answer.
    shrunk
        How often a count of a slot became smaller; the smaller one was taken.
    refused
        How many values were impossible and left out.
    counting
        How its live viewers were counted, in words; empty where heartbeats were.
    audience
        Who was watching in the slot that the source told that of last; or None.

    Raises
    ------
    ConfigurationError
        If the cadence is no whole number of seconds, from 1 to a year.
    """

    audience: Audience | None
    _peak: PeakSearch
    _belief: Belief
    _settling: Settling
    _estimates: tuple[Estimate, ...] | None

    def __init__(
        self,
        event: Event | None = None,
        origin: str = "",
        *,
        cadence_s: int = SLOT_S,
        grid_s: int | None = None,
    ) -> None:
        super().__init__()
        self.event = event or Event("")
        self.origin = origin
        self.cadence_s = check_cadence(cadence_s)
        self.grid_s = grid_s or (SLOT_S if self.cadence_s == SLOT_S else 1)
        self.seq = self.revisions = self.shrunk = self.refused = 0
        self.as_of: float | None = None
        self.counting = ""
        self._forget()

    @property
    def settled(self) -> int | None:
        """The newest moment at which a slot is settled; None before the first answer."""
        if self.as_of is None:
            return None
        settled = self.as_of - self.settles_s
        return int(settled // self.grid_s) * self.grid_s

    @property
    def settles_s(self) -> int:
        """From which age on a slot is settled, seconds: 60, or a longer cadence.

        More where slots of this event are seen to change after that.
        """
        return self._settling.settles_s

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """What those slots will settle at that are over and not settled, in order."""
        if self._estimates is None:
            settled = -1 if self.settled is None else self.settled
            self._estimates = self._settling.estimates(self.as_of or 0.0, settled)
        return self._estimates

    def examine(self, batch: Batch, now: float) -> Change:
        """Say what an answer brings, and change nothing.

        Parameters
        ----------
        batch
            What the source said.
        now
            Epoch seconds, in place of `Batch.as_of` where the source has no clock.

        Raises
        ------
        TypeError, ValueError, AttributeError
            If it holds something that is no slot, minute or event.
        """
        event, grid_s = self.event, self.grid_s
        known = Known(
            *(self._slots, self._minutes, self.settled, event, self._extent),
            *(grid_s, self.audience, self._belief, self.said_marks),
        )
        empty = Known(*ledgers(grid_s), None, event, None, grid_s, None, Belief())
        return examine(batch, now, known, empty)

    def apply(self, change: Change) -> None:
        """Take in what an answer brings: one that was examined since the last one."""
        if change.afresh:
            self._forget()
        starts, figures = change.slots.starts, change.slots.figures
        said = ~np.isnan(figures)
        self._slots.write(starts, figures, said)
        if (known := starts[said[LIVE]]).size:
            first, last = int(known[0]), int(known[-1])
            self._first = first if self._first is None else min(self._first, first)
            self._last = last if self._last is None else max(self._last, last)
        self._settling.heard(change.as_of, starts, figures[LIVE], change.late)
        self._estimates = None
        if change.changed:
            self._peak.again_from(change.changed[0])
        if len(minutes := change.minutes):
            told = np.full_like(minutes.figures, fill_value=True, dtype=np.bool_)
            self._minutes.write(minutes.starts, minutes.figures, told)
        self.event = change.event or self.event
        self.audience = change.audience or self.audience
        self.add_marks(change.marks)
        self.revisions += change.revised
        self.shrunk += change.shrunk
        self.refused += change.refused
        self.seq += bool(change.changed) or change.afresh
        self._extent, self._belief = change.extent, change.belief
        # The last answer's, not the latest: one wrong clock must not settle for long.
        self.as_of = change.as_of

    def keep(self, estimates: tuple[Estimate, ...]) -> None:
        """Take estimates that a frame brought: they hold until the next answer."""
        self._estimates = estimates

    def merge(self, batch: Batch, now: float) -> list[int]:
        """Examine an answer, and apply it.

        Returns
        -------
        list of int
            Starts of the slots of which the chart changes, ascending.
        """
        self.apply(change := self.examine(batch, now))
        return list(change.changed)

    def frame(self) -> pd.DataFrame:
        """Give all slots from the first to the newest as a frame of the caller's own.

        Returns
        -------
        pandas.DataFrame
            Columns and dtypes as `webcast_widget.timeline.figures.DTYPES` says, one
            row for each slot that is known and for each that was due and did not come,
            as missing values; of a gap of more than 360 slots the first and the last
            alone. Its `attrs` say ``cadence_s``.
        """
        if self._first is None or self._last is None:
            none = dict.fromkeys(DTYPES, np.empty(0))
            return frame(np.empty(0, np.int64), none, self.cadence_s)
        span, settled = (self._first, self._last), self.settled
        moments, columns = columns_of(self._slots, self._minutes, span, self.cadence_s)
        until = self._last if settled is None else settled
        columns["provisional"] = (moments > until).astype(np.float64)
        columns |= estimated(self.estimates, moments)
        return frame(moments, columns, self.cadence_s)

    def peak(self) -> Peak | None:
        """Give the peak of live viewers over settled slots; None without any."""
        settled = self.settled
        if settled is None or self._first is None or self._last is None:
            return None
        last = min(settled, self._last)
        return self._peak.find(self._first, last, self._live)

    def _forget(self) -> None:
        """Know nothing of any slot."""
        self.audience = None
        self._extent = self._first = self._last = None
        self._slots, self._minutes = ledgers(self.grid_s)
        self._peak = PeakSearch()
        self._belief = Belief()
        self._settling = Settling(self.cadence_s)
        self._estimates = None
