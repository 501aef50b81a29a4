"""Moments as whole microseconds since 1970, in each engine's own way.

Ibis's own way takes DuckDB eight times as long, and loses fractions on Spark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.datatypes as dt

if TYPE_CHECKING:
    import ibis.expr.types as ir

MICROSECONDS: Final = 1_000_000
"""In a second."""

UNITS: Final = (10**11, 10**14, 10**17, 9 * 10**18)
"""Below these, numbers are seconds, milliseconds, microseconds and nanoseconds."""


@ibis.udf.scalar.builtin(name="epoch_us")  # type: ignore[untyped-decorator]
def _duckdb(moment) -> int:  # type: ignore[no-untyped-def,empty-body]  # noqa: ANN001
    """Ask DuckDB."""


@ibis.udf.scalar.builtin(name="unix_micros")  # type: ignore[untyped-decorator]
def _spark(moment) -> int:  # type: ignore[no-untyped-def,empty-body]  # noqa: ANN001
    """Ask Spark."""


@ibis.udf.scalar.builtin(name="make_timestamptz")  # type: ignore[untyped-decorator]
def _duckdb_moment(us: int) -> dt.Timestamp(timezone="UTC"):  # type: ignore[valid-type]
    """Ask DuckDB."""


@ibis.udf.scalar.builtin(name="timestamp_micros")  # type: ignore[untyped-decorator]
def _spark_moment(us: int) -> dt.Timestamp(timezone="UTC"):  # type: ignore[valid-type]
    """Ask Spark."""


def moments(numbers: ir.NumericValue) -> ir.TimestampValue:
    """Give epoch seconds, milliseconds, micro- or nanoseconds as moments in UTC.

    The size of each number tells its unit, which is right from 1973 to 5138. What is
    no moment by any is null.
    """
    if numbers.type().is_integer():
        wide = numbers.cast("int64")
        steps = (wide * MICROSECONDS, wide * 1000, wide, (wide / 1000).floor())
    else:
        wide = numbers.cast("float64")
        steps = (wide * MICROSECONDS, wide * 1000, wide, wide / 1000)
    # Not of the absolute: that of the smallest whole number is none.
    us = ibis.cases(
        *(
            ((wide < most) & (wide > -most), step.round().cast("int64"))
            for most, step in zip(UNITS, steps, strict=True)
        )
    )
    backend = numbers.get_backend().name
    if backend == "duckdb":
        return _duckdb_moment(us)
    if backend == "pyspark":
        return _spark_moment(us)
    return (us / MICROSECONDS).floor().cast("int64").as_timestamp("s")


def microseconds(moments: ir.TimestampValue) -> ir.IntegerValue:
    """Give moments in epoch microseconds; one without a zone is taken for UTC."""
    backend = moments.get_backend().name
    if backend == "duckdb":
        return _duckdb(moments)
    if backend == "pyspark":
        # Spark has a type of its own for what names no zone.
        return _spark(moments.cast("timestamp('UTC')"))
    return moments.epoch_seconds().cast("int64") * MICROSECONDS
