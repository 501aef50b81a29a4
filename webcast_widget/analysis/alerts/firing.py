"""What a rule did: the slots in which it fired and cleared, as a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG: Final = {
    "event": "str",
    "rule": "str",
    "fired": "datetime64[us, UTC]",
    "cleared": "datetime64[us, UTC]",
    "lasted_s": "Float64",
    "value": "Float64",
}
"""Columns of a log, with their dtypes; moments are starts of slots."""


@dataclass(frozen=True)
class Firing:
    """One time that a rule fired.

    Parameters
    ----------
    event
        Name of the event, or its id.
    rule
        Name of the rule.
    fired, cleared
        Slots, epoch seconds; `cleared` is None while it fires.
    value
        The figure when it fired, as it was seen then; None where nothing was.
    """

    event: str
    rule: str
    fired: int
    cleared: int | None = None
    value: float | None = None


def log_frame(firings: Iterable[Firing]) -> pd.DataFrame:
    """Give a row for each firing, as `LOG` has it.

    ``cleared`` and ``lasted_s`` are missing of what still fires, ``value`` of what had
    none.
    """
    rows = list(firings)
    cleared = [each.cleared for each in rows]
    data = {
        "event": [each.event for each in rows],
        "rule": [each.rule for each in rows],
        "fired": _moments([each.fired for each in rows]),
        "cleared": _moments(cleared),
        "lasted_s": [
            None if end is None else end - each.fired
            for each, end in zip(rows, cleared, strict=True)
        ],
        "value": [each.value for each in rows],
    }
    return pd.DataFrame(data).astype(LOG)


def _moments(seconds: list[int | None] | list[int]) -> pd.DatetimeIndex:
    values = pd.Series(seconds, dtype="Int64")
    return pd.DatetimeIndex(pd.to_datetime(values, unit="s", utc=True)).as_unit("us")
