"""What happened, in figures: an event as a whole, each figure with its unit and span."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from webcast_widget.analysis.course import course_of
from webcast_widget.analysis.findings import Finding, findings
from webcast_widget.analysis.movement import sessions_of
from webcast_widget.analysis.notebook import list_html, table_html
from webcast_widget.analysis.overall import Overall, overall
from webcast_widget.analysis.retention import retention
from webcast_widget.analysis.shown import Figure, shown
from webcast_widget.analysis.span import broadcast
from webcast_widget.analysis.swings import swings_of
from webcast_widget.analysis.verdict import verdict
from webcast_widget.errors import ConfigurationError


@dataclass(frozen=True)
class Summary(Overall):
    """The figures of an event, as a notebook shows them; see `Overall` for each."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What stands out, in sentences: produced by rules, each with its figures."""
        return findings(self, self.course, swings_of(self.course, self.span))

    @property
    def verdict(self) -> str:
        """How it went, and what is worth a look, in a sentence or two; by rules."""
        return verdict(self, self.findings)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that are known, in order, as they are shown."""
        return shown(self)

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each figure that is known, indexed by its name.

        Returns
        -------
        pandas.DataFrame
            Columns ``label``, ``value`` (as computed, object), ``unit`` and ``of``
            (over which span, and what is missing of it).
        """
        rows = [(each.label, each.value, each.unit, each.of) for each in self.figures]
        names = pd.Index([each.name for each in self.figures], name="figure")
        columns = ["label", "value", "unit", "of"]
        return pd.DataFrame(rows, index=names, columns=columns, dtype=object)

    def _repr_html_(self) -> str:
        rows = [(each.label, each.said, each.of) for each in self.figures]
        said = list_html(each.text for each in self.findings)
        basis = "" if self.span is None else f"{self.span}: {self.span.basis}."
        note = " \N{MIDDLE DOT} ".join(filter(None, (self.name or self.id, basis)))
        return said + table_html(("", "Value", "Of"), rows, note)


def summary(
    event: Any,
    *,
    start: Any = None,
    end: Any = None,
    audience: tuple[Any, Any] | None = None,
    sessions: Any = None,
    stays: pd.DataFrame | None = None,
) -> Summary:
    """Summarise an event.

    Parameters
    ----------
    event
        A feed, an opened recording, a Timeline, or a frame. Provisional slots are left
        out, and counted.
    start, end
        Of the broadcast, as the source or the run sheet says: moments as texts
        (``"15:30"`` is of the event's day), `datetime` or `pandas.Timestamp`; without a
        time zone they are in the event's. Left out, they are the first slot and the
        last at or above 5 % of the peak, and the summary says so.
    audience
        Start and end of the span of the average minute audience, such as the scheduled
        time; the broadcast when left out.
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it: adds unique
        viewers.
    stays
        What `webcast_widget.heartbeats.stays` gives: adds the median stay.

    Raises
    ------
    ConfigurationError
        If something is no event, no moment, no sessions or no stays.
    """
    course = course_of(event)
    span = broadcast(course, start, end)
    found = overall(course, span, audience)
    extra: dict[str, Any] = {}
    if sessions is not None:
        extra |= _unique(sessions_of(sessions))
    if stays is not None:
        extra["retention"] = retention(stays)
    return Summary(**{**vars(found), **extra})


def _unique(sessions: pd.DataFrame) -> dict[str, Any]:
    """Count distinct viewers, and say by which id."""
    known = [name for name in ("user_id", "viewer") if name in sessions.columns]
    if not known:
        raise ConfigurationError(
            "These sessions have neither a column user_id nor viewer, so that nobody can"
            " say who is who: give what heartbeats.sessions gives."
        )
    users = sessions[known[0]].replace("", pd.NA)
    if known[0] == "user_id" and users.notna().all():
        return {"unique_viewers": int(users.nunique()), "unique_id": "user_id"}
    if "viewer" not in known:
        return {
            "unique_viewers": int(users.nunique()),
            "unique_id": "user_id where known",
        }
    by = "viewer: user_id, else the player session"
    return {
        "unique_viewers": int(sessions["viewer"].nunique()),
        "unique_id": by if "user_id" in known else "viewer",
    }
