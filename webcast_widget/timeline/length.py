"""Lengths of time, as people write them."""

from __future__ import annotations

import warnings

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.number import is_number


def seconds(value: str | float | pd.Timedelta) -> float:
    """Read a length of time: seconds, or text such as ``"10s"``, ``"90m"``, ``"4h"``.

    Raises
    ------
    ConfigurationError
        If it is none, or negative.
    """
    result = -1.0
    try:
        if is_number(value):
            result = float(value)
        elif not _is_bare(value):
            with warnings.catch_warnings():
                # That 1d is to be written 1D is nothing to bother anybody with.
                warnings.simplefilter("ignore", DeprecationWarning)
                result = float(pd.Timedelta(value).total_seconds())
    except (ValueError, TypeError, OverflowError):
        pass
    if not 0 <= result < float("inf"):
        raise ConfigurationError(
            f"{value!r} is no length of time: write it as '10s', '90m' or '4h'."
        )
    return result


def _is_bare(text: object) -> bool:
    """Tell whether a text has no unit: pandas would take it for nanoseconds."""
    if not isinstance(text, str):
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True
