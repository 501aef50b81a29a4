"""Who watched: unique viewers by what was known of them when they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document.blocks import Bar, Bars, Section
from webcast_widget.export.text import one_line
from webcast_widget.timeline.origin import without_secrets

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.document.figures import Figures

_TRAITS: Final = {"country": "Country", "device": "Device", "referrer": "Came from"}
_MOST: Final = 5


def people(figures: Figures) -> Section | None:
    """Tell who watched; nothing without sessions that say so."""
    sessions = figures.sessions
    if sessions is None or "viewer" not in sessions.columns:
        return None
    first = sessions.sort_values("first_seen", kind="stable").drop_duplicates("viewer")
    lists = tuple(
        (title, _bars(first[name], plain=name != "referrer"))
        for name, title in _TRAITS.items()
        if name in first.columns and first[name].notna().any()
    )
    if not lists:
        return None
    lead = "Unique viewers, by what was known of them when they came."
    return Section("Who watched", lead, (Bars(lists),))


def _bars(column: pd.Series, *, plain: bool) -> tuple[Bar, ...]:
    named = column.fillna("").astype(str).map(one_line)
    if not plain:
        # A query may hold what is nobody's business; the scheme says nothing.
        named = named.map(without_secrets).str.replace(r"^\w+://", "", regex=True)
    counts = named.replace("", "not known").value_counts()
    total, most = int(counts.sum()), int(counts.iloc[0])
    shown = counts if len(counts) <= _MOST + 1 else counts.iloc[:_MOST]
    rows = [
        Bar(
            str(name),
            words.count(n),
            words.share(n / total, 0),
            round(100 * n / most, 1),
        )
        for name, n in shown.items()
    ]
    others = total - int(shown.sum())
    if others:
        name = f"{words.count(len(counts) - len(shown))} others"
        rows.append(Bar(name, words.count(others), words.share(others / total, 0), 0))
    return tuple(rows)
