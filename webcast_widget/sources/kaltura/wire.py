"""Payloads to records: pure, and ready for anything a server may send.

Numbers may come as strings (the 2015 server sends them so). What cannot be a
count or a figure is left out and counted, never guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import PayloadError, UnknownEventError
from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.records import Slot
from webcast_widget.timeline.slots import is_slot

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SLOTS: Final = 2**18
"""The most points of attendance in an answer: slots of 30 days."""

_is_count = FIGURES["live_viewers"].is_possible
_is_kbps = FIGURES["avg_bitrate_kbps"].is_possible
_is_buffering = FIGURES["avg_buffering_s_per_min"].is_possible


@dataclass(frozen=True, slots=True)
class Totals:
    """What getReport says about a range of slots; None is not said or impossible.

    Parameters
    ----------
    live, dvr, plays
        Sums over the slots of the range.
    avg_bitrate_kbps
        kbps; None also when the server says 0, which means that no heartbeat
        carried one.
    avg_buffering_s_per_min
        Seconds per minute viewed, 0 to 60.
    refused
        How many of them were told and impossible.
    """

    live: int | None
    dvr: int | None
    plays: int | None
    avg_bitrate_kbps: float | None
    avg_buffering_s_per_min: float | None
    refused: int = 0


def number(value: Any) -> float | None:
    """Read a number that may come as a string; None if it is not a finite one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and "_" in value:
        return None  # Python alone reads 1_000 as a number
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def count(value: Any) -> int | None:
    """Read a whole number from 0 on; None if it is not one."""
    result = number(value)
    return int(result) if result is not None and _is_count(result) else None


def events(answer: Any) -> tuple[list[Slot], int]:
    """Read the answer of ``liveReports.getEvents``.

    Parameters
    ----------
    answer
        One graph whose data is ``epoch,live,dvr;`` repeated; servers before 2015
        leave the DVR out. No data is an empty string.

    Returns
    -------
    slots : list of Slot
        In the order sent.
    refused : int
        How many points could not be read.

    Raises
    ------
    PayloadError
        If it is not such a graph.
    """
    if not isinstance(answer, list):
        raise PayloadError("The server sent no attendance graph.")
    graph = answer[0] if answer else {}
    # A list that is no graph at all is as unreadable as one whose data is no text.
    data = graph.get("data", "") if isinstance(graph, dict) else graph
    if not isinstance(graph, dict) or not isinstance(data, str | None):
        raise PayloadError("The server sent an attendance graph that cannot be read.")
    slots, refused = [], 0
    for point in points(data, MOST_SLOTS):
        slot = _slot(point.split(","))
        if slot is None:
            refused += 1
        else:
            slots.append(slot)
    return slots, refused


def points(data: str | None, most: int) -> Iterator[str]:
    """Give the points of a graph, blank ones left out.

    Raises
    ------
    PayloadError
        If there are more than `most`.
    """
    if data is None:
        return
    if data.count(";") > most:
        raise PayloadError(
            "The server sent a graph with more points than there can be."
        )
    for point in data.split(";"):
        if point.strip():
            yield point


def report(answer: Any, entry_id: str) -> Totals | None:
    """Read the answer of ``liveReports.getReport`` for one event.

    Returns
    -------
    Totals or None
        None when the server has nothing for the range.

    Raises
    ------
    PayloadError
        If it is not such a list, or one of other events. A list that is missing does
        not say that there is nothing; a count of 0 does.
    """
    if not isinstance(answer, dict):
        raise PayloadError("The server sent a report that cannot be read.")
    rows = answer.get("objects")
    if rows is None and count(answer.get("totalCount")) == 0:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PayloadError("The server sent a report that cannot be read.")
    for row in rows:
        if row.get("entryId", entry_id) == entry_id:
            return _totals(row)
    if rows:
        raise PayloadError("The server sent a report of another event.")
    return None


def plays(answer: Any) -> list[tuple[str, int]]:
    """Read the plays of each page, as ``liveReports.getReport`` tells them.

    Raises
    ------
    PayloadError
        If it is not such a list.
    """
    found = answer.get("objects") if isinstance(answer, dict) else answer
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise PayloadError("The server sent a report that cannot be read.")
    told = [(str(row.get("referrer", "")), count(row.get("plays"))) for row in found]
    return [(page, number) for page, number in told if number]


def nothing_about(entry_id: str) -> UnknownEventError:
    """Say that the server knows nothing of an event."""
    return UnknownEventError(
        f"The server has nothing about {entry_id}: check entry_id and partner_id, or"
        " wait for the event to begin."
    )


def _slot(fields: list[str]) -> Slot | None:
    if len(fields) not in {2, 3}:
        return None
    start, live = count(fields[0]), count(fields[1])
    dvr = count(fields[2]) if len(fields) == 3 else None  # noqa: PLR2004 - the third
    if start is None or live is None or not is_slot(start):
        return None
    if len(fields) == 3 and dvr is None:  # noqa: PLR2004 - the third field
        return None
    return Slot(start, live, dvr)


def _totals(row: dict[str, Any]) -> Totals:
    live, dvr = count(row.get("audience")), count(row.get("dvrAudience"))
    plays = count(row.get("plays"))
    watched = (live or 0) + (dvr or 0) + (plays or 0) > 0
    bitrate, buffering = number(row.get("avgBitrate")), number(row.get("bufferTime"))
    read = {
        "audience": live is not None,
        "dvrAudience": dvr is not None,
        "plays": plays is not None,
        "avgBitrate": _is_kbps(bitrate),
        "bufferTime": _is_buffering(buffering),
    }
    return Totals(
        live,
        dvr,
        plays,
        bitrate if bitrate and _is_kbps(bitrate) else None,
        buffering if watched and _is_buffering(buffering) else None,
        sum(row.get(name) is not None and not ok for name, ok in read.items()),
    )
