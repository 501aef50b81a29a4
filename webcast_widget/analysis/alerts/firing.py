"""What a rule did: the slots in which it fired and cleared, as a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOG: Final = {
    "event": "str",
    "rule": "str",
    "fired": "datetime64[us, UTC]",
    "cleared": "datetime64[us, UTC]",
    "lasted_s": "Float64",
    "value": "Float64",
}
"""Columns of a log, with their dtypes; moments are starts of slots."""

KEPT: Final = LOG | {"meaning": "str", "told_at": "datetime64[us, UTC]"}
"""Columns of a log of what was told while an event went on."""


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
    meaning
        The rule in words; empty where nobody said.
    told_at
        When it was told that it fired, epoch seconds of the machine's clock; None where
        it was told to nobody, as in a back-test.
    """

    event: str
    rule: str
    fired: int
    cleared: int | None = None
    value: float | None = None
    meaning: str = ""
    told_at: float | None = None


def log_frame(
    firings: Iterable[Firing], columns: Mapping[str, str] = LOG
) -> pd.DataFrame:
    """Give a row for each firing, with the columns of `LOG` or of `KEPT`.

    ``cleared`` and ``lasted_s`` are missing of what still fires, ``value`` of what had
    none, ``told_at`` where nobody said; ``meaning`` is empty then.
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
        "meaning": [each.meaning for each in rows],
        "told_at": _moments([each.told_at for each in rows]),
    }
    return pd.DataFrame(data)[list(columns)].astype(dict(columns))


def _moments(seconds: Sequence[float | None]) -> pd.DatetimeIndex:
    micros = [None if each is None else round(each * 1e6) for each in seconds]
    values = pd.Series(micros, dtype="Int64")
    return pd.DatetimeIndex(pd.to_datetime(values, unit="us", utc=True)).as_unit("us")
