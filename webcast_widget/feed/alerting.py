"""Alerting: what alerts told of an event while it went on."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from webcast_widget.analysis.alerts.firing import KEPT, log_frame
from webcast_widget.analysis.alerts.told import Told, firings_of, news
from webcast_widget.analysis.course import name_of
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from webcast_widget.analysis.alerts.rule import Rule


class Alerting:
    """What alerts told of an event; from any thread."""

    _lock: threading.RLock
    _alerts: tuple[Told, ...] = ()
    _rules: Mapping[str, Rule] = MappingProxyType({})
    _watched: tuple[str, ...] = ()

    @property
    def alerts(self) -> pd.DataFrame:
        """What alerts told while the event went on, a row for each firing.

        Columns as `webcast_widget.alerts.backtest` gives them: ``event``, ``rule``,
        ``fired`` and ``cleared`` (starts of slots, UTC; the latter missing while it
        fires), ``lasted_s`` (seconds), ``value`` (of the figure when it fired), and
        beside them ``meaning``, the rule in words, empty where nobody said, and
        ``told_at``, when it was told that it fired: UTC by the machine's clock, missing
        where nobody said. It is in the recording, each as it was seen then: a slot that
        was revised later may tell another story in a back-test.
        """
        with self._lock:
            told = self._alerts
        return log_frame(firings_of(name_of(self), told), KEPT)

    def take_alerts(self, told: Iterable[Told]) -> None:
        """Keep what a watch of this feed told, but for what was kept before."""
        with self._lock:
            now = SystemClock().now()
            new = tuple(
                replace(each, told_at=now if each.told_at is None else each.told_at)
                for each in news(told, self._alerts)
            )
            self._alerts += new
        if new:
            self._keep_alerts(new)
            self._show_alerts()

    def know_rules(self, rules: Iterable[Rule]) -> None:
        """Learn the rules that watch this feed: what is told names them alone."""
        with self._lock:
            new = {rule.name: rule for rule in rules}
            self._rules = MappingProxyType({**self._rules, **new})
            self._watched += tuple(new)

    def let_rules_go(self, rules: Iterable[Rule]) -> None:
        """Learn that a watch of these rules has stopped: nobody tells that they clear."""
        with self._lock:
            left = list(self._watched)
            for rule in rules:
                # Another watch may have the same one.
                if rule.name in left:
                    left.remove(rule.name)
            self._watched = tuple(left)
        self._show_alerts()

    def _show_alerts(self) -> None:
        """Tell those who look that there is news of alerts."""
        raise NotImplementedError

    def _keep_alerts(self, told: Sequence[Told]) -> None:
        """Write down what alerts told, where there is a recording to keep it in."""
