"""What alerts told of an event while it went on, as it was told. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from webcast_widget.analysis.alerts.firing import Firing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Told:
    """That a rule fired or cleared.

    Parameters
    ----------
    rule
        Name of the rule.
    what
        ``"fired"`` or ``"cleared"``.
    slot
        In which slot, epoch seconds.
    value
        The figure then, as it was seen when it fired; None where nothing was.
    meaning
        The rule in words, as it was then; empty where nobody said.
    told_at
        When it was told, epoch seconds of the machine's clock; None where nobody said.
    """

    rule: str
    what: str
    slot: int
    value: float | None = None
    meaning: str = ""
    told_at: float | None = None


def news(told: Iterable[Told], known: Sequence[Told]) -> tuple[Told, ...]:
    """Give what was not told before.

    A rule fires and clears in turn. Whoever looks at an event from its beginning once
    more, such as after a restart, finds what was told of it then: as it was seen then.
    """
    last = {each.rule: each for each in known}
    found = []
    for each in told:
        before = last.get(each.rule)
        turn = "cleared" if before is not None and before.what == "fired" else "fired"
        if each.what == turn and (before is None or each.slot > before.slot):
            last[each.rule] = each
            found.append(each)
    return tuple(found)


def firings_of(event: str, told: Iterable[Told]) -> list[Firing]:
    """Give each time that a rule fired, in that order.

    Parameters
    ----------
    event
        Name of the event.
    told
        In the order in which it was told, without what had been told before.
    """
    firings: list[Firing] = []
    fires: dict[str, int] = {}
    for each in told:
        if each.what == "fired":
            fires[each.rule] = len(firings)
            firings.append(
                Firing(
                    event,
                    each.rule,
                    each.slot,
                    value=each.value,
                    meaning=each.meaning,
                    told_at=each.told_at,
                )
            )
        elif (place := fires.pop(each.rule, None)) is not None:
            firings[place] = replace(firings[place], cleared=each.slot)
    return firings
