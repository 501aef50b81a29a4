"""Watching: rules and what they remember, slot after slot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.analysis.alerts.firing import Firing
from webcast_widget.analysis.alerts.step import BEGIN, State, step
from webcast_widget.analysis.course import epoch
from webcast_widget.timeline.cadence import DUE
from webcast_widget.timeline.figures import MINUTE_FIGURES
from webcast_widget.timeline.slots import MINUTE_S, minute_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from webcast_widget.analysis.alerts.rule import Rule
    from webcast_widget.analysis.alerts.step import Transition

_OF_MINUTE: Final = frozenset(figure.name for figure in MINUTE_FIGURES)

LATE_S: Final = MINUTE_S
"""The figures of a minute may come so long after its last slot has settled, seconds."""


@dataclass
class _Seen:
    """What one rule has seen: its state, its firings, and the newest slot it took.

    `gone` is the newest slot that it took as one that did not come.
    """

    state: State = BEGIN
    firings: list[Firing] = field(default_factory=list)
    newest: int | None = None
    gone: int = -1


class Watching:
    """Rules over an event whose slots come piece by piece.

    A slot is taken once it is settled. Where a rule is on a figure of minutes, it waits
    for the figure until that can come no more: its minute is not over yet, or only just.

    Parameters
    ----------
    rules
        The rules.
    event
        Name of the event, for the log.
    cadence_s
        How often the source counts, seconds.
    """

    def __init__(
        self, rules: Sequence[Rule], event: str = "", cadence_s: float = 10
    ) -> None:
        self._rules = tuple(rules)
        self._event = event
        self._cadence_s = cadence_s
        self._seen = [_Seen() for _ in self._rules]
        self._patience_s = 2 * cadence_s + max(
            (rule.for_s + rule.cooldown_s + rule.patience_s for rule in rules),
            default=0.0,
        )

    @property
    def log(self) -> list[Firing]:
        """All firings so far, in the order of their slots, then of the rules."""
        return sorted(
            (firing for seen in self._seen for firing in seen.firings),
            key=lambda firing: firing.fired,
        )

    @property
    def firing(self) -> list[Rule]:
        """The rules that fire now."""
        pairs = zip(self._rules, self._seen, strict=True)
        return [rule for rule, seen in pairs if seen.state.firing]

    def take(
        self, frame: pd.DataFrame, settled: int | None = None
    ) -> list[tuple[Rule, Transition, Firing]]:
        """Take settled slots that are newer than those before.

        Parameters
        ----------
        frame
            Rows of a feed's frame in order of time. Provisional ones, and those that
            were taken before, are left out.
        settled
            The newest moment at which a slot would be settled, epoch seconds: what was
            due until then and is not in the frame did not come. None where that is not
            known; then a gap is one when a slot comes after it.

        Returns
        -------
        list of tuple
            What happened, in the order of the slots: the rule, ``"fired"`` or
            ``"cleared"``, and the firing.
        """
        starts, columns = self._settled(frame)
        none = [np.nan] * len(starts)
        viewers = columns.get("live_viewers", none)
        told = []
        for rule, seen in zip(self._rules, self._seen, strict=True):
            values = columns.get(rule.figure, none)
            for slot, place in self._slots(rule, seen, starts, values, settled):
                value = None if place is None else _known(values[place])
                heard = None if place is None else _known(viewers[place])
                before = seen.state
                seen.state, what = step(
                    rule, before, slot, value, heard, self._cadence_s
                )
                if what is not None:
                    told.append((slot, rule, what, self._note(rule, seen, slot, value)))
        told.sort(key=lambda each: each[0])
        return [(rule, what, firing) for _, rule, what, firing in told]

    def _note(self, rule: Rule, seen: _Seen, slot: int, value: float | None) -> Firing:
        if seen.state.firing:
            seen.firings.append(Firing(self._event, rule.name, slot, None, value))
        else:
            seen.firings[-1] = replace(seen.firings[-1], cleared=slot)
        return seen.firings[-1]

    def _settled(self, frame: pd.DataFrame) -> tuple[list[int], dict[str, list[float]]]:
        """Give the slots that are settled and not taken by all, and their figures."""
        if "provisional" in frame.columns:
            settled = ~frame["provisional"].astype("boolean").fillna(value=False)
            frame = frame[settled.to_numpy(dtype=bool)]
        starts = epoch(frame.index)
        oldest = min(
            (-1 if seen.newest is None else seen.newest for seen in self._seen),
            default=-1,
        )
        newer = starts > oldest
        names = {rule.figure for rule in self._rules} | {"live_viewers"}
        columns = {
            name: frame[name]
            .to_numpy(dtype=np.float64, na_value=np.nan)[newer]
            .tolist()
            for name in names
            if name in frame.columns
        }
        return starts[newer].tolist(), columns

    def _slots(
        self,
        rule: Rule,
        seen: _Seen,
        starts: list[int],
        values: list[float],
        settled: int | None,
    ) -> Iterator[tuple[int, int | None]]:
        """Give the slots that a rule is to take, and their places; None is a gap."""
        waits_from = self._waits_from(rule, [*starts, *([settled] if settled else [])])
        for place, start in enumerate(starts):
            if seen.newest is not None and start <= seen.newest:
                continue
            missing = _known(values[place]) is None
            if start >= waits_from and missing:
                return
            yield from self._skipped(seen, start)
            if start > seen.gone or not missing:
                yield start, place
            seen.newest = start
        if settled is not None:
            yield from self._skipped(seen, settled + self._cadence_s)

    def _waits_from(self, rule: Rule, starts: list[int]) -> float:
        """Give from which slot on a rule waits for its figure, where it is missing."""
        if rule.figure not in _OF_MINUTE or not starts:
            return np.inf
        return minute_of(max(starts) + self._cadence_s) - LATE_S

    def _skipped(self, seen: _Seen, start: float) -> Iterator[tuple[int, None]]:
        """Give when values were due before a slot that did not come, each once."""
        before = seen.newest
        if before is None or start - before <= DUE * self._cadence_s:
            return
        due = before + self._cadence_s
        # After that no rule changes its mind before a value comes.
        until = min(start, before + self._patience_s)
        while due < until:
            if round(due) > seen.gone:
                seen.gone = round(due)
                yield seen.gone, None
            due += self._cadence_s


def _known(value: float) -> float | None:
    return value if value == value else None  # noqa: PLR0124 - NaN alone differs from itself
