"""A frame back to the Timeline that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import cadence_of, provisional_s
from webcast_widget.timeline.estimate import Estimate
from webcast_widget.timeline.figures import (
    DTYPES,
    ESTIMATES,
    MINUTE_FIGURES,
    SLOT_FIGURES,
)
from webcast_widget.timeline.frame import complete
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Hashable

    from webcast_widget.timeline.records import Event


def timeline_of(
    frame: pd.DataFrame, event: Event | None = None, origin: str = ""
) -> Timeline:
    """Give the Timeline whose frame this is, or holds some rows of.

    Parameters
    ----------
    frame
        A feed's frame, such as `webcast_widget.read` gives; columns that are none of
        `webcast_widget.timeline.figures.DTYPES` are left out, and those of estimates
        need not be there. Its cadence is what its
        `attrs` say, else how its rows follow.
    event, origin
        Which event it is of, and where the figures come from; a frame does not say.

    Raises
    ------
    ConfigurationError
        If a column is missing or holds something else, or the index does not name
        slots.
    """
    frame = complete(frame)
    lacking = [name for name in DTYPES if name not in frame.columns]
    index = frame.index
    if lacking:
        raise ConfigurationError(
            f"This frame has no column {lacking[0]}: give one as `feed.df` and"
            " `webcast_widget.read` do."
        )
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None or index.hasnans:
        raise ConfigurationError(
            "The index of this frame is not one of moments with a time zone: give one"
            " as `feed.df` and `webcast_widget.read` do."
        )
    try:
        table = frame[list(DTYPES)].astype(DTYPES)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(
            "A column of this frame holds what it cannot: give one as `feed.df` and"
            " `webcast_widget.read` do."
        ) from error
    naive = index.tz_convert("UTC").tz_localize(None)
    table.index = pd.Index(naive.as_unit("s").astype("int64"))
    cadence_s = max(1, round(cadence_of(None, frame)))
    on_grid = cadence_s == SLOT_S and not (table.index % SLOT_S).any()
    timeline = Timeline(
        event, origin, cadence_s=cadence_s, grid_s=SLOT_S if on_grid else 1
    )
    if len(table):
        as_of = _as_of(table, cadence_s)
        timeline.merge(Batch(_slots(table), _minutes(table), as_of), 0.0)
        timeline.keep(_estimates(table))
    return timeline


def _slots(table: pd.DataFrame) -> list[Slot]:
    names = [figure.name for figure in SLOT_FIGURES]
    # A row that says nothing is a gap.
    told = table[names].dropna(how="all")
    return [Slot(start, **figures) for start, figures in _rows(told)]


def _estimates(table: pd.DataFrame) -> tuple[Estimate, ...]:
    told = table[list(ESTIMATES)].dropna()
    return tuple(
        Estimate(start, *(int(value) for value in figures.values()))
        for start, figures in _rows(told)
    )


def _minutes(table: pd.DataFrame) -> list[Minute]:
    told = table[[figure.name for figure in MINUTE_FIGURES]]
    of_minutes = told.groupby(table.index // MINUTE_S * MINUTE_S).first()
    return [Minute(start, **figures) for start, figures in _rows(of_minutes)]


def _rows(table: pd.DataFrame) -> list[tuple[int, dict[str, Any]]]:
    values = table.astype(object).where(table.notna(), None)
    return [
        (_whole(start), dict(zip(values.columns, row, strict=True)))
        for start, row in zip(values.index, values.itertuples(index=False), strict=True)
    ]


def _whole(start: Hashable) -> int:
    return int(str(start))


def _as_of(table: pd.DataFrame, cadence_s: int) -> float:
    """Give a moment at which just those slots were provisional that are."""
    settled = table.index[~table["provisional"].fillna(value=True)]
    newest = settled.max() if len(settled) else table.index.min() - 1
    return float(newest + provisional_s(cadence_s))
