"""Alerts: rules that say when to look, the same live and over what was recorded.

>>> from webcast_widget import alerts
>>> rule = alerts.Rule("avg_buffering_s_per_min", above=0.8, clear=0.5, for_="3min")
>>> alerts.backtest(rule, events)  # doctest: +SKIP
"""

from __future__ import annotations

from webcast_widget.analysis.alerts.backtest import backtest
from webcast_widget.analysis.alerts.firing import LOG, Firing, log_frame
from webcast_widget.analysis.alerts.rule import Rule
from webcast_widget.analysis.alerts.rules_file import Alert, parse
from webcast_widget.analysis.alerts.step import State, step
from webcast_widget.analysis.alerts.watch import Watch, watch
from webcast_widget.analysis.alerts.watching import Watching

__all__ = [
    "LOG",
    "Alert",
    "Firing",
    "Rule",
    "State",
    "Watch",
    "Watching",
    "backtest",
    "log_frame",
    "parse",
    "step",
    "watch",
]
