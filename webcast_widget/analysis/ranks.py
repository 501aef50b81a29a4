"""Ranks in words: how one event stands among earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.analysis import words
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def rank(value: float, others: Sequence[float]) -> str:
    """Say how a value stands to those of earlier events, of which there is one."""
    above = sum(value > other for other in others)
    k = len(others)
    events = "the earlier event" if k == 1 else f"all {k} earlier events"
    if above == k:
        return f"higher than in {events}"
    if all(value < other for other in others):
        return f"lower than in {events}"
    return f"higher than in {above} of {k} earlier events"


def ranked(value: float, others: Sequence[float]) -> str:
    """Say a value with its rank among others.

    Raises
    ------
    ConfigurationError
        If there are no others.
    """
    if not others:
        raise ConfigurationError(
            "No earlier event has data at this minute: choose an earlier one."
        )
    above = sum(value > other for other in others)
    return (
        f"{words.count(value)} attendees, more than in {above} of {len(others)} earlier"
        " events"
    )
