"""The poller: when to ask a source again, and for what.

The decisions are pure functions of what happened; only the loop waits.
"""

from __future__ import annotations

from webcast_widget.poller.decisions import (
    MIN_INTERVAL_S,
    OVERLAP_S,
    PollState,
    after_answer,
    after_failure,
    check_interval,
)
from webcast_widget.poller.loop import Answered, Failed, Poller

__all__ = [
    "MIN_INTERVAL_S",
    "OVERLAP_S",
    "Answered",
    "Failed",
    "PollState",
    "Poller",
    "after_answer",
    "after_failure",
    "check_interval",
]
