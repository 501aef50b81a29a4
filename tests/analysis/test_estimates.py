"""Estimates of provisional slots are in no figure of an analysis and raise no alert."""

from __future__ import annotations

from tests.analysis.made import START, frame_of
from webcast_widget import alerts, analysis
from webcast_widget.timeline.figures import ESTIMATES
from webcast_widget.timeline.records import Slot


def test_what_is_estimated_is_in_no_summary_and_raises_no_alert() -> None:
    slots = [Slot(START + 10 * k, 100, 3, 1) for k in range(60)]
    frame = frame_of(slots, as_of=START + 600.0)
    plain = frame.drop(columns=[*ESTIMATES])
    frame.loc[frame["provisional"], [*ESTIMATES]] = 10**6
    assert analysis.summary(frame).peak_viewers == 100
    assert analysis.summary(frame) == analysis.summary(plain)
    rule = alerts.Rule("live_viewers", above=1000, clear=900, for_="10s")
    assert alerts.backtest(rule, frame).empty
