"""An event against earlier ones: minute by minute, and its rank in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.aligned import Aligned, aligned
from webcast_widget.analysis.comparison import START, Comparison
from webcast_widget.analysis.ranks import rank
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from webcast_widget.analysis.summary import Summary

LEAST: Final = 2
UNITS: Final = {
    "peak_viewers": "viewers",
    "average_viewers": "viewers",
    "length_s": "s",
    "avg_buffering_s_per_min": "s per minute viewed",
    "coverage": "share of the broadcast",
}


def compare(events: Any, *, align: str = START) -> Comparison:
    """Compare the last of some events with those before it.

    Parameters
    ----------
    events
        At least two events in a list, or a dict of them by name; the last one is
        compared with the others. It may be going on: minutes that it does not have yet
        are left out.
    align
        ``"start"``: on the start of the broadcast; or the title of a mark that they
        have, such as ``"Q&A"``.

    Raises
    ------
    ConfigurationError
        If there are less than two events that can be compared.
    """
    named = named_events(events)
    if len(named) < LEAST and not isinstance(events, dict):
        raise ConfigurationError("One event cannot be compared: give at least two.")
    laid: list[Aligned] = []
    notes: list[str] = []
    for name, event in named:
        try:
            laid.append(aligned(name, event, align))
        except ConfigurationError as error:
            notes.append(f"{name} is left out: {error}")
    if not laid or laid[-1].name != named[-1][0]:
        raise ConfigurationError(
            " ".join([*notes, "Nothing is left to compare: give at least two events."])
        )
    return compared(laid[-1], laid[:-1], align, notes)


def compared(
    this: Aligned, others: Sequence[Aligned], align: str, said: Iterable[str] = ()
) -> Comparison:
    """Compare an event with those before it, all of them aligned.

    Raises
    ------
    ConfigurationError
        If there are none before it.
    """
    notes = list(said)
    if not others:
        raise ConfigurationError(
            " ".join([*notes, "Nothing is left to compare: give at least two events."])
        )
    found = {each.name: each.summary for each in (*others, this)}
    frame = pd.DataFrame({each.name: each.minutes for each in (*others, this)})
    frame = frame.sort_index()
    frame.index.name = "minute"
    earlier = tuple(each.name for each in others)
    band = _band(frame[list(earlier)])
    if not (frame[this.name].notna() & (band["events"] > 0)).any():
        notes.append(f"{this.name} has no minute in common with the earlier events.")
    k = len(earlier)
    return Comparison(
        this.name,
        earlier,
        frame,
        band,
        _table(found),
        align,
        (k - 1) / (k + 1) if k >= LEAST else None,
        tuple(_sentences(this.name, earlier, found)),
        tuple(notes),
        this.latest,
        this.origin,
    )


def named_events(events: Any) -> list[tuple[str, Any]]:
    """Give some events by names that differ.

    Raises
    ------
    ConfigurationError
        If it is one event, or nothing of the kind.
    """
    if isinstance(events, dict):
        told: dict[str, Any] = {}
        for number, (name, event) in enumerate(events.items(), 1):
            told[unlike(str(name), told, number)] = event
        return [*told.items()]
    if isinstance(events, (str, pd.DataFrame)):
        raise ConfigurationError("One event cannot be compared: give a list of events.")
    try:
        several = list(events)
    except TypeError:
        raise ConfigurationError(
            "One event cannot be compared: give a list of events."
        ) from None
    named: dict[str, Any] = {}
    for number, event in enumerate(several, 1):
        called = getattr(getattr(event, "event", None), "name", "")
        named[unlike(str(called or f"event {number}"), named, number)] = event
    return [*named.items()]


def unlike(name: str, taken: Container[str], number: int) -> str:
    """Give a name that is not taken: with a number where it is."""
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _band(earlier: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "low": earlier.min(axis=1),
            "median": earlier.median(axis=1),
            "high": earlier.max(axis=1),
            "events": earlier.notna().sum(axis=1),
        }
    )


def _table(found: dict[str, Summary]) -> pd.DataFrame:
    rows = [
        {
            "peak_viewers": each.peak_viewers,
            "average_viewers": each.average_viewers,
            "length_s": None if each.span is None else each.span.seconds,
            "avg_buffering_s_per_min": each.avg_buffering_s_per_min,
            "coverage": each.coverage,
        }
        for each in found.values()
    ]
    table = pd.DataFrame(rows, index=pd.Index(list(found), name="event"))
    table = table.astype("Float64").astype({"peak_viewers": "Int64"})
    table.attrs["units"] = UNITS
    return table


def _sentences(
    this: str, earlier: Sequence[str], found: dict[str, Summary]
) -> Iterable[str]:
    """Say the rank of the peak and the average, and what the band is worth."""
    mine = found[this]
    for what, name in (("peak", "peak_viewers"), ("average", "average_viewers")):
        value = getattr(mine, name)
        others = [getattr(found[each], name) for each in earlier]
        known = [float(each) for each in others if each is not None]
        if value is not None and known:
            yield f"Its {what} of {words.count(value)} attendees is {rank(value, known)}."
    k = len(earlier)
    if k < LEAST:
        yield "One earlier event is no measure of what is usual."
        return
    outside = 2 / (k + 1)
    yield (
        f"The band is the lowest to the highest of {k} earlier events: about"
        f" {words.share(outside, 0)} of events like them lie outside it at a given"
        " minute, even if nothing has changed."
    )
