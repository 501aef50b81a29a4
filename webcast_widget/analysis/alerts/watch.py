"""Rules over a feed while it goes on."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from webcast_widget.analysis.alerts.firing import log_frame
from webcast_widget.analysis.alerts.rule import Rule
from webcast_widget.analysis.alerts.told import Told
from webcast_widget.analysis.alerts.watching import Watching
from webcast_widget.analysis.course import name_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import cadence_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from webcast_widget.analysis.alerts.firing import Firing
    from webcast_widget.analysis.alerts.step import Transition

    Callback = Callable[[Rule, Transition, Firing], object]

logger = logging.getLogger(__name__)

OVER: Final = frozenset({"ended", "stopped"})
"""States of a feed to which no more slots come: that they do not is no gap."""


class Watched(Protocol):
    """What can be watched: a live feed, a replay, an opened recording."""

    @property
    def df(self) -> pd.DataFrame:
        """All slots received."""
        ...

    def subscribe(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Call back after every poll; what comes of it ends that."""
        ...


class Watch:
    """Rules over a feed; made by `watch`."""

    def __init__(
        self, feed: Watched, rules: list[Rule], callback: Callback | None
    ) -> None:
        self._feed = feed
        # A feed keeps what is told of it; a frame that is watched need not.
        self._keep = getattr(feed, "take_alerts", None)
        if (know := getattr(feed, "know_rules", None)) is not None:
            know(rules)
        self._watched = rules
        self._rules = rules
        self._callback = callback
        self._lock = threading.Lock()
        self._told: set[str] = set()
        self._begin()
        self._unsubscribe = feed.subscribe(self._look)
        self._look(None)

    @property
    def log(self) -> pd.DataFrame:
        """All firings so far, as `webcast_widget.alerts.backtest` gives them."""
        with self._lock:
            # Its name may have come after the watch began.
            name = name_of(self._feed)
            return log_frame(replace(each, event=name) for each in self._watching.log)

    @property
    def firing(self) -> list[Rule]:
        """The rules that fire now."""
        with self._lock:
            return self._watching.firing

    def stop(self) -> None:
        """Look at nothing more; what is on then is shown as on no more."""
        self._unsubscribe()
        rules, self._watched = self._watched, []
        if rules and (let_go := getattr(self._feed, "let_rules_go", None)) is not None:
            let_go(rules)

    def _begin(self) -> None:
        frame = self._feed.df
        cadence_s = cadence_of(self._feed, frame)
        self._watching = Watching(self._rules, name_of(self._feed), cadence_s)

    def _look(self, update: Any) -> None:
        with self._lock:
            if getattr(update, "afresh", False):
                # A replay went back: its slots come once more.
                self._begin()
            # Before the frame: what comes meanwhile is no gap.
            settled = _settled(update)
            came = self._watching.take(self._feed.df, settled)
        if came and self._keep is not None:
            self._keep([told_of(*each) for each in came])
        last = {rule.name: firing for rule, _, firing in came}
        for rule, what, firing in came:
            # What fired and cleared in one look, such as in an hour of history, is in
            # the log alone: it is too late to do something about it.
            if what == "cleared" and rule.name in self._told:
                self._told.discard(rule.name)
                self._tell(rule, what, firing)
            elif what == "fired" and firing is last[rule.name]:
                self._told.add(rule.name)
                self._tell(rule, what, firing)

    def _tell(self, rule: Rule, what: Transition, firing: Firing) -> None:
        if self._callback is None:
            return
        try:
            self._callback(rule, what, firing)
        except Exception:
            logger.exception("The callback of the alert %r raised an error.", rule.name)


def _settled(update: Any) -> int | None:
    """Give until when slots are settled; None before, and when nothing more is due."""
    extent = getattr(update, "extent", None)
    if extent is None or update.status.state in OVER:
        return None
    return int(extent.settled)


def told_of(rule: Rule, what: Transition, firing: Firing) -> Told:
    """Give what is kept of a transition."""
    if what == "fired" or firing.cleared is None:
        return Told(rule.name, what, firing.fired, firing.value, rule.meaning)
    return Told(rule.name, what, firing.cleared, meaning=rule.meaning)


def watch(
    feed: Watched, rules: Rule | Iterable[Rule], callback: Callback | None = None
) -> Watch:
    """Run rules over a feed while it goes on.

    Parameters
    ----------
    feed
        A live feed, a replay, or an opened recording that is refreshed.
    rules
        One rule, or several, of different names.
    callback
        Called with the rule, ``"fired"`` or ``"cleared"``, and the firing, from the
        feed's thread, as soon as a slot has settled. What fired and cleared while
        nobody looked is in the log alone. An error that it raises is logged. A rule of
        `no_data` fires while nothing comes; so it does at the end of an event whose
        source does not say that it is over, which a back-test knows.

    Returns
    -------
    Watch
        ``log`` is a frame of all firings so far, ``firing`` the rules that fire now;
        ``stop()`` ends it.

    Raises
    ------
    ConfigurationError
        If something is no rule, or two have one name.
    """
    chosen = [rules] if isinstance(rules, Rule) else list(rules)
    if not chosen or not all(isinstance(rule, Rule) for rule in chosen):
        raise ConfigurationError("There is no rule: give alerts.Rule(...), or several.")
    if len({rule.name for rule in chosen}) < len(chosen):
        raise ConfigurationError("Two rules have one name: give each its own.")
    return Watch(feed, chosen, callback)
