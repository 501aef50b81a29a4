"""Reading: all that lookers see of one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from webcast_widget.analysis.alerts.firing import Firing
    from webcast_widget.analysis.alerts.rule import Rule
    from webcast_widget.feed.status import FeedStatus
    from webcast_widget.timeline.audience import Audience
    from webcast_widget.timeline.estimate import Estimate
    from webcast_widget.timeline.latest import Latest
    from webcast_widget.timeline.mark import Mark
    from webcast_widget.timeline.records import Event


class Extent(NamedTuple):
    """Which slots there are: starts, epoch seconds UTC."""

    first: int
    last: int
    settled: int
    """The newest that is no longer provisional; it may be beyond `last`."""


@dataclass(frozen=True)
class Playback:
    """Where a replay is; all moments are epoch seconds."""

    first: float
    """Moment of the first recorded answer."""
    last: float
    """Moment of the last one."""
    position: float
    """The moment that is shown."""
    speed: float
    """Recorded seconds per second."""
    playing: bool
    """Whether the moment moves on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """All that lookers see of one moment; it does not change afterwards.

    Parameters
    ----------
    order
        Number of the reading: a later one of the same feed has a larger number.
    seq
        `Timeline.seq`.
    rows
        The slots of which the chart changed since the reading before, as
        `Timeline.rows` gives them.
    afresh
        Whether slots may be gone as well, so that all are to be read again: a replay
        went back.
    latest, status, event, interval_s
        As the feed has them.
    extent
        Which slots there are; None before any data.
    cadence_s
        How often the source counts, seconds.
    received_at
        When the last answer came, epoch seconds of the machine's clock.
    at
        When this was read, by the same clock; `latest.data_age_s` is of then.
    playback
        Where a replay is; None for what is no replay.
    audience
        Who was watching when the source told that last; None if it never did.
    estimates
        What those slots will settle at that are over and not settled, in order.
    marks
        The run sheet, in order of time.
    alerts
        Each time that an alert fired, in that order.
    rules
        Those of the rules that are known, by their names.
    watched
        Names of the rules that are being watched: of others it is not told that they
        clear.
    """

    order: int
    seq: int
    rows: NDArray[np.float64]
    afresh: bool
    latest: Latest
    status: FeedStatus
    event: Event
    interval_s: float
    cadence_s: int
    extent: Extent | None
    received_at: float | None
    at: float
    playback: Playback | None
    audience: Audience | None
    estimates: tuple[Estimate, ...] = ()
    marks: tuple[Mark, ...] = ()
    alerts: tuple[Firing, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()

    @property
    def changed(self) -> list[int]:
        """Starts of the slots of `rows`, epoch seconds."""
        return [int(start) for start in self.rows[:, 0]]
