"""Viewer sessions: islands of heartbeats between gaps, as a lazy table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.arguments import is_within
from webcast_widget.heartbeats.counting.rules import (
    DVR,
    KAVA,
    LIVE,
    bitrate_bps,
    buffer_ms,
    is_first,
)
from webcast_widget.heartbeats.engines.epoch import MICROSECONDS, microseconds
from webcast_widget.heartbeats.engines.results import possible
from webcast_widget.heartbeats.readers.heartbeats import viewers_of
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis import BaseBackend

GAP_S: Final = 300
"""Without a heartbeat for longer than this a viewer was away, seconds."""

MOST_GAP_S: Final = 1e9
"""So long that nothing is a gap; engines count its microseconds in 64 bits."""

TRAITS: Final = ("user_id", "country", "city", "device", "referrer")
"""What a session tells of its viewer, where the source does."""

VIEWER: Final = ("entry_id", "viewer")
"""What tells one viewer of an event from another."""

_PER_UNIT: Final = 1000


def sessions(
    source: Any,
    *,
    gap_s: float = GAP_S,
    entry_id: str | None = None,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> ir.Table:
    """Give the sessions of the viewers: one row from each coming to its leaving.

    A viewer is a user where the source names one, else a player session. All of a
    viewer's heartbeats of one event belong to one session until none came for more
    than `gap_s` seconds. A player that reconnects within that time goes on under
    another id, and is counted in `reconnects`.

    Parameters
    ----------
    source, entry_id, engine, columns, decimal, max_refused
        As `webcast_widget.heartbeats.aggregate` takes them.
    gap_s
        Seconds; at least 10, as players send a heartbeat that often.

    Returns
    -------
    ibis.expr.types.Table
        Nothing is computed before it is asked for, with ``.to_pandas()``,
        ``.to_parquet(path)``, or more of Ibis. In no order; its columns:

        - ``entry_id``, ``viewer`` (the user, else the player session), and
          ``user_id``, ``country``, ``city``, ``device``, ``referrer``, as they
          were at the beginning; null where the source has none;
        - ``first_seen``, ``last_seen``: moments of the first and the last heartbeat,
          UTC;
        - ``watch_time_s`` (10 s for each heartbeat but first ones, as the vendor
          counts), ``live_time_s``, ``dvr_time_s``: whole seconds. Of a viewer with
          two players both count;
        - ``plays``: how often playing began; ``reconnects``: how many further
          player sessions it took, one less than it had;
        - ``stalls``: heartbeats that tell of buffering; ``buffering_s``: of how
          much, seconds;
        - ``avg_bitrate_kbps``: over the heartbeats that carry a bitrate; null when
          none does.

        Heartbeats that name neither a user nor a session are in no row.

    Raises
    ------
    HeartbeatsError, ConfigurationError
        As `webcast_widget.heartbeats.aggregate`; and if `gap_s` is too short.
    """
    check_gap(gap_s)
    taken = viewers_of(
        source,
        entry_id=entry_id,
        columns=columns,
        decimal=decimal,
        max_refused=max_refused,
        engine=engine,
    )
    gap = int(gap_s * MICROSECONDS)
    return possible(_summed(islands(named(taken.table), gap, TRAITS)))


def check_gap(gap_s: object) -> None:
    """Look at how long a viewer may be silent.

    Raises
    ------
    ConfigurationError
        If that is no time, or less than between two heartbeats.
    """
    if not is_within(gap_s, SLOT_S, MOST_GAP_S):
        raise ConfigurationError(
            f"gap_s is {gap_s!r}: give seconds, at least {SLOT_S}, the time between two"
            " heartbeats."
        )


def named(table: ir.Table) -> ir.Table:
    """Give the heartbeats that name a viewer, with `viewer` and all of `TRAITS`."""
    lacking = {
        name: ibis.null().cast("string") for name in TRAITS if name not in table.columns
    }
    whole = table.mutate(**lacking)
    # Players write an empty user where there is none.
    viewer = ibis.coalesce(whole.user_id.nullif(""), whole.session_id)
    return whole.mutate(viewer=viewer).filter(viewer.notnull())


def islands(table: ir.Table, gap: int, traits: Sequence[str]) -> ir.Table:
    """Give stretches of heartbeats, marked with the island that each is of.

    Parameters
    ----------
    table
        As `named` gives it.
    gap
        Microseconds without a heartbeat that part two islands of a viewer.
    traits
        The columns to take along, the largest of each.

    Returns
    -------
    ibis.expr.types.Table
        `VIEWER`, `traits`, `island` (a number), `begins` (whether it is the first
        stretch of its island), `first_seen`, `last_seen`, and sums.
    """
    return _marked(_stretches(table, gap, traits), gap)


def _stretches(table: ir.Table, gap: int, traits: Sequence[str]) -> ir.Table:
    """Sum heartbeats up over stretches of time as long as the gap.

    Within a stretch there is no longer gap, so the islands are the same, and what
    has to be sorted for them is a fraction of the heartbeats.
    """
    moment, first = microseconds(table.ts), is_first(table)
    rows = table.select(
        *VIEWER,
        *traits,
        session_id=table.session_id,
        ts=table.ts,
        stretch=(moment / gap).floor().cast("int64"),
        live=~first & (table.event_type == LIVE),
        dvr=~first & (table.event_type == DVR),
        plays=first,
        bps=bitrate_bps(table),
        ms=buffer_ms(table, KAVA),
    )
    return rows.group_by(*VIEWER, "session_id", "stretch").aggregate(
        first_seen=rows.ts.min(),
        last_seen=rows.ts.max(),
        live=rows.count(where=rows.live),
        dvr=rows.count(where=rows.dvr),
        plays=rows.count(where=rows.plays),
        bps=rows.bps.sum().fill_null(0),
        bitrates=rows.bps.count(),
        stalls=rows.count(where=rows.ms > 0),
        ms=rows.ms.sum(),
        # The same throughout a player session, as a rule; the largest if not.
        **{name: rows[name].max() for name in traits},
    )


def _marked(stretches: ir.Table, gap: int) -> ir.Table:
    """Count the islands of each viewer, and mark the row that each begins with."""
    order = ["first_seen", "last_seen", "session_id"]
    earlier = ibis.window(group_by=VIEWER, order_by=order, preceding=(None, 1))
    so_far = microseconds(stretches.last_seen.max().over(earlier))
    away = microseconds(stretches.first_seen) - so_far > gap
    # A viewer's first stretch has none before it.
    begins = away.fill_null(ibis.literal(value=True))
    marked = stretches.mutate(begins=begins)
    so_long = ibis.window(group_by=VIEWER, order_by=order, preceding=None, following=0)
    return marked.mutate(island=marked.begins.cast("int64").sum().over(so_long))


def _summed(rows: ir.Table) -> ir.Table:
    """Sum islands up to sessions."""
    summed = rows.group_by(*VIEWER, "island").aggregate(
        first_seen=rows.first_seen.min(),
        last_seen=rows.last_seen.max(),
        live=rows.live.sum(),
        dvr=rows.dvr.sum(),
        plays=rows.plays.sum(),
        players=rows.session_id.nunique(),
        stalls=rows.stalls.sum(),
        ms=rows.ms.sum(),
        bps=rows.bps.sum(),
        bitrates=rows.bitrates.sum(),
        **{name: rows[name].max(where=rows.begins) for name in TRAITS},
    )
    live, dvr = _whole(summed.live), _whole(summed.dvr)
    return summed.select(
        *VIEWER,
        *TRAITS,
        first_seen=summed.first_seen.cast("timestamp('UTC')"),
        last_seen=summed.last_seen.cast("timestamp('UTC')"),
        watch_time_s=(live + dvr) * SLOT_S,
        live_time_s=live * SLOT_S,
        dvr_time_s=dvr * SLOT_S,
        plays=_whole(summed.plays),
        reconnects=ibis.greatest(summed.players - 1, 0),
        stalls=_whole(summed.stalls),
        buffering_s=summed.ms / _PER_UNIT,
        avg_bitrate_kbps=summed.bps / _PER_UNIT / summed.bitrates.nullif(0),
    )


def _whole(total: ir.IntegerValue) -> Any:
    """Give a sum as int64, in files too.

    DuckDB sums up to 128 bits, which Parquet has no whole numbers for. A plain cast is
    left out by Ibis, for which a sum is an int64 already.
    """
    return total.cast("decimal(38, 0)").cast("int64")
