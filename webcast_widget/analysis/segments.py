"""Segments: what came, left and was seen during each item of the run sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.course import course_of, epoch
from webcast_widget.analysis.marks import Item, run_sheet
from webcast_widget.analysis.movement import has_left, sessions_of
from webcast_widget.analysis.notebook import table_html
from webcast_widget.analysis.span import broadcast
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from webcast_widget.analysis.course import Course

UNITS: Final = {
    "title": "text",
    "start": "moment",
    "end": "moment",
    "at_start": "viewers",
    "at_end": "viewers",
    "change": "viewers",
    "came": "viewers",
    "left": "viewers",
    "peak_viewers": "viewers",
    "average_viewers": "viewers",
    "avg_bitrate_kbps": "kbps",
    "avg_buffering_s_per_min": "s per minute viewed",
    "missing_s": "s",
}


_HEADS: Final = (
    *("Segment", "Time", "At start", "At end", "Change", "Came", "Left", "Peak"),
    *("Average", "kbps", "Buffering, s per min", "No data"),
)


@dataclass(frozen=True)
class Segment:
    """The figures of an item of the run sheet; None means not known.

    Parameters
    ----------
    title, start, end
        The item.
    at_start, at_end, change
        Live viewers in its first and its last slot, and their difference.
    came, left
        Viewers' sessions that began, or ended, during it; None without sessions.
    peak_viewers
        Maximum of live viewers in a slot.
    average_viewers
        Mean of live viewers, weighted by time, over the time that has data.
    avg_bitrate_kbps, avg_buffering_s_per_min
        Sum over sum.
    missing_s
        Seconds of it without data.
    """

    title: str
    start: pd.Timestamp
    end: pd.Timestamp
    at_start: int | None
    at_end: int | None
    change: int | None
    came: int | None
    left: int | None
    peak_viewers: int | None
    average_viewers: float | None
    avg_bitrate_kbps: float | None
    avg_buffering_s_per_min: float | None
    missing_s: float


@dataclass(frozen=True)
class Segments:
    """The segments of an event, in order.

    Parameters
    ----------
    segments
        One for each item of the run sheet that could be used.
    notes
        A sentence for each that could not, or was cut.
    """

    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each segment; ``attrs["units"]`` has the columns' units."""
        rows = [vars(segment) for segment in self.segments]
        frame = pd.DataFrame(rows, columns=list(UNITS))
        whole = {"at_start", "at_end", "change", "came", "left", "peak_viewers"}
        frame = frame.astype(dict.fromkeys(whole, "Int64"))
        frame.attrs["units"] = UNITS
        return frame

    def _repr_html_(self) -> str:
        rows = [
            (
                each.title,
                f"{words.clock(each.start)}\N{EN DASH}{words.clock(each.end)}",
                words.count(each.at_start),
                words.count(each.at_end),
                words.signed(each.change),
                words.count(each.came),
                words.count(each.left),
                words.count(each.peak_viewers),
                words.count(each.average_viewers),
                words.count(each.avg_bitrate_kbps),
                words.decimal(each.avg_buffering_s_per_min, 2),
                words.length(each.missing_s) if each.missing_s else "",
            )
            for each in self.segments
        ]
        return table_html(_HEADS, rows, " ".join(self.notes))


def segments(
    event: Any,
    agenda: Any = None,
    *,
    sessions: Any = None,
    start: Any = None,
    end: Any = None,
) -> Segments:
    """Give the figures of each item of the run sheet.

    Parameters
    ----------
    event
        A feed, an opened recording, a Timeline, or a frame.
    agenda
        The run sheet: a frame with columns ``title`` and ``start``, perhaps ``end``; or
        pairs of title and start. The event's own marks when left out. An item ends
        where it says, else where the next one begins; the last with the broadcast.
    sessions
        What `webcast_widget.heartbeats.sessions` gives, or a frame of it: adds who came
        and who left.
    start, end
        Of the broadcast; see `webcast_widget.analysis.summary`.

    Raises
    ------
    ConfigurationError
        If there is no run sheet, or no sessions where they were given.
    """
    course = course_of(event)
    sheet = getattr(event, "marks", None) if agenda is None else agenda
    if sheet is None or (agenda is None and not len(sheet)):
        raise ConfigurationError(
            "This event has no marks: give a run sheet, such as a frame with columns"
            " title and start, or mark the event: event.mark('Q&A', at='15:30')."
        )
    found = run_sheet(sheet, course, broadcast(course, start, end))
    came, left = _moves(sessions, course)
    parts = tuple(_segment(item, course, came, left) for item in found.items)
    return Segments(parts, found.notes)


def _segment(
    item: Item,
    course: Course,
    came: NDArray[np.int64] | None,
    left: NDArray[np.int64] | None,
) -> Segment:
    first, last = item.start.timestamp(), item.end.timestamp()
    inside, seconds = course.within(first, last), course.weights(first, last)
    live, total = course.live[inside], float(seconds.sum())
    sums = course.quality.of(inside)
    at_start, at_end = (int(live[0]), int(live[-1])) if live.size else (None, None)
    average = float((course.live * seconds).sum()) / total if total else None
    return Segment(
        title=item.title,
        start=item.start,
        end=item.end,
        at_start=at_start,
        at_end=at_end,
        change=int(live[-1] - live[0]) if live.size else None,
        came=_between(came, first, last),
        left=_between(left, first, last),
        peak_viewers=int(live.max()) if live.size else None,
        average_viewers=average,
        avg_bitrate_kbps=sums.bitrate_kbps,
        avg_buffering_s_per_min=sums.buffering,
        missing_s=last - first - total,
    )


def _moves(
    sessions: Any, course: Course
) -> tuple[NDArray[np.int64] | None, NDArray[np.int64] | None]:
    """Give when viewers came, and when they left; None without sessions."""
    if sessions is None:
        return None, None
    frame = sessions_of(sessions)
    came = epoch(pd.DatetimeIndex(frame["first_seen"]))
    seen = epoch(pd.DatetimeIndex(frame["last_seen"]))
    return came, seen[has_left(seen, course.end)]


def _between(
    moments: NDArray[np.int64] | None, first: float, last: float
) -> int | None:
    if moments is None:
        return None
    return int(((moments >= first) & (moments < last)).sum())
