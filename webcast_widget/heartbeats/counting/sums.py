"""Raw heartbeats to sums over slots: one Ibis expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from webcast_widget.heartbeats.counting.rules import (
    DVR,
    KAVA,
    LIVE,
    SLOT,
    bitrate_bps,
    buffer_ms,
    is_first,
    slot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

SUMS: Final = ("live", "dvr", "plays", "bitrate_bps", "bitrate_count", "buffer_ms")
"""What is summed: heartbeats, plays, 1/1000 kbps, heartbeats with one, 1/1000 s."""


def slot_sums(
    table: ir.Table,
    rules: str,
    *,
    by: Sequence[str] = (),
    deduplicate: bool = False,
) -> ir.Table:
    """Sum heartbeats up to slots.

    The definitions are the vendor's. Under ``kaltura-2015``, of the players and
    the backend of 2015: `live` and `dvr` are heartbeats after the first, of event
    type 1 and 2; `plays` are first ones of type 1; bitrate and buffering are of
    all. Under ``kava``, of those that followed: `live` and `dvr` are VIEW events,
    `plays` are PLAY events, and bitrate and buffering are of VIEW events alone.

    Parameters
    ----------
    table
        Heartbeats with the canonical columns.
    rules
        One of `RULES`.
    by
        Further columns to count by.
    deduplicate
        Count a heartbeat once that was delivered several times: those of one
        session with one index in one slot. Those that name no session all count.

    Returns
    -------
    ibis.expr.types.Table
        A row for each slot that a heartbeat counts in, and each value of `by`;
        columns `slot` (int64, epoch seconds UTC) and `SUMS` (int64), and those of
        `by`. In no order.
    """
    first = is_first(table)
    bitrate, buffering = bitrate_bps(table), buffer_ms(table, rules)
    plays, counted = first & (table.event_type == LIVE), table
    if rules == KAVA:
        bitrate = ibis.cases((~first, bitrate))
        buffering = ibis.cases((~first, buffering), else_=0)
        plays, counted = first, table.filter(table.event_type.isin((LIVE, DVR)))
    rows = counted.select(
        *by,
        **{SLOT: slot(table, rules)},
        live=~first & (table.event_type == LIVE),
        dvr=~first & (table.event_type == DVR),
        plays=plays,
        bitrate_bps=bitrate,
        buffer_ms=buffering,
        **(_identity(table) if deduplicate else {}),
    )
    if deduplicate:
        rows = _once(rows, by)
    return rows.group_by(*by, SLOT).aggregate(
        live=rows.count(where=rows.live),
        dvr=rows.count(where=rows.dvr),
        plays=rows.count(where=rows.plays),
        bitrate_bps=rows.bitrate_bps.sum().fill_null(0),
        bitrate_count=rows.bitrate_bps.count(),
        buffer_ms=rows.buffer_ms.sum().fill_null(0),
    )


def _identity(table: ir.Table) -> dict[str, ir.Value]:
    """Name what tells one heartbeat from another, but for the slot."""
    return {
        "_entry": table.entry_id,
        "_session": table.session_id,
        "_index": table.event_index,
        "_type": table.event_type,
        "_first": is_first(table),
    }


def _once(rows: ir.Table, by: Sequence[str]) -> ir.Table:
    """Keep one of the rows that are the same heartbeat.

    The largest of each figure, so that it does not matter which came first.
    """
    sums = ("live", "dvr", "plays", "bitrate_bps", "buffer_ms")
    named = rows.filter(rows["_session"].notnull())
    keys = ["_entry", "_session", "_index", "_type", "_first", SLOT]
    once = named.group_by(keys).aggregate(
        **{name: named[name].max() for name in (*by, *sums)}
    )
    kept = (*by, SLOT, *sums)
    nameless = rows.filter(rows["_session"].isnull())
    return ibis.union(once.select(*kept), nameless.select(*kept))
