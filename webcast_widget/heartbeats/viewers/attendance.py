"""Attendance: who watched how much of the event, as organisers ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from webcast_widget.errors import ConfigurationError
from webcast_widget.heartbeats.arguments import epoch, is_within
from webcast_widget.heartbeats.counting.rules import (
    DVR,
    KALTURA_2015,
    LIVE,
    SLOT,
    check_rules,
    is_first,
    slot,
)
from webcast_widget.heartbeats.engines.results import possible
from webcast_widget.heartbeats.readers.heartbeats import viewers_of
from webcast_widget.heartbeats.readers.left_out import MAX_REFUSED
from webcast_widget.heartbeats.viewers.sessions import TRAITS, VIEWER, named
from webcast_widget.timeline.slots import SLOT_S, slot_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    from ibis import BaseBackend

    from webcast_widget.heartbeats.arguments import Moment

_BITS: Final = 60
PACKING: Final = ("duckdb", "pyspark")
"""The engines whose names for what is done to bits are those used here."""

MIN_SHARE: Final = 0.85
"""Who watched this share of an event attended it, unless a caller says otherwise."""


def attendance(
    source: Any,
    min_share: float = MIN_SHARE,
    *,
    span: tuple[Moment, Moment] | None = None,
    rules: str = KALTURA_2015,
    entry_id: str | None = None,
    engine: str | BaseBackend = "duckdb",
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    max_refused: int | None = MAX_REFUSED,
) -> ir.Table:
    """Give the viewers who watched at least some share of the event.

    A viewer is a user where the source names one, else a player session. A slot is
    watched when a heartbeat of it counts there, live or DVR; with two players it is
    watched once.

    Parameters
    ----------
    source, rules, entry_id, engine, columns, decimal, max_refused
        As `webcast_widget.heartbeats.aggregate` takes them.
    min_share
        From 0 (everybody) to 1.
    span
        Beginning and end of the event: text or `pandas.Timestamp`, UTC where they
        name no zone, or epoch seconds. From the first heartbeat to the last of each
        entry when left out; players often stay on after the end, so say it where
        you know it.

    Returns
    -------
    ibis.expr.types.Table
        Lazily, in no order: ``entry_id``, ``viewer``, and ``user_id``, ``country``,
        ``city``, ``device``, ``referrer``, null where the source has none;
        ``first_seen``, ``last_seen`` (UTC, within the span); ``watched_s`` and
        ``event_s``, whole seconds, 10 for each slot; ``share``, the one over the
        other, 0 to 1.

    Raises
    ------
    HeartbeatsError, ConfigurationError
        As `webcast_widget.heartbeats.aggregate`; and if the share or the span cannot
        be.
    """
    if not is_within(min_share, 0, 1):
        raise ConfigurationError(
            f"min_share is {min_share!r}: give a share from 0 to 1, such as 0.85."
        )
    check_rules(rules)
    ends = None if span is None else _ends(span)
    taken = viewers_of(
        source,
        entry_id=entry_id,
        columns=columns,
        decimal=decimal,
        max_refused=max_refused,
        engine=engine,
    )
    seen = _viewers(taken.table, rules, ends)
    if ends is None:
        of_entry = ibis.window(group_by="entry_id")
        begins = seen.first_slot.min().over(of_entry)
        event_s = seen.last_slot.max().over(of_entry) + SLOT_S - begins
    else:
        event_s = ibis.literal(ends[1] - ends[0], "int64")
    rows = seen.mutate(event_s=event_s)
    shares = rows.select(
        *VIEWER,
        *TRAITS,
        first_seen=rows.first_seen.cast("timestamp('UTC')"),
        last_seen=rows.last_seen.cast("timestamp('UTC')"),
        watched_s=rows.watched_s,
        event_s=rows.event_s,
        share=rows.watched_s / rows.event_s,
    )
    return possible(shares.filter(shares.share >= min_share))


def _viewers(table: ir.Table, rules: str, ends: tuple[int, int] | None) -> ir.Table:
    """Give one row for each viewer, with the time watched and the ends of it.

    The slots of ten minutes are bits of one number first: what is grouped by viewer
    and slot, and held, is a fraction of the heartbeats.
    """
    known = named(table)
    placed = known.mutate(**{SLOT: slot(known, rules)})
    if ends is not None:
        placed = placed.filter(placed[SLOT] >= ends[0], placed[SLOT] < ends[1])
    watched = ~is_first(placed) & placed.event_type.isin((LIVE, DVR))
    if table.get_backend().name not in PACKING:
        slots = placed.mutate(_watched=ibis.cases((watched, placed[SLOT])))
        return slots.group_by(*VIEWER).aggregate(
            **{name: slots[name].max() for name in TRAITS},
            watched_s=slots["_watched"].nunique() * SLOT_S,
            **_ends_of(slots, "ts", "ts", SLOT, SLOT),
        )
    place = (placed[SLOT] % (_BITS * SLOT_S) / SLOT_S).cast("int64")
    rows = placed.select(
        *VIEWER,
        *TRAITS,
        SLOT,
        "ts",
        part=placed[SLOT] - placed[SLOT] % (_BITS * SLOT_S),
        # Spark takes a bare 1 for one of 32 bits.
        bit=ibis.cases((watched, ibis.literal(1).cast("int64") << place), else_=0),
    )
    parts = rows.group_by(*VIEWER, "part").aggregate(
        **{name: rows[name].max() for name in TRAITS},
        bits=_bit_or(rows.bit),
        **_ends_of(rows, "ts", "ts", SLOT, SLOT),
    )
    return parts.group_by(*VIEWER).aggregate(
        **{name: parts[name].max() for name in TRAITS},
        watched_s=_bit_count(parts.bits).sum() * SLOT_S,
        **_ends_of(parts, "first_seen", "last_seen", "first_slot", "last_slot"),
    )


def _ends_of(
    rows: ir.Table, first: str, last: str, first_slot: str, last_slot: str
) -> dict[str, ir.Value]:
    return {
        "first_seen": rows[first].min(),
        "last_seen": rows[last].max(),
        "first_slot": rows[first_slot].min(),
        "last_slot": rows[last_slot].max(),
    }


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator]
def _bit_or(bits: int) -> int:  # type: ignore[empty-body]
    """Ask the engine for the bits set in any; Ibis does not know that Spark can."""


@ibis.udf.scalar.builtin(name="bit_count")  # type: ignore[untyped-decorator]
def _bit_count(bits: int) -> int:  # type: ignore[empty-body]
    """Ask the engine how many bits are set."""


def _ends(span: tuple[Moment, Moment]) -> tuple[int, int]:
    """Read a span; give the slot that it begins with and the one after its last."""
    try:
        begins, ends = (epoch(moment) for moment in span)
    except (ValueError, TypeError, OverflowError):
        begins = ends = float("nan")
    if not begins < ends:
        raise ConfigurationError(
            f"span is {span!r}: give the moments at which the event began and ended,"
            ' such as ("2026-11-22 15:00", "2026-11-22 16:30").'
        )
    return slot_of(begins), -slot_of(-ends)
