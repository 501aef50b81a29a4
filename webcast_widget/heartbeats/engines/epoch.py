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

PER_S: Final = (1, 10**3, 10**6, 10**9)
"""How many of each are a second."""


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


@ibis.udf.scalar.builtin(name="isfinite")  # type: ignore[untyped-decorator]
def _duckdb_finite(moment) -> bool:  # type: ignore[no-untyped-def,empty-body]  # noqa: ANN001
    """Ask DuckDB, which has moments at infinity."""


@ibis.udf.scalar.builtin(name="typeof")  # type: ignore[untyped-decorator]
def _spark_type(moment) -> str:  # type: ignore[no-untyped-def,empty-body]  # noqa: ANN001
    """Ask Spark, of whose two kinds of moments Ibis knows one."""


ZONED: Final = r":\d{2}([.,]\d+)?\s*([+-]\d|[A-Za-z])"
"""A text with a time of the day and something behind it that can only be a zone."""


def read_moments(texts: ir.StringValue) -> ir.TimestampValue:
    """Give texts (ISO 8601) as moments; one without a zone is UTC, whatever the session.

    What is no moment is null. DuckDB and Spark take such a text for the session's local
    time, and the session may be somebody else's.
    """
    backend = texts.get_backend().name
    if backend == "pyspark":
        return _spark_read(texts)
    if backend != "duckdb":
        return texts.cast("timestamp('UTC')")
    local = _duckdb_moment(_duckdb(finite(texts.try_cast("timestamp"))))
    zoned = finite(texts.try_cast("timestamp('UTC')"))
    return ibis.cases((texts.re_search(ZONED), zoned), else_=local)


def utc(moments: ir.TimestampValue) -> ir.TimestampValue:
    """Give moments that name no zone as those of UTC, whatever the session's zone is."""
    backend = moments.get_backend().name
    if backend == "pyspark":
        return _spark_utc(moments)
    if backend != "duckdb":
        return moments.cast("timestamp('UTC')")
    return _duckdb_moment(_duckdb(moments))


def _spark_read(texts: ir.StringValue) -> ir.TimestampValue:
    """Let a text that names no zone name UTC's; of a day, from its beginning."""
    day = texts.re_search(r"^\s*\d+-\d+-\d+\s*$")
    named = ibis.cases(
        (texts.re_search(ZONED), texts),
        (day, texts.strip() + " 00:00:00Z"),
        else_=texts.strip() + "Z",
    )
    return named.cast("timestamp('UTC')")


def _spark_utc(moments: ir.TimestampValue) -> ir.TimestampValue:
    """Take what is written on the clock of a moment without a zone for UTC's."""
    zoned = _spark_type(moments) == "timestamp"
    return ibis.cases(
        (zoned, moments.cast("timestamp('UTC')")),
        else_=_spark_read(moments.cast("string")),
    )


def finite(moments: ir.TimestampValue) -> ir.TimestampValue:
    """Give moments, and null for those at infinity."""
    if moments.get_backend().name != "duckdb":
        return moments
    return ibis.cases((_duckdb_finite(moments), moments))


def moments(numbers: ir.NumericValue) -> ir.TimestampValue:
    """Give epoch seconds, milliseconds, micro- or nanoseconds as moments in UTC.

    The size of each number tells its unit, which is right from 1973 to 5138. What is
    no moment by any is null.
    """
    if numbers.type().is_integer():
        wide = numbers.cast("int64")
        # A division is one of floats, which do not hold so many digits.
        steps = (wide * MICROSECONDS, wide * 1000, wide, (wide - wide % 1000) / 1000)
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
        return _spark(_spark_utc(moments))
    return moments.epoch_seconds().cast("int64") * MICROSECONDS
