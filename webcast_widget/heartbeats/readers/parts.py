"""The tables that a source is read as: what each holds that is no heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.heartbeats.engines.epoch import microseconds
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.heartbeats.readers.clocks import Seen, is_uneven
from webcast_widget.heartbeats.readers.columns import REASON, canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from webcast_widget.heartbeats.readers.left_out import LeftOut


@dataclass(frozen=True)
class Part:
    """A table of canonical columns.

    Parameters
    ----------
    heartbeats
        Its rows that are heartbeats, lazily.
    seen
        What is seen of their moments.
    of_numbers
        Whether these came as numbers that may have lost digits.
    """

    heartbeats: ir.Table
    seen: Seen
    of_numbers: bool


def part(
    table: ir.Table,
    columns: Mapping[str, str],
    left_out: LeftOut,
    *,
    what: str = "The table",
    decimal: str | None = None,
    seen: Seen | None = None,
) -> Part:
    """Make a part of any table; unless all was seen before, this runs a query.

    Parameters
    ----------
    table
        Any Ibis table.
    columns
        Its name of a canonical column, where it is another.
    left_out
        Where its rows that are no heartbeats are counted.
    what
        What it is called in messages.
    decimal
        The decimal point of figures that are text.
    seen
        What was seen of a table of which every row is a heartbeat.

    Raises
    ------
    HeartbeatsError
        A column is missing.
    """
    clean = seen is not None
    whole = canonical(table, columns, what, decimal=decimal, clean=clean)
    given = table[columns.get("ts", "ts")].type()
    of_numbers = given.is_floating()
    if seen is not None:
        return Part(whole, seen, of_numbers)
    good = whole.filter(whole[REASON].isnull()).drop(REASON)
    return Part(good, _look(whole, left_out), of_numbers)


def _look(whole: ir.Table, left_out: LeftOut) -> Seen:
    """Count what is no heartbeat by its reason, and see what moments the others have."""
    moment = microseconds(whole.ts)
    rows = whole.select(reason=whole[REASON], at=moment, **is_uneven(moment))
    found = rows.group_by("reason").aggregate(
        rows=rows.count(),
        first=rows["at"].min(),
        last=rows["at"].max(),
        uneven=rows.count(where=rows.uneven),
        exact=rows.count(where=rows.exact),
    )
    seen = Seen()
    for row in collect(found).to_pylist():
        reason = row.pop("reason")
        if reason is None:
            seen = Seen(**row)
        else:
            left_out.refuse(reason, row["rows"], [])
    return seen
