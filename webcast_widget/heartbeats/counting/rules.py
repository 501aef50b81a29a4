"""The counting rules: what each heartbeat counts as, and in which slot.

Sums are of whole numbers (milliseconds, thousandths of a kbps), so that neither the
order of the heartbeats nor the engine changes the last digit.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.engines.epoch import MICROSECONDS, microseconds
from webcast_widget.heartbeats.readers.fields import MOST_BUFFERING_S, MOST_KBPS
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    import ibis.expr.types as ir

KALTURA_2015: Final = "kaltura-2015"
KAVA: Final = "kava"
RULES: Final = (KALTURA_2015, KAVA)

SLOT: Final = "slot"
"""Start of a slot, epoch seconds."""

LIVE: Final = 1
DVR: Final = 2
FIRST: Final = 1
"""Index of the heartbeat that is sent when playing starts: the play."""

UNKNOWN_PHASE: Final = 5
"""Phase of a player that has not been told the collector's time yet, seconds."""

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


def _rounded(value: ir.NumericValue) -> ir.IntegerValue:
    # Half a step up and down to the whole: three times as fast as a rounding.
    return (value + 0.5).floor().cast("int64")
