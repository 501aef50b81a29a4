"""Back-tests: when rules would have fired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from webcast_widget.analysis.alerts.firing import log_frame
from webcast_widget.analysis.alerts.rule import Rule
from webcast_widget.analysis.alerts.watching import Watching
from webcast_widget.analysis.course import frame_of, name_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import cadence_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def backtest(rules: Rule | Iterable[Rule], events: Any) -> pd.DataFrame:
    """Run rules over events, slot by slot, as they would have run live.

    Parameters
    ----------
    rules
        One rule, or several.
    events
        An event (a feed, an opened recording, a Timeline, a frame), several, or a dict
        of them by name.

    Returns
    -------
    pandas.DataFrame
        A row for each firing: ``event``, ``rule``, ``fired`` and ``cleared`` (starts of
        slots, UTC), ``lasted_s`` (seconds), ``value`` (of the figure, when it fired).
        ``cleared`` is missing of what fired to the end. A slot that was revised later
        is as it is now: live, the rule saw what it was then.

    Raises
    ------
    ConfigurationError
        If something is no rule or no event.
    """
    chosen = [rules] if isinstance(rules, Rule) else list(rules)
    for rule in chosen:
        if not isinstance(rule, Rule):
            raise ConfigurationError(
                f"{rule!r} is no rule: give alerts.Rule(...), or several."
            )
    firings = []
    for name, event in _named(events):
        frame = frame_of(event)
        watching = Watching(chosen, name, cadence_of(event, frame))
        watching.take(frame)
        firings += watching.log
    return log_frame(firings)


def _named(events: Any) -> list[tuple[str, Any]]:
    if isinstance(events, Mapping):
        return [(str(name), event) for name, event in events.items()]
    several = list(events) if isinstance(events, (list, tuple)) else [events]
    return [
        (name_of(event) or (f"event {number}" if len(several) > 1 else ""), event)
        for number, event in enumerate(several, 1)
    ]
