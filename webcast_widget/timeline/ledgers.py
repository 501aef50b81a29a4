"""The ledgers of a Timeline: where its slots and minutes are kept."""

from __future__ import annotations

from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.ledger import Ledger
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S
from webcast_widget.timeline.sparse import SparseLedger


def ledgers(grid_s: int) -> tuple[Ledger | SparseLedger, Ledger]:
    """Give those of slots and of minutes, with nothing in them.

    Parameters
    ----------
    grid_s
        What the starts of slots are multiples of, seconds: on the usual grid a slot has
        its place, on another one it is found by its moment.
    """
    width = len(SLOT_FIGURES)
    return (
        Ledger(SLOT_S, width) if grid_s == SLOT_S else SparseLedger(width),
        Ledger(MINUTE_S, len(MINUTE_FIGURES)),
    )
