"""What a document is made from: an event, and what was handed over with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from webcast_widget.analysis.alerts import Rule
    from webcast_widget.export.provenance import Provenance
    from webcast_widget.timeline.records import Event


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a document is made from; to `webcast_widget.analysis` it is an event.

    Parameters
    ----------
    df
        A checked frame, its index in the zone of the document.
    provenance
        Where its numbers come from.
    counts, rules
        The sums behind the figures, and by whose rules they were counted, where the
        event was counted from heartbeats.
    revisions
        How often a settled figure was changed afterwards; None where nobody counts.
    sessions
        The viewers' sessions.
    stays
        How long they stayed; computed from the sessions when left out.
    stalls
        Who had stalled and who left, slot by slot.
    agenda
        The run sheet, which says from when to when the broadcast was as well.
    marks
        The event's own, where there is no other run sheet.
    usual
        Earlier events.
    alerts
        Rules to run over the event again.
    start, end
        Of the broadcast, where somebody knows; else as the run sheet says.
    """

    df: pd.DataFrame
    provenance: Provenance
    counts: pd.DataFrame | None = None
    rules: str = ""
    revisions: int | None = None
    sessions: Any = None
    stays: pd.DataFrame | None = None
    stalls: pd.DataFrame | None = None
    agenda: Any = None
    marks: pd.DataFrame | None = None
    usual: Sequence[Any] = ()
    alerts: Sequence[Rule] = ()
    start: Any = None
    end: Any = None

    def __post_init__(self) -> None:
        # One alone will do, and what gives each of them once.
        for name in ("usual", "alerts"):
            object.__setattr__(self, name, _several(getattr(self, name)))

    @property
    def event(self) -> Event:
        """Which event it is."""
        return self.provenance.event

    @property
    def subject(self) -> str:
        """Name what the figures are of: a window knows nothing of the rest."""
        return "the broadcast" if self.provenance.window is None else "this window"

    @property
    def zone(self) -> ZoneInfo:
        """In which moments are told."""
        return self.provenance.zone


def _several(told: Any) -> list[Any]:
    if told is None:
        return []
    if isinstance(told, pd.DataFrame):
        return [told]
    try:
        return list(told)
    except TypeError:
        return [told]
