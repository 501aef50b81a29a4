"""Stays: how long viewers stayed, and whether they left, as retention needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.engines.epoch import MICROSECONDS, microseconds
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.heartbeats.progress.job import COUNTING, working
from webcast_widget.heartbeats.readers.columns import check_by
from webcast_widget.heartbeats.readers.heartbeats import viewers_of
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.heartbeats.viewers.horizon import MARGIN_S, end_of, limits
from webcast_widget.heartbeats.viewers.sessions import (
    GAP_S,
    VIEWER,
    check_gap,
    islands,
    named,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    from ibis import BaseBackend

    from webcast_widget.heartbeats.arguments import Moment

DTYPES: Final = {"stay_s": "int64", "left": "bool", "n": "int64"}


def stays(
    source: Any,
    *,
    by: str | Sequence[str] = (),
    horizon: Moment | None = None,
    gap_s: float = GAP_S,
    entry_id: str | None = None,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> pd.DataFrame:
    """Count the stays of viewers by their length, and by whether they ended by leaving.

    There is one stay for each row of `webcast_widget.heartbeats.sessions`. It is cut
    at the horizon: the end of the event, or `gap_s` before the newest heartbeat of its
    entry, whichever comes first. Who was there at the horizon has not left; who came
    later is in no row. The table is grouped where the data are; what comes of it has at
    most two rows for each second of the event.

    Parameters
    ----------
    source, entry_id, engine, columns, decimal, max_refused
        As `webcast_widget.heartbeats.aggregate` takes them.
    by
        Columns to tell groups of viewers apart by, such as ``"country"``; of a viewer
        with several values, the largest at the beginning of the stay.
    horizon
        When the event ended: text or a `pandas.Timestamp`, UTC where it names no
        zone, or epoch seconds. Say it where you know it: whose last heartbeat came
        less than 30 s before stayed to the end. Left out, the newest heartbeats alone
        decide, as they have to while the event goes on.
    gap_s
        Without a heartbeat for longer than this a viewer was away, seconds.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, missing for viewers who have no value; ``stay_s``
        (int64, whole seconds from the first heartbeat to the last or the horizon, 0
        for one heartbeat alone), ``left`` (bool) and ``n`` (int64, how many stays). In
        the order of those columns.

    Raises
    ------
    HeartbeatsError, ConfigurationError
        As `webcast_widget.heartbeats.aggregate`; and if there is no such column, or
        `horizon` or `gap_s` cannot be used.
    """
    names = [by] if isinstance(by, str) else list(by)
    if len({*names, *DTYPES}) < len(names) + len(DTYPES):
        raise ConfigurationError(
            f"by is {by!r}: name each column once, and none that the table of stays has"
            f" itself ({', '.join(DTYPES)})."
        )
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
        for name in names:
            check_by(taken.table, name)
        counted = _counted(taken.table, names, end, int(gap_s * MICROSECONDS))
        with job.step(1, counted.get_backend()):
            found: pd.DataFrame = collect(counted).to_pandas()
    found = found.set_axis([*names, *DTYPES], axis=1).astype(DTYPES)
    return found.sort_values([*names, "stay_s", "left"], ignore_index=True)


def _counted(
    table: ir.Table, names: Sequence[str], end: float | None, gap: int
) -> ir.Table:
    # A column may have the name of one that is made on the way.
    groups = {f"_by{number}": table[name] for number, name in enumerate(names)}
    rows = islands(named(table.mutate(**groups)), gap, list(groups))
    whole = rows.group_by(*VIEWER, "island").aggregate(
        first=microseconds(rows.first_seen.min()),
        last=microseconds(rows.last_seen.max()),
        **{name: rows[name].max(where=rows.begins) for name in groups},
    )
    newest = whole["last"].max().over(ibis.window(group_by="entry_id"))
    at = None if end is None else round(end * MICROSECONDS)
    cut, gone = limits(newest, at, gap, MARGIN_S * MICROSECONDS)
    known = whole.mutate(cut=cut, gone=gone)
    there = known.filter(known["first"] < known.cut)
    stay = ibis.least(there["last"], there.cut) - there["first"]
    ended = there.select(
        *groups,
        stay_s=(stay / MICROSECONDS).floor().cast("int64"),
        left=there["last"] < there.gone,
    )
    return ended.group_by(*groups, "stay_s", "left").aggregate(n=ended.count())
