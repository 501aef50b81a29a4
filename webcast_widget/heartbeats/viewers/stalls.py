"""Stalls and leaving: who was there, who had stalled, who left, slot by slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from webcast_widget.heartbeats.counting.rules import (
    KAVA,
    SLOT,
    buffer_ms,
    slot,
)
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.heartbeats.progress.job import COUNTING, working
from webcast_widget.heartbeats.readers.heartbeats import viewers_of
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.heartbeats.viewers.horizon import MARGIN_S, end_of, limits
from webcast_widget.heartbeats.viewers.sessions import GAP_S, VIEWER, check_gap, named
from webcast_widget.timeline.slots import slot_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from ibis import BaseBackend

    from webcast_widget.heartbeats.arguments import Moment

RECENT_S: Final = 50
"""A stall is recent in its slot and in those that begin up to so much later."""

YOUNG_S: Final = 60
"""Who came less than this before is a newcomer."""

DTYPES: Final = {
    SLOT: "int64",
    "young": "bool",
    "n": "int64",
    "k": "int64",
    "d": "int64",
    "x": "int64",
}


def stalls(
    source: Any,
    *,
    horizon: Moment | None = None,
    gap_s: float = GAP_S,
    entry_id: str | None = None,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> pd.DataFrame:
    """Count who was there in each slot, who of them had stalled, and who left.

    A viewer is there in a slot in which a heartbeat of theirs came, and leaves in the
    last one before none comes for longer than `gap_s`. A stall is a heartbeat that
    tells of buffering; it is recent in its slot and the five after it. Slots behind the
    horizon are left out, as nobody can tell who left in them: it is the end of the event
    less 30 s, or `gap_s` before the newest heartbeat of the entry, whichever comes first.

    Parameters
    ----------
    source, entry_id, engine, columns, decimal, max_refused
        As `webcast_widget.heartbeats.aggregate` takes them.
    horizon
        When the event ended, as `webcast_widget.heartbeats.stays` takes it.
    gap_s
        Without a heartbeat for longer than this a viewer was away, seconds.

    Returns
    -------
    pandas.DataFrame
        A row for each slot, and in it for newcomers and others, of each entry, in
        order: ``slot`` (int64, its start in epoch seconds), ``young`` (bool, came less
        than 60 s before), and numbers of viewers (int64): ``n`` there, ``k`` of them
        with a recent stall, ``d`` who left, ``x`` who left with a recent stall.

    Raises
    ------
    HeartbeatsError, ConfigurationError
        As `webcast_widget.heartbeats.aggregate`; and if `horizon` or `gap_s` cannot
        be used.
    """
    check_gap(gap_s)
    end = end_of(horizon)
    with working(COUNTING) as job:
        taken = viewers_of(
            source,
            entry_id=entry_id,
            columns=columns,
            decimal=decimal,
            max_refused=max_refused,
            engine=engine,
            job=job,
        )
        counted = _counted(_placed(taken.table), end, int(gap_s))
        with job.step(1, counted.get_backend()):
            found: pd.DataFrame = collect(counted).to_pandas()
    return found.astype(DTYPES).sort_values([*DTYPES], ignore_index=True)


def _placed(table: ir.Table) -> ir.Table:
    """Give the slots in which each viewer is there, and whether one stalled there."""
    known = named(table)
    rows = known.select(
        *VIEWER, **{SLOT: slot(known, KAVA)}, stalled=buffer_ms(known, KAVA) > 0
    )
    return rows.group_by(*VIEWER, SLOT).aggregate(stalled=rows.stalled.any())


def _numbered(placed: ir.Table) -> ir.Table:
    """Give each viewer a number, and say when the last of the entry was there.

    To sort by a number, and to ask each viewer once for the newest slot, takes a third
    of the time.
    """
    last = placed.group_by(*VIEWER).aggregate(last=placed[SLOT].max())
    viewers = last.select(
        *VIEWER,
        number=ibis.row_number().over(ibis.window(order_by=VIEWER)),
        newest=last["last"].max().over(ibis.window(group_by="entry_id")),
    )
    known = placed.join(viewers, list(VIEWER))
    return known.select("entry_id", "number", "newest", SLOT, "stalled")


def _counted(placed: ir.Table, end: float | None, gap: int) -> ir.Table:
    rows = _numbered(placed)
    in_order = ibis.window(group_by="number", order_by=SLOT)
    so_far = in_order.copy(start=None, end=0)
    at = rows[SLOT]
    known = rows.mutate(
        stalled_at=ibis.cases((rows.stalled, at)).max().over(so_far),
        came=((at - at.lag().over(in_order)) > gap).fill_null(ibis.literal(value=True)),
        next=at.lead().over(in_order),
    )
    at = known[SLOT]
    judged = known.select(
        "entry_id",
        SLOT,
        "newest",
        recent=((at - known.stalled_at) <= RECENT_S).fill_null(
            ibis.literal(value=False)
        ),
        since=ibis.cases((known.came, at)).max().over(so_far),
        leaves=((known.next - at) > gap).fill_null(ibis.literal(value=True)),
    )
    last = None if end is None else slot_of(end)
    _, gone = limits(judged.newest, last, gap, MARGIN_S)
    rows = judged.filter(judged[SLOT] < gone)
    rows = rows.mutate(young=(rows[SLOT] - rows.since) < YOUNG_S)
    sums = rows.group_by("entry_id", SLOT, "young").aggregate(
        n=rows.count(),
        k=rows.count(where=rows.recent),
        d=rows.count(where=rows.leaves),
        x=rows.count(where=rows.recent & rows.leaves),
    )
    return sums.drop("entry_id")
