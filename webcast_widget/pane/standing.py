"""Tonight against usual, as the pane shows it: the band, and the rank in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.analysis.ranks import rank
from webcast_widget.pane import view
from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.analysis import Comparison, Usual
    from webcast_widget.pane import structs


def usual_band(found: Comparison) -> structs.UsualBand | None:
    """Give what is usual at the moments of the event, for the contract's `usual_band`."""
    band = found.band.loc[found.band["events"].gt(0).idxmax() :]
    if found.origin is None or not len(band):
        return None
    rows = band[["low", "median", "high"]].to_numpy(np.float64)
    begin = found.origin.timestamp() + MINUTE_S * float(band.index[0])
    return {
        "at": round(begin),
        "events": len(found.earlier),
        "rows": memoryview(view.rows(rows.round())),
    }


def usual_ranges(usual: Usual, found: Comparison) -> list[structs.UsualRange]:
    """Give what is usual of the tiles' figures, for the contract's `usual_ranges`."""
    return [
        {"figure": name, "low": _shortly(name, low), "high": _shortly(name, high)}
        for name, (low, high) in usual.ranges(found).items()
    ]


def _shortly(name: str, value: float) -> float:
    """Leave out what no tile shows: people are whole."""
    return round(value) if FIGURES[name].unit == "viewers" else round(value, 3)


def standing(found: Comparison) -> str:
    """Say the rank of the newest minute that is over; nothing if nobody has data then."""
    here = found.frame.loc[found.frame.index == found.latest]
    mine = here[found.this].dropna().tolist()
    others = here[list(found.earlier)].to_numpy().ravel()
    known = others[~np.isnan(others)].tolist()
    if not mine or not known:
        return ""
    said = rank(float(mine[0]), known)
    return f"{said[0].upper()}{said[1:]} at this minute"
