"""Change: what an answer brings, judged once, before anything is changed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.timeline.audience import Audience, read_audience
from webcast_widget.timeline.belief import Belief
from webcast_widget.timeline.figures import CHARTED, SLOT_FIGURES
from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.mark import new_of, read_marks
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.rows import Rows, Said, read_minutes, read_slots
from webcast_widget.timeline.slots import (
    AHEAD_S,
    MINUTE_S,
    PROVISIONAL_S,
    REACH_S,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.timeline.ledger import Ledger
    from webcast_widget.timeline.mark import Mark
    from webcast_widget.timeline.records import Batch
    from webcast_widget.timeline.sparse import SparseLedger

_CHARTED: Final = np.array([figure.name in CHARTED for figure in SLOT_FIGURES])
_LIVE: Final = [figure.name for figure in SLOT_FIGURES].index("live_viewers")
_COUNTS: Final = np.array([figure.is_count for figure in SLOT_FIGURES])


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an answer brings, in plain numbers.

    Made by `webcast_widget.timeline.timeline.Timeline.examine`; a recording writes it,
    then the timeline applies it.

    Parameters
    ----------
    as_of
        The source's time of the answer, epoch seconds UTC; ours where it has none, or
        one that can be none.
    slots
        What is said of slots and was not known so far; NaN is not said.
    minutes
        What is known of minutes from now on and was not so far; NaN is missing.
    changed
        Starts of the slots of which the chart changes, ascending.
    audience
        Who is watching in one slot, where that is new.
    event
        The event, when it was called otherwise so far.
    broadcasting, progress, more, trouble, final
        As in `webcast_widget.timeline.records.Batch`.
    revised
        How many settled slots, and settled minutes, are not what they were.
    shrunk
        How many counts became smaller; the smaller one is taken.
    late
        How many slots have other live viewers than they had, though they began 60 s
        before the answer or earlier.
    refused
        How many values are impossible and left out.
    off_grid
        How many of these are slots that begin at no moment of the grid.
    extent
        The first and the last moment that anything was ever said of, epoch seconds;
        None as long as nothing was.
    afresh
        Whether all that was known before is forgotten: it was taken back, or several
        answers agree on another time.
    belief
        What the answers so far agree on.
    marks
        What is said of the run sheet and never was before.
    """

    as_of: float
    slots: Rows
    minutes: Rows
    changed: tuple[int, ...]
    event: Event | None
    broadcasting: bool | None
    progress: float | None
    more: bool
    trouble: str
    final: bool | None
    revised: int
    shrunk: int
    late: int
    refused: int
    off_grid: int
    extent: tuple[int, int] | None
    afresh: bool
    belief: Belief
    audience: Audience | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it leaves nothing to be asked for: no history, nothing that failed."""
        return not self.more and self.progress is None and not self.trouble


@dataclass(frozen=True)
class Known:
    """What an answer is compared with.

    Parameters
    ----------
    slots, minutes
        What is known by start.
    settled
        Start of the newest slot that is settled; None before the first answer.
    event
        What the event was called so far.
    extent
        As in `Change`.
    audience
        Who was watching when that was told last.
    grid_s
        What starts of slots are multiples of, seconds.
    belief
        As in `Change`.
    marks
        All that was said of the run sheet.
    """

    slots: Ledger | SparseLedger
    minutes: Ledger
    settled: int | None
    event: Event
    extent: tuple[int, int] | None
    grid_s: int
    audience: Audience | None
    belief: Belief
    marks: tuple[Mark, ...] = ()


def examine(batch: Batch, now: float, known: Known, empty: Known) -> Change:
    """Say what an answer brings; see `Timeline.examine`.

    Parameters
    ----------
    batch, now
        As in `Timeline.examine`.
    known
        What it is compared with.
    empty
        The same of a timeline that knows nothing, should that be taken back.
    """
    as_of = batch.moment(now)
    slots = read_slots(batch.slots, as_of + AHEAD_S, known.grid_s)
    minutes = read_minutes(batch.minutes, as_of + AHEAD_S)
    marks, impossible = read_marks(batch.marks)
    marks = new_of(marks, known.marks)
    known = empty if batch.afresh else known
    # One that tells no moment is not doubted.
    belief = replace(known.belief, is_doubted=False)
    if len(starts := slots.starts if len(slots) else minutes.starts):
        # The middle one, so that one wrong moment does not speak for the rest.
        middle = int(np.sort(starts)[len(starts) // 2])
        belief = belief.heard(middle, known.extent)
        if belief.is_overturned:
            known, belief = empty, Belief(votes=belief.rivals)
    extent = known.extent
    for each in (slots, minutes):
        extent = _reached(each.starts, extent)
    if extent is not None:
        slots, minutes = slots.within(*extent), minutes.within(*extent)
    new_slots, changed, revised, shrunk, late = _compare_slots(slots, known, as_of)
    new_minutes, revised_minutes = _compare_minutes(minutes, known)
    audience, unheard = read_audience(batch.audience, as_of + AHEAD_S, known.grid_s)
    event = batch.event and Event(str(batch.event.id), str(batch.event.name))
    left_out = len(batch.slots) - len(slots) + len(batch.minutes) - len(minutes)
    return Change(
        as_of=as_of,
        slots=new_slots,
        minutes=new_minutes,
        changed=changed,
        event=None if event == known.event else event,
        broadcasting=_flag(batch.broadcasting),
        progress=_real(batch.progress),
        more=bool(batch.more),
        trouble=legible(str(batch.trouble)),
        final=_flag(batch.final),
        revised=revised + revised_minutes,
        shrunk=shrunk,
        late=late,
        refused=int(batch.refused)
        + left_out
        + int(np.count_nonzero(~minutes.said))
        + unheard
        + impossible,
        off_grid=slots.off_grid,
        extent=extent,
        afresh=known is empty,
        belief=belief,
        audience=None if audience == known.audience else audience,
        marks=marks,
    )


def _reached(
    starts: NDArray[np.int64], extent: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Give how far the event goes: as long as the next moment is within reach."""
    if not len(starts):
        return extent
    low, high = int(starts.min()), int(starts.max())
    if extent is not None:
        first, last = extent
        if first <= low and high <= last:
            return extent
        starts = np.append(starts, extent)
        low, high = min(low, first), max(high, last)
    if high - low <= REACH_S:
        return low, high
    moments = np.sort(starts)
    # Of the first answer the middle one, so that one wrong moment shuts nothing out.
    middle = moments[len(moments) // 2] if extent is None else extent[0]
    breaks = np.flatnonzero(np.diff(moments) > REACH_S)
    if extent is not None:
        # However long nothing was said within it.
        breaks = breaks[(moments[breaks] < extent[0]) | (moments[breaks] >= extent[1])]
    before, after = moments[breaks] < middle, moments[breaks] >= middle
    first = moments[breaks[before][-1] + 1] if before.any() else moments[0]
    last = moments[breaks[after][0]] if after.any() else moments[-1]
    return int(first), int(last)


def _compare_slots(
    told: Said, known: Known, as_of: float
) -> tuple[Rows, tuple[int, ...], int, int, int]:
    """Give what is new, what the chart shows of it, what is revised, shrunk and late."""
    said, where = told.by_start()
    before, after = known.slots.known(said.starts), said.figures
    differs = where & (after != before)
    changed = said.starts[differs[_CHARTED].any(axis=0)]
    otherwise = differs & ~np.isnan(before)
    revised = otherwise[:, _is_settled(said.starts, known)].any(axis=0)
    late = otherwise[_LIVE, said.starts <= as_of - PROVISIONAL_S]
    return (
        # All that is told of a start, or nothing.
        said.where(differs.any(axis=0)),
        tuple(changed.tolist()),
        int(np.count_nonzero(revised)),
        int(np.count_nonzero((after < before)[_COUNTS])),
        int(np.count_nonzero(late)),
    )


def _compare_minutes(told: Said, known: Known) -> tuple[Rows, int]:
    """Give what is new, and how much of it is revised."""
    said, where = told.by_start()
    before = known.minutes.known(said.starts)
    after = np.where(where, said.figures, before)
    was_known = ~np.isnan(before)
    differs = (after != before) & (was_known | ~np.isnan(after))
    ends = said.starts + MINUTE_S - known.grid_s
    revised = (differs & was_known)[:, _is_settled(ends, known)].any(axis=0)
    return (
        Rows(said.starts, after).where(differs.any(axis=0)),
        int(np.count_nonzero(revised)),
    )


def _is_settled(starts: NDArray[np.int64], known: Known) -> NDArray[np.bool_]:
    return starts <= (-math.inf if known.settled is None else known.settled)


def _flag(value: bool | None) -> bool | None:  # noqa: FBT001 - what a source says
    return None if value is None else bool(value)


def _real(value: float | None) -> float | None:
    """Give a number, and a missing one for NaN."""
    return None if value is None or math.isnan(value) else float(value)
