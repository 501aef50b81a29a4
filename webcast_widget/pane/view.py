"""From feed to traits: what the pane shows, as the contract's plain values. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from webcast_widget.analysis.alerts.named import rule_of
from webcast_widget.pane import contract
from webcast_widget.pane.figures import AFTER, LATEST, TRAVELS
from webcast_widget.timeline.figures import DRAWN
from webcast_widget.timeline.records import Minute, Slot
from webcast_widget.timeline.settling import WATCHED_S
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.analysis.alerts import Firing, Rule
    from webcast_widget.feed import FeedStatus, Playback, Reading
    from webcast_widget.pane import structs
    from webcast_widget.timeline.audience import Audience


def rows(series: NDArray[np.float64]) -> bytes:
    """Pack rows of slots as the contract's `ROW_FIELDS` say.

    Parameters
    ----------
    series
        Shape (slots, fields), NaN where not known. What is too large for a row is not
        known either.
    """
    packed = np.full(series.shape, contract.MISSING, "<u4")
    np.copyto(packed, series, where=series < contract.MISSING, casting="unsafe")
    return packed.tobytes()


def minutes(series: NDArray[np.float64]) -> bytes:
    """Pack rows of minutes as the contract's `MINUTE_FIELDS` say."""
    return series.astype("<f8").tobytes()


def latest(reading: Reading) -> dict[str, float | None]:
    """Give the counter and the tiles, as `LATEST` names them."""
    newest = reading.latest
    told: dict[str, float | None] = {}
    for record in (newest.slot or Slot(0), newest.minute or Minute(0)):
        told |= asdict(record)
    told |= {
        "at": _epoch(newest.at),
        "quality_at": _epoch(newest.quality_at),
        "peak_viewers": newest.peak_viewers,
        "peak_at": _epoch(newest.peak_at),
        "settled": None if reading.extent is None else reading.extent.settled,
        "data_age_s": _tenths(_age(reading)),
        "received_at": _tenths(reading.received_at),
    }
    return {name: told[name] for name in LATEST}


def estimates(reading: Reading) -> list[int | None]:
    """Give what slots will settle at, flat, as the contract's `estimates` says."""
    told: list[int | None] = []
    if reading.extent is None:
        return told
    due = reading.extent.settled + SLOT_S
    until = due + WATCHED_S
    for each in reading.estimates:
        if each.start > until:
            break
        told += [None] * ((each.start - due) // SLOT_S)
        told += [each.viewers, each.viewers - each.low, each.high - each.viewers]
        due = each.start + SLOT_S
    return told


def delta(series: structs.Series) -> bytes:
    """Pack what a poll brought as the contract's `delta` says."""
    return series["seq"].to_bytes(4, "little") + series["rows"]


def _age(reading: Reading) -> float | None:
    """Give the data's age at the last answer: the browser adds what passed since then."""
    age, received_at = reading.latest.data_age_s, reading.received_at
    if age is None or received_at is None:
        return age
    return max(0.0, age - max(0.0, reading.at - received_at))


def unnamed(
    figures: Mapping[str, float | None], trait: str = "latest"
) -> list[float | None]:
    """Give those of the figures that travel in a trait, as `TRAVELS` says."""
    told = dict(figures)
    for name in AFTER:
        if (moment := told[name]) is not None:
            # Of the kernel's wall clock, too, tenths are told.
            told[name] = round(moment - (told["at"] or 0), 1)
    return [told[name] for name in TRAVELS[trait]]


def status(now: FeedStatus) -> structs.Status:
    """Give the feed's state; the next poll's time only where people wait for it."""
    waiting = now.failures > 0 and now.next_poll_s is not None
    return {
        "state": now.state,
        "sentence": now.sentence,
        "next_at": round(now.at + (now.next_poll_s or 0.0), 1) if waiting else None,
        "progress": None if now.progress is None else round(now.progress, 2),
    }


def audience(now: Audience | None) -> structs.AudienceTable | None:
    """Give who is watching, with the values that most viewers have."""
    if now is None:
        return None
    cells = now.cells(most=contract.MOST_VALUES)
    return {
        "at": now.slot,
        "cells": [
            {"dimension": dimension, "value": value, "viewers": count}
            for dimension, value, count in cells
        ],
    }


def run_sheet(reading: Reading) -> list[structs.SheetItem]:
    """Give what was marked, in order of time; who marked it stays in the kernel."""
    return [
        {"at": mark.at, "title": mark.title, "end": mark.end} for mark in reading.marks
    ]


def alarms(reading: Reading) -> list[structs.Alarm]:
    """Give each time that an alert fired, with what is known of its rule."""
    # In a replay all that was told comes in its time.
    all_told = reading.playback is not None
    return [
        _alarm(
            each, _rule(each, reading), told=all_told or each.rule in reading.watched
        )
        for each in reading.alerts
    ]


def _rule(firing: Firing, reading: Reading) -> Rule | None:
    """Give the rule as it was when it fired: one of its name may have another limit."""
    rule = reading.rules.get(firing.rule)
    if rule is not None and firing.meaning in ("", rule.meaning):
        return rule
    return rule_of(firing.meaning or firing.rule)


def _alarm(firing: Firing, rule: Rule | None, *, told: bool) -> structs.Alarm:
    drawn = rule is not None and rule.figure in DRAWN
    return {
        "rule": firing.rule,
        "fired": firing.fired,
        "cleared": firing.cleared,
        "on": told and firing.cleared is None,
        "figure": rule.figure if rule is not None and drawn else None,
        "above": None if rule is None else rule.above,
        "below": None if rule is None else rule.below,
        "value": firing.value,
    }


def playback(at: Playback | None) -> dict[str, Any] | None:
    """Give where a replay is, as `Playback` names it."""
    return None if at is None else asdict(at) | {"position": round(at.position, 1)}


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _epoch(moment: pd.Timestamp | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
