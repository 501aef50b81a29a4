"""Single values of a table's columns: how each comes to have its canonical type."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir
from ibis.expr.operations import IsInf, TryCast

from webcast_widget.heartbeats.engines.epoch import (
    PER_S,
    UNITS,
    finite,
    moments,
    read_moments,
    utc,
)
from webcast_widget.heartbeats.readers.fields import ABSENT, DECIMAL

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt

WHOLE: Final = ("event_type", "event_index", "start_phase")
FIGURES: Final = ("bitrate", "buffer_time")

NUMBERED: Final = ("duckdb", "pyspark")
"""The engines that make moments of numbers in text."""

WIDE_S: Final = 2**27
"""From here on floats of 32 bits are more than a slot apart, whatever their unit."""

MOST_WHOLE: Final = 10**18
"""As many digits as are read of a whole number in text."""


def canonical_value(
    name: str, column: ir.Value, decimal: str | None, *, clean: bool
) -> ir.Value | None:
    """Give a canonical column the type that it has; None where it has it already.

    Parameters
    ----------
    name
        The column's canonical name.
    column
        Its values.
    decimal
        The decimal point of numbers that are text; a point unless said.
    clean
        Whether it is known already that no entry is empty and no moment impossible.
    """
    dtype = column.type()
    if name == "ts":
        return _moments(column, dtype, decimal, clean=clean)
    if name in WHOLE:
        return None if dtype.is_integer() else _whole(column, decimal)
    if name in FIGURES:
        if dtype.is_floating():
            return None
        told = number(column, decimal)
        return column.cast("float64") if told is None else told[1]
    text = None if dtype.is_string() else _text(column)
    # Nothing at all is no name, as in a text file.
    if clean and name == "entry_id":
        return text
    return (column if text is None else text).nullif("")


def _text(column: ir.Value) -> ir.Value:
    """Give an id as text: 7.0, of a column that had to hold nothing elsewhere, is 7."""
    if not column.type().is_floating():
        return column.cast("string")
    whole = (column % 1 == 0) & (column.abs() < MOST_WHOLE)
    return ibis.cases(
        (whole, column.cast("int64").cast("string")), else_=column.cast("string")
    )


def number(
    column: ir.Value, decimal: str | None
) -> tuple[ir.BooleanValue, ir.FloatingValue] | None:
    """Give whether there is something, and the number that it is, null where it is none.

    None for columns of a type that holds nothing but numbers.
    """
    dtype = column.type()
    if isinstance(column, ir.StringValue):
        there = ~column.strip().lower().isin(ABSENT)
        return there, _read(column, decimal)
    if dtype.is_floating() and column.get_backend().has_operation(IsInf):
        return column.notnull(), ibis.cases((~column.isinf(), column))
    if dtype.is_numeric():
        return None
    return column.notnull(), tried(column, "float64")


def coarse(column: ir.Value) -> ir.BooleanValue | None:
    """Tell which moments are too few digits to tell a slot; None where none can be."""
    dtype = column.type()
    if dtype.is_float16() or dtype.is_float32():
        return column.abs() >= WIDE_S
    if not isinstance(column, ir.StringValue) or not _reads_numbers(column):
        return None
    written = column.re_search(f"^{DECIMAL}$") & column.re_search("[eE]")
    # The place of the last digit that is written.
    exponent = tried(column.re_extract(r"[eE]([+-]?\d+)", 1), "int64")
    place = exponent - column.re_extract(r"\.(\d*)", 1).length()
    number = tried(column, "float64").abs()
    per_s = ibis.cases(
        *(
            (number < most, math.log10(per))
            for most, per in zip(UNITS, PER_S, strict=True)
        )
    )
    return (written & (place - per_s > 1)).fill_null(False)  # noqa: FBT003 - Ibis's own


def tried(column: ir.Value, dtype: str) -> ir.Value:
    """Cast, to null what cannot be: some engines do so whenever they cast."""
    if column.get_backend().has_operation(TryCast):
        return column.try_cast(dtype)
    return column.cast(dtype)


def _read(texts: ir.StringValue, decimal: str | None) -> ir.FloatingValue:
    """Read numbers as text files have them; engines know stranger ones."""
    if decimal == ",":
        # A point can only be between thousands then.
        texts = ibis.cases((~texts.contains("."), texts.replace(",", ".")))
    found = tried(texts.strip(), "float64")
    fits = (found < math.inf) & (found > -math.inf)
    return ibis.cases((texts.re_search(f"^{DECIMAL}$") & fits, found))


def _whole(column: ir.Value, decimal: str | None) -> ir.IntegerValue:
    """Give whole numbers; what is between two of them is none."""
    dtype = column.type()
    if isinstance(column, ir.StringValue):
        value = _read(column, decimal)
    elif dtype.is_numeric():
        value = column.cast("float64")
    else:
        return tried(column, "int64")
    fits = (value % 1 == 0) & (value < MOST_WHOLE) & (value > -MOST_WHOLE)
    return ibis.cases((fits, value)).cast("int64")


def _moments(
    column: ir.Value, dtype: dt.DataType, decimal: str | None, *, clean: bool
) -> ir.Value | None:
    if dtype.is_timestamp():
        known = column if clean else finite(column)
        if dtype.timezone is None:
            return utc(known)
        return None if clean else known
    if dtype.is_numeric():
        return moments(column)
    # A date, too: as a text it names no zone, whatever the session's is.
    texts = column.cast("string")
    as_text = read_moments(texts)
    if not _reads_numbers(column):
        return as_text
    is_number = texts.re_search(f"^{DECIMAL}$")
    return ibis.cases((is_number, moments(_read(texts, decimal))), else_=as_text)


def _reads_numbers(column: ir.Value) -> bool:
    """Tell whether a column is text, on an engine that makes moments of numbers in it."""
    return column.type().is_string() and column.get_backend().name in NUMBERED
