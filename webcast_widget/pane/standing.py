"""Tonight against usual, as the pane shows it: the band, and the rank in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.analysis.ranks import rank
from webcast_widget.pane import view
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.analysis import Comparison
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
