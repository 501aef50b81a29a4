"""Single fields, in DuckDB's SQL: how tolerantly each one is read.

The rules are the vendor's (aggregator of 2015): a bitrate is a whole number, and one
that is negative, or no number, is unknown; negative buffering, or none, is 0.
"""

from __future__ import annotations

from webcast_widget.heartbeats.epoch import UNITS

WHOLE = r"\s*[+-]?\d{1,18}\s*"
"""A whole number as players write it."""

ROUND = r"\s*[+-]?\d{1,18}(\.0*)?\s*"
"""A whole number as tables write it that hold decimals, or nothing, elsewhere."""

DECIMAL = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*"
MOST_KBPS = 2**31 - 1
"""What the vendor's integers hold; more is no bitrate."""

MOST_BUFFERING_S = 10
"""A heartbeat covers ten seconds, so it cannot tell of more."""


def whole(text: str, pattern: str = WHOLE) -> str:
    """Read a whole number, null when it is none."""
    return (
        f"CASE WHEN regexp_full_match({text}, '{pattern}') "
        f"THEN TRY_CAST({text} AS INTEGER) END"
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
    number = f"TRY_CAST({text} AS DOUBLE)"
    cases = " ".join(
        f"WHEN abs({number}) < {most}::DOUBLE THEN to_timestamp({number} / {per_s})"
        for most, per_s in zip(UNITS, (1, 10**3, 10**6, 10**9), strict=True)
    )
    return (
        f"CASE WHEN NOT regexp_full_match({text}, '{DECIMAL}') "
        f"THEN TRY_CAST({text} AS TIMESTAMPTZ) {cases} END"
    )
