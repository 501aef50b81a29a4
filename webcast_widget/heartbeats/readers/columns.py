"""The canonical columns: which there are, and how a table comes to have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir

from webcast_widget.errors import ConfigurationError, HeartbeatsError
from webcast_widget.heartbeats.readers.clocks import COARSE
from webcast_widget.heartbeats.readers.values import canonical_value, coarse, number

if TYPE_CHECKING:
    from collections.abc import Iterable

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

UNREADABLE: Final = {
    "bitrate": "no readable bitrate",
    "buffer_time": "no readable buffering",
}
"""Figures that are refused where something stands in a table that is no number."""

REASON: Final = "_reason"
"""Why a row is no heartbeat; null where it is one."""


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
    for name, column in given.items():
        if name not in CANONICAL:
            raise ConfigurationError(
                f"columns names {name!r}, which is none of {', '.join(CANONICAL)}."
            )
        if not isinstance(column, str):
            raise ConfigurationError(
                f"columns says {column!r} for {name}: give the name of that column, as text."
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


def check_by(table: ir.Table, by: str) -> None:
    """Look at the name of a column that a table is to be taken apart by.

    Raises
    ------
    ConfigurationError
        If there is no such column, or none of single values.
    """
    if by not in table.columns:
        there = ", ".join(table.columns)
        raise ConfigurationError(f"There is no column {by!r}: choose one of {there}.")
    if table[by].type().is_interval():
        raise ConfigurationError(
            f"The column {by!r} holds lengths of time: give them as numbers."
        )
    if table[by].type().is_nested():
        raise ConfigurationError(
            f"The column {by!r} holds lists or records: choose one of single values."
        )


def canonical(
    table: ir.Table,
    columns: Mapping[str, str],
    what: str,
    *,
    decimal: str | None = None,
    clean: bool = False,
) -> ir.Table:
    """Give a table its canonical columns.

    Parameters
    ----------
    table
        Any Ibis table; what other columns it has stay.
    columns
        The table's name of a canonical column, where it is another.
    what
        What the table is called in messages.
    decimal
        The decimal point of figures that are text.
    clean
        Whether it is known already that every row is a heartbeat.

    Returns
    -------
    ibis.expr.types.Table
        All its rows, lazily; unless it is clean, those that are no heartbeats have a
        `REASON`.

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
    values = {
        name: value
        for name in renamed.columns
        if name in CANONICAL
        and (value := canonical_value(name, renamed[name], decimal, clean=clean))
        is not None
    }
    if clean:
        return renamed.mutate(**values) if values else renamed
    odd = {reason: _odd(renamed[name], decimal) for name, reason in UNREADABLE.items()}
    rounded = coarse(renamed["ts"])
    reasons = [
        *(() if rounded is None else ((rounded, COARSE),)),
        *(
            (values.get(name, renamed[name]).isnull(), reason)
            for name, reason in REASONS.items()
        ),
        *((flag, reason) for reason, flag in odd.items() if flag is not None),
    ]
    return renamed.mutate(**values, **{REASON: ibis.cases(*reasons)})


def _odd(column: ir.Value, decimal: str | None) -> ir.BooleanValue | None:
    """Tell whether there is something that is no number; None if there cannot be."""
    told = number(column, decimal)
    if told is None:
        return None
    there, found = told
    return (there & found.isnull()).fill_null(False)  # noqa: FBT003 - Ibis's own


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
