"""Alerts: when the rules would have fired, run over the event again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.export.document.blocks import Cell, Section, Table, note
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from collections.abc import Hashable

    from webcast_widget.analysis.alerts import Rule
    from webcast_widget.export.document.figures import Figures

_HEADS: Final = ("Rule", "Fired", "Cleared", "Lasted")


def alerts(figures: Figures) -> Section | None:
    """Tell when each rule fired; nothing without rules."""
    firings = figures.firings
    if firings is None:
        return None
    rows = []
    for rule in figures.evidence.alerts:
        mine = firings[firings["rule"] == rule.name]
        rows += [_row(rule, each, figures) for each in mine.to_dict("records")]
        if not len(mine):
            nothing = Cell("")
            rows.append((Cell(one_line(rule.name)), Cell("never"), nothing, nothing))
    least = max(each.min_viewers for each in figures.evidence.alerts)
    said = "Over settled slots as they are now"
    if least:
        said += f", where a rule says so with at least {words.count(least)} viewers"
    return Section(
        "Alerts",
        "What the rules of this event say, run over it again.",
        (
            Table("Alerts", _HEADS, tuple(rows), long=True),
            note(f"{said}."),
        ),
    )


def _row(rule: Rule, firing: dict[Hashable, Any], figures: Figures) -> tuple[Cell, ...]:
    zone = figures.evidence.zone
    fired, cleared, lasted = (firing[name] for name in ("fired", "cleared", "lasted_s"))
    here = pd.Timestamp(str(fired)).tz_convert(zone)
    days = len({each.date() for each in figures.evidence.df.index[[0, -1]]}) > 1
    over, length = "not yet", words.NOT_KNOWN
    if not pd.isna(firing["lasted_s"]):
        over = words.clock(pd.Timestamp(str(cleared)).tz_convert(zone), day=days)
        length = words.length(float(str(lasted)))
    return (
        Cell(one_line(rule.name)),
        Cell(words.clock(here, day=days), "trouble"),
        Cell(over),
        Cell(length),
    )
