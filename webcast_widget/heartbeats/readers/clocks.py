"""Clocks that are years off, and moments that are coarser than a slot: one rule each.

Both are told by all heartbeats of a source together and not by one alone, so they are
asked of a table once it is read, before anything is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from webcast_widget.heartbeats.engines.epoch import MICROSECONDS, microseconds
from webcast_widget.heartbeats.engines.results import collect
from webcast_widget.timeline.slots import END_OF_TIME_S, MINUTE_S, REACH_S

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

FAR: Final = "a time more than 400 days from most others of its entry"
BEYOND: Final = "a time before 1970 or after 2105"
COARSE: Final = "a time that is written more coarsely than a slot"

MINUTE_US: Final = MINUTE_S * MICROSECONDS
DAY_US: Final = 86_400 * MICROSECONDS
REACH_DAYS: Final = REACH_S // 86_400

END_US: Final = END_OF_TIME_S * MICROSECONDS

FEW: Final = 10
"""So many heartbeats may all be on a whole minute by chance."""

ROUND_US: Final = 1000 * MICROSECONDS
"""Numbers of which all are multiples of so much have lost their digits."""


@dataclass(frozen=True)
class Seen:
    """What one look at heartbeats tells of their moments.

    Parameters
    ----------
    rows
        How many there are.
    first, last
        Epoch microseconds; None where there are none.
    uneven
        How many are not on a whole minute.
    exact
        How many are no multiple of 1,000 s.
    """

    rows: int = 0
    first: int | None = None
    last: int | None = None
    uneven: int = 0
    exact: int = 0

    def __add__(self, other: Seen) -> Seen:
        """Give what is seen of both together."""
        return Seen(
            self.rows + other.rows,
            min(
                (one for one in (self.first, other.first) if one is not None),
                default=None,
            ),
            max(
                (one for one in (self.last, other.last) if one is not None),
                default=None,
            ),
            self.uneven + other.uneven,
            self.exact + other.exact,
        )

    @property
    def is_long(self) -> bool:
        """Whether some moments are too far apart to be of one event."""
        if self.first is None or self.last is None:
            return False
        return self.last - self.first > REACH_S * MICROSECONDS

    @property
    def is_beyond(self) -> bool:
        """Whether some moments are of no time in which anybody streamed."""
        if self.first is None or self.last is None:
            return False
        return self.first < 0 or self.last >= END_US

    @property
    def is_round(self) -> bool:
        """Whether all are rounder than those of players ever are."""
        return self.rows >= FEW and not (self.uneven and self.exact)


def is_uneven(moment: ir.IntegerValue) -> dict[str, ir.BooleanValue]:
    """Tell how round moments in microseconds are, by the names of `Seen`."""
    return {
        "uneven": moment % MINUTE_US != 0,
        "exact": moment % ROUND_US != 0,
    }


def is_far(days: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which days are more than 400 from all that hang together with the middle one.

    An entry may go on for years: it is a gap that tells a wrong clock, and no length.

    Parameters
    ----------
    days
        Days since 1970, ascending, shape (n,).
    numbers
        Heartbeats on each, same shape.
    """
    if not numbers.any():
        return np.zeros(len(days), np.bool_)
    run = np.cumsum(np.diff(days, prepend=days[:1]) > REACH_DAYS)
    middle = np.searchsorted(numbers.cumsum(), numbers.sum() / 2, "right")
    found: NDArray[np.bool_] = run != run[middle]
    return found


def beyond(table: ir.Table) -> tuple[ir.BooleanValue, int]:
    """Tell which moments no timeline has, and how many there are; this runs a query."""
    moment = microseconds(table.ts)
    found = (moment < 0) | (moment >= END_US)
    (told,) = collect(table.aggregate(number=found.sum())).to_pylist()
    return found, int(told["number"] or 0)


def far(table: ir.Table) -> tuple[ir.BooleanValue | None, int]:
    """Find the heartbeats whose clocks were years off; this runs a query.

    Returns
    -------
    tuple
        What is true of them, None where there are none; and how many there are.
    """
    day = (microseconds(table.ts) / DAY_US).floor().cast("int64")
    rows = table.select(entry_id=table.entry_id, day=day)
    counts = rows.group_by("entry_id", "day").aggregate(number=rows.count())
    found: pd.DataFrame = collect(counts.order_by("entry_id", "day")).to_pandas()
    entries: dict[int, list[str]] = {}
    left_out = 0
    for entry, its in found.groupby("entry_id"):
        days, numbers = its["day"].to_numpy(np.int64), its["number"].to_numpy(np.int64)
        gone = is_far(days, numbers)
        left_out += int(numbers[gone].sum())
        for each in days[gone].tolist():
            entries.setdefault(each, []).append(str(entry))
    if not entries:
        return None, 0
    # A clock is off by the same for all that it watches: few days, and many entries.
    return ibis.or_(
        *(
            (day == each) & table.entry_id.isin(theirs)
            for each, theirs in entries.items()
        )
    ), left_out


def is_coarse(table: ir.Table, seen: Seen, *, of_numbers: bool) -> bool:
    """Tell whether moments that are all round have been rounded; this runs a query.

    They have where numbers lost their digits, as spreadsheets write 1.79536E+12, and
    where a player would have sent several heartbeats at one moment.

    Parameters
    ----------
    table
        Heartbeats of a source.
    seen
        What was seen of their moments.
    of_numbers
        Whether these came as numbers that may have lost digits.
    """
    if of_numbers and not seen.exact:
        return True
    rows = table.drop_null("session_id")
    moments = rows.group_by("entry_id", "session_id", "ts").aggregate(
        several=rows.event_index.max() > rows.event_index.min()
    )
    (found,) = collect(
        moments.aggregate(several=moments.several.sum(), all=moments.count())
    ).to_pylist()
    return bool(found["all"]) and 2 * (found["several"] or 0) >= found["all"]
