"""The counting rules, as one Ibis expression: raw heartbeats to sums over slots.

Sums are of whole numbers (milliseconds, thousandths of a kbps), so that the order of the heartbeats nor the engine changes the last digit.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.epoch import MICROSECONDS, microseconds
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

KALTURA_2015: Final = "kaltura-2015"
KAVA: Final = "kava"
RULES: Final = (KALTURA_2015, KAVA)

SUMS: Final = ("live", "dvr", "plays", "bitrate_bps", "bitrate_count", "buffer_ms")
"""What is summed: heartbeats, plays, 1/1000 kbps, heartbeats with one, 1/1000 s."""

SLOT: Final = "slot"
"""Start of a slot, epoch seconds."""

LIVE: Final = 1
DVR: Final = 2
FIRST: Final = 1
"""Index of the heartbeat that is sent when playing starts: the play."""

UNKNOWN_PHASE: Final = 5
"""Phase of a player that has not been told the collector's time yet, seconds."""

MOST_KBPS: Final = 1_000_000
"""No viewer's player shows more: what is more is no bitrate."""

MOST_BUFFERING_S: Final = 10
"""A heartbeat covers ten seconds, so it cannot tell of more."""

_MOST: Final = sys.float_info.max
"""Engines order infinity and NaN above it."""
_PER_KBPS: Final = 1000
_PER_S: Final = 1000
_STEP_MS: Final = {KALTURA_2015: 10, KAVA: 1}


def check_rules(rules: str) -> str:
    """Give the name of the rules back.

    Raises
    ------
    ConfigurationError
        If there are no such rules.
    """
    if rules not in RULES:
        raise ConfigurationError(
            f"rules is {rules!r}: choose one of {', '.join(RULES)}."
        )
    return rules


def slot(table: ir.Table, rules: str) -> ir.IntegerValue:
    """Give the start of the slot that each heartbeat counts in, epoch seconds.

    Under the rules of 2015 the moment is shifted by the phase of the player, so
    that a steady player lands once in each slot; under the later rules the moment
    of the server decides.

    Parameters
    ----------
    table
        Heartbeats with the canonical columns.
    rules
        One of `RULES`.
    """
    moment = microseconds(table.ts)
    if rules == KALTURA_2015 and "start_phase" in table.columns:
        phase = (table.start_phase % SLOT_S).fill_null(UNKNOWN_PHASE)
        moment += (UNKNOWN_PHASE - phase).cast("int64") * MICROSECONDS
    return (moment / (SLOT_S * MICROSECONDS)).floor().cast("int64") * SLOT_S


def is_first(table: ir.Table) -> ir.BooleanValue:
    """Tell which rows are the start of playing rather than a heartbeat of it."""
    if "kind" in table.columns:
        # A player of today sends other events first, so its index says nothing.
        return (table.kind == "play").fill_null(table.event_index <= FIRST)
    return table.event_index <= FIRST


def bitrate_bps(table: ir.Table) -> ir.IntegerValue:
    """Give each heartbeat's bitrate in 1/1000 kbps; null when it is unknown."""
    known = (table.bitrate >= 0) & (table.bitrate <= MOST_KBPS)
    return ibis.cases((known, _rounded(table.bitrate.cast("float64") * _PER_KBPS)))


def buffer_ms(table: ir.Table, rules: str) -> ir.IntegerValue:
    """Give each heartbeat's buffering in milliseconds, from 0 to 10 s.

    The backend of 2015 keeps hundredths of a second.
    """
    told = (table.buffer_time > 0) & (table.buffer_time <= _MOST)
    seconds = ibis.least(table.buffer_time, MOST_BUFFERING_S)
    step = _STEP_MS[rules]
    kept = _rounded(seconds * (_PER_S // step)) * step
    return ibis.cases((told, kept), else_=0)


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


def _rounded(value: ir.NumericValue) -> ir.IntegerValue:
    # Half a step up and down to the whole: three times as fast as a rounding.
    return (value + 0.5).floor().cast("int64")
