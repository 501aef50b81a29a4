"""The canonical columns: which there are, and how a table comes to have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import ibis
from ibis.expr.operations import TryCast

from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.collecting import collect
from webcast_widget.heartbeats.epoch import moments

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from webcast_widget.heartbeats.readers.refused import Counts

REQUIRED: Final = (
    "ts",
    "entry_id",
    "session_id",
    "event_type",
    "event_index",
    "bitrate",
    "buffer_time",
)
OPTIONAL: Final = (
    "start_phase",
    "user_id",
    "country",
    "city",
    "device",
    "referrer",
    "kind",
)
CANONICAL: Final = REQUIRED + OPTIONAL

REASONS: Final = {
    "ts": "no readable time",
    "entry_id": "no entry id",
    "event_type": "no event type",
    "event_index": "no event index",
}
"""The columns without which a row is no heartbeat, and the reason it is refused for."""

_WHOLE = ("event_type", "event_index", "start_phase")
_DECIMAL = ("bitrate", "buffer_time")


def known(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Check which column of the source each canonical one is.

    Raises
    ------
    ConfigurationError
        A name is none of the canonical ones.
    """
    if not isinstance(columns, Mapping | None):
        raise ConfigurationError(
            f"columns is {columns!r}: name the source's column for each canonical one,"
            ' such as {"ts": "event_time"}.'
        )
    given = dict(columns or {})
    for name in given:
        if name not in CANONICAL:
            raise ConfigurationError(
                f"columns names {name!r}, which is none of {', '.join(CANONICAL)}."
            )
    return given


def missing(names: Iterable[str], columns: Mapping[str, str], what: str) -> str | None:
    """Say which needed columns a source does not have; None when it has them all."""
    there = list(names)
    lacking = [name for name in REQUIRED if columns.get(name, name) not in there] + [
        name for name in OPTIONAL if name in columns and columns[name] not in there
    ]
    if not lacking:
        return None
    named = " and ".join(columns.get(name, name) for name in lacking)
    shown = ", ".join(there[:20]) or "none"
    return (
        f"{what} has no column {named} (it has {shown}): say which one it is with "
        f"columns={{{lacking[0]!r}: ...}}."
    )


def canonical(
    table: ir.Table, columns: Mapping[str, str], what: str
) -> tuple[ir.Table, ir.Table]:
    """Give a table its canonical columns.

    Parameters
    ----------
    table
        Any Ibis table; what other columns it has stay.
    columns
        The table's name of a canonical column, where it is another.
    what
        What the table is called in messages.

    Returns
    -------
    tuple
        The rows that are heartbeats, and those that are none, both lazily.

    Raises
    ------
    HeartbeatsError
        A column is missing.
    """
    lack = missing(table.columns, columns, what)
    if lack:
        raise HeartbeatsError(lack)
    taken = set(columns.values())
    renamed = table.select(
        **{
            name: table[columns.get(name, name)]
            for name in CANONICAL
            if columns.get(name, name) in table.columns
        },
        **{
            name: table[name]
            for name in table.columns
            if name not in CANONICAL and name not in taken
        },
    )
    typed = renamed.mutate(**_casts(renamed))
    whole = ibis.and_(*(typed[name].notnull() for name in REASONS))
    return typed.filter(whole), typed.filter(~whole)


def counted(rows: ir.Table) -> Counts:
    """Count the rows that are no heartbeats by reason; this runs a query."""
    reason = ibis.cases(
        *((rows[name].isnull(), reason) for name, reason in REASONS.items())
    )
    counts = rows.select(reason=reason).group_by("reason").agg(rows=lambda t: t.count())
    return Counter(
        {found["reason"]: found["rows"] for found in collect(counts).to_pylist()}
    ), {}


def together(tables: list[ir.Table]) -> ir.Table:
    """Put the rows of several tables into one; what a table lacks is null in it."""
    if len(tables) == 1:
        return tables[0]
    types: dict[str, ibis.DataType] = {}
    for table in tables:
        for name, dtype in table.schema().items():
            before = types.setdefault(name, dtype)
            if before != dtype:
                types[name] = _common(name, before, dtype)
    aligned = [
        table.select(
            **{
                name: table[name].cast(dtype)
                if name in table.columns
                else ibis.null().cast(dtype)
                for name, dtype in types.items()
            }
        )
        for table in tables
    ]
    return ibis.union(aligned[0], *aligned[1:])


def _common(name: str, one: ibis.DataType, other: ibis.DataType) -> ibis.DataType:
    if name == "ts":
        return ibis.dtype("timestamp('UTC')")
    if one.is_integer() and other.is_integer():
        return ibis.dtype("int64")
    if one.is_numeric() and other.is_numeric():
        return ibis.dtype("float64")
    return ibis.dtype("string")


def _casts(table: ir.Table) -> dict[str, ir.Value]:
    """Give those canonical columns that have another type in their own."""
    casts = {
        name: _cast(name, table[name], dtype)
        for name, dtype in table.schema().items()
        if name in CANONICAL
    }
    return {name: cast for name, cast in casts.items() if cast is not None}


def _cast(name: str, column: ir.Value, dtype: ibis.DataType) -> ir.Value | None:
    if name == "ts":
        if dtype.is_numeric():
            return moments(column)
        return None if dtype.is_timestamp() else _tried(column, "timestamp('UTC')")
    if name in _WHOLE:
        return None if dtype.is_integer() else _tried(column, "int64")
    if name in _DECIMAL:
        return None if dtype.is_floating() else _tried(column, "float64")
    return None if dtype.is_string() else column.cast("string")


def _tried(column: ir.Value, dtype: str) -> ir.Value:
    """Cast, to null what cannot be: some engines do so whenever they cast."""
    if column.get_backend().has_operation(TryCast):
        return column.try_cast(dtype)
    return column.cast(dtype)
