"""Arguments as they come, whatever their annotations say."""

from __future__ import annotations

import re
from numbers import Integral, Real
from typing import Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.number import is_number

_YEAR: Final = re.compile(r"\d{4}")

Moment = str | float | pd.Timestamp
"""Text or a `pandas.Timestamp`, UTC where it names no zone, or epoch seconds."""


def epoch(moment: Moment) -> float:
    """Give a moment in epoch seconds.

    Raises
    ------
    ValueError, TypeError, OverflowError
        If it is none.
    """
    if is_number(moment):
        return float(moment)
    if isinstance(moment, str) and not _YEAR.search(moment):
        # pandas takes a time of day for one of today.
        raise ValueError(moment)
    return float(pd.to_datetime(moment, utc=True).timestamp())


def is_within(value: object, least: float, most: float) -> bool:
    """Tell whether something is a number from `least` to `most`."""
    return isinstance(value, Real) and least <= float(value) <= most


def is_whole(value: object, least: int) -> bool:
    """Tell whether something is a whole number from `least` on."""
    return isinstance(value, Integral) and int(value) >= least


def check(entry_id: object, max_refused: object, decimal: object = None) -> None:
    """Look at the arguments that every job has.

    Raises
    ------
    ConfigurationError
        One cannot be used.
    """
    if entry_id is not None and not isinstance(entry_id, str):
        raise ConfigurationError(
            f"entry_id is {entry_id!r}: give the entry's id as text."
        )
    if max_refused is not None and not is_whole(max_refused, 0):
        raise ConfigurationError(
            f"max_refused is {max_refused!r}: give a whole number from 0, or None for"
            " any number."
        )
    if decimal not in (None, ".", ","):
        raise ConfigurationError(
            f'decimal is {decimal!r}: give the decimal point of the figures, "." or ",".'
        )
