"""The step: what one settled slot makes of a rule's state. Pure.

There is no second implementation for back-tests: they are this, over all slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from webcast_widget.analysis.alerts.rule import Rule

Transition = Literal["fired", "cleared"]


@dataclass(frozen=True, slots=True)
class State:
    """What a rule remembers from slot to slot.

    Parameters
    ----------
    run_s
        For how long the figure has been beyond the limit, seconds.
    last
        The newest slot in which it was known, epoch seconds.
    firing
        Whether the rule fires now.
    fired_at
        The slot in which it fired last, epoch seconds; the cool-down counts from here.
    """

    run_s: float = 0
    last: int | None = None
    firing: bool = False
    fired_at: int | None = None


BEGIN: Final = State()


def step(
    rule: Rule,
    state: State,
    slot: int,
    value: float | None,
    viewers: float | None,
    cadence_s: float = SLOT_S,
) -> tuple[State, Transition | None]:
    """Take one slot, and say what the rule makes of it.

    Parameters
    ----------
    rule
        The rule.
    state
        What it remembers of the slots before; `State()` at first.
    slot
        Start of a settled slot, epoch seconds; each once, ascending.
    value
        The rule's figure in it; None is unknown, and neither helps nor clears.
    viewers
        Live viewers in it; None as above.
    cadence_s
        How often the source counts, seconds.
    """
    if rule.no_data:
        return _without_data(rule, state, slot, value, cadence_s)
    silent = state.last is not None and slot - state.last - cadence_s > rule.patience_s
    run = 0.0 if silent else state.run_s
    if value is None or viewers is None:
        return State(run, state.last, state.firing, state.fired_at), None
    heard = viewers >= rule.min_viewers
    run = run + cadence_s if heard and rule.breached(value) else 0.0
    if state.firing:
        over = rule.has_come_back(value) or not heard
        return State(run, slot, not over, state.fired_at), "cleared" if over else None
    if run >= rule.for_s and run > 0 and _cooled(rule, state, slot):
        return State(run, slot, firing=True, fired_at=slot), "fired"
    return State(run, slot, firing=False, fired_at=state.fired_at), None


def _without_data(
    rule: Rule, state: State, slot: int, value: float | None, cadence_s: float
) -> tuple[State, Transition | None]:
    if value is not None:
        told: Transition | None = "cleared" if state.firing else None
        return State(0, slot, firing=False, fired_at=state.fired_at), told
    run = state.run_s + cadence_s
    if not state.firing and run >= rule.for_s and _cooled(rule, state, slot):
        return State(run, state.last, firing=True, fired_at=slot), "fired"
    return State(run, state.last, state.firing, state.fired_at), None


def _cooled(rule: Rule, state: State, slot: int) -> bool:
    return state.fired_at is None or slot - state.fired_at >= rule.cooldown_s
