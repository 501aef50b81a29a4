"""Single fields, in DuckDB's SQL: how tolerantly each one is read.

The rules are the vendor's (aggregator of 2015): a bitrate is a whole number, and one
that is negative, or no number, is unknown; negative buffering, or none, is 0.
"""

from __future__ import annotations

from typing import Final

from webcast_widget.heartbeats.engines.epoch import MICROSECONDS, PER_S, UNITS
from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.slots import SLOT_S

WHOLE = r"\s*[+-]?\d{1,18}\s*"
"""A whole number as players write it."""

ROUND = r"\s*[+-]?\d{1,18}(\.0*)?\s*"
"""A whole number as tables write it that hold decimals, or nothing, elsewhere."""

WHOLE_MOMENT = r"\s*[+-]?\d{1,19}\s*"
"""Epoch nanoseconds have 19 digits."""

DECIMAL = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*"
ABSENT = ("", "na", "n/a", "nan", "null", "none")
"""What tables write, in small letters, where there is nothing."""

MOST_KBPS: Final = int(FIGURES["avg_bitrate_kbps"].most)
"""What is more is no bitrate."""

MOST_BUFFERING_S: Final = 10
"""A heartbeat covers ten seconds, so it cannot tell of more."""


def whole(text: str, pattern: str = WHOLE, dtype: str = "INTEGER") -> str:
    """Read a whole number, null when it is none."""
    return (
        f"CASE WHEN regexp_full_match({text}, '{pattern}') "
        f"THEN TRY_CAST({text} AS {dtype}) END"
    )


def bitrate(text: str, pattern: str = WHOLE, missing: str = "NULL") -> str:
    """Read a bitrate in kbps, null when unknown, `missing` when absent or empty."""
    return (
        f"CASE WHEN coalesce({text}, '') = '' THEN {missing} "
        f"WHEN regexp_full_match({text}, '{pattern}') "
        f"AND TRY_CAST({text} AS DOUBLE) BETWEEN 0 AND {MOST_KBPS} "
        f"THEN TRY_CAST({text} AS DOUBLE) END"
    )


def buffering(text: str) -> str:
    """Read buffering in seconds, 0 when there is none, 10 at most."""
    return (
        f"CASE WHEN regexp_full_match({text}, '{DECIMAL}') "
        f"THEN least(greatest(TRY_CAST({text} AS DOUBLE), 0), {MOST_BUFFERING_S}) "
        "ELSE 0::DOUBLE END"
    )


def present(text: str) -> str:
    """Tell whether there is something: tables write missing in several ways."""
    absent = ", ".join(f"'{word}'" for word in ABSENT)
    return f"(lower(trim(coalesce({text}, ''))) NOT IN ({absent}))"


def unreadable(text: str) -> str:
    """Tell whether there is something that is no number: neither 0 nor unknown."""
    return f"""({present(text)} AND NOT (regexp_full_match({text}, '{DECIMAL}')
        AND coalesce(isfinite(TRY_CAST({text} AS DOUBLE)), false)))"""


def coarse(text: str) -> str:
    """Tell whether a number is written to fewer digits than tell its slot.

    Spreadsheets write epoch milliseconds as ``1.79536E+12``, which is any of 10,000
    seconds.
    """
    number = f"abs(TRY_CAST({text} AS DOUBLE))"
    exponent = f"TRY_CAST(regexp_extract({text}, '[eE]([+-]?\\d+)', 1) AS INTEGER)"
    digits = f"length(regexp_extract({text}, '\\.(\\d*)', 1))"
    per_s = " ".join(
        f"WHEN {number} < {most}::DOUBLE THEN {per}::DOUBLE"
        for most, per in zip(UNITS, PER_S, strict=True)
    )
    return (
        f"coalesce(regexp_full_match({text}, '{DECIMAL}') AND contains(lower({text}), 'e')"
        f" AND pow(10::DOUBLE, {exponent} - {digits}) > {SLOT_S} * CASE {per_s} END, false)"
    )


def decoded(text: str) -> str:
    """Decode percent-encoding as forms have it; what decodes to no UTF-8 stays."""
    return (
        f"CASE WHEN contains({text}, '%') OR contains({text}, '+') "
        f"THEN coalesce(TRY(url_decode(replace({text}, '+', ' '))), {text}) "
        f"ELSE {text} END"
    )


def decoded_again(text: str) -> str:
    """Decode a text that was encoded twice; one that was not stays as it is."""
    return (
        f"CASE WHEN contains({text}, '%') AND NOT contains({text}, '://') "
        f"THEN coalesce(TRY(url_decode({text})), {text}) ELSE {text} END"
    )


def moment(text: str) -> str:
    """Read a moment: epoch seconds or finer, as their size tells, or ISO 8601."""
    return f"""CASE
        WHEN regexp_full_match({text}, '{WHOLE_MOMENT}') THEN
            make_timestamptz({_microseconds(f"TRY_CAST({text} AS BIGINT)", whole=True)})
        WHEN regexp_full_match({text}, '{DECIMAL}') THEN
            make_timestamptz({_microseconds(f"TRY_CAST({text} AS DOUBLE)")})
        WHEN isfinite(TRY_CAST({text} AS TIMESTAMPTZ)) THEN TRY_CAST({text} AS TIMESTAMPTZ)
        END"""


def _microseconds(number: str, *, whole: bool = False) -> str:
    """Turn a number of any unit into microseconds; whole ones keep their last digit."""
    cases = []
    for most, per_s in zip(UNITS, PER_S, strict=True):
        if per_s <= MICROSECONDS:
            us = f"{number} * {MICROSECONDS // per_s}"
        else:
            per_us = per_s // MICROSECONDS
            us = f"{number} // {per_us}" if whole else f"{number} / {per_us}"
        us = us if whole else f"round({us})::BIGINT"
        cases.append(f"WHEN {number} < {most} AND {number} > -{most} THEN {us}")
    return f"CASE {' '.join(cases)} END"
