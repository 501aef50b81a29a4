"""Graphs of the ``report`` service to records: pure, and ready for anything.

Only its real-time types are asked for, in ranges so short that a bucket is a slot.
Its `viewers` include those of the DVR: the live ones are what is left without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import PayloadError
from webcast_widget.sources.kaltura.wire import count, number, points
from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.records import Minute, Slot
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, is_moment

if TYPE_CHECKING:
    from webcast_widget.timeline.figure import Figure

DELIMITER: Final = "|"
_BITRATE = "avg_view_bitrate"
_RATIO = "view_buffer_time_ratio"
_VIEWERS = "viewers"
_DVR = "viewers_dvr"
_AUDIENCE = "view_unique_audience"
_MOST_POINTS = 50_000
"""The most points in all graphs of an answer: an hour of slots has 360 in each."""


@dataclass
class Graphs:
    """The series of one answer, by metric and moment (epoch seconds), as text.

    Parameters
    ----------
    series
        What was told of each moment.
    refused
        How many points could not be read, or cannot be.
    """

    series: dict[str, dict[int, str]] = field(default_factory=dict)
    refused: int = 0

    def value(self, name: str, at: int) -> float | None:
        """Give a value; None if it is not told or no number."""
        return number(self.series.get(name, {}).get(at))

    def figure(self, name: str, at: int, figure: Figure, scale: float) -> float | None:
        """Give a figure in its unit; one that is impossible is counted, and None."""
        told = self.series.get(name, {}).get(at)
        if told is None:
            return None
        value = number(told)
        if value is not None and figure.is_possible(scale * value):
            return scale * value
        self.refused += 1
        return None

    def bitrate(self, at: int) -> float | None:
        """Give the kbps of a bucket: 0 means that no heartbeat carried one."""
        return self.figure(_BITRATE, at, FIGURES["slot_bitrate_kbps"], 1.0) or None

    def buffering(self, at: int) -> float | None:
        """Give the seconds of buffering per minute viewed of a bucket."""
        return self.figure(_RATIO, at, FIGURES["slot_buffering_s_per_min"], 60.0)


def graphs(answer: Any, first: int, end: int, grid: int) -> Graphs:
    """Read the answer of ``report.getGraphs``.

    Parameters
    ----------
    answer
        A list of graphs: ``moment|value;`` repeated in each.
    first, end
        The range asked for, half open, epoch seconds. What is told of other moments
        is refused: asked wrongly, the server answers with whole days.
    grid
        What moments are multiples of, seconds.

    Raises
    ------
    PayloadError
        If it is not such a list.
    """
    if not isinstance(answer, list):
        raise PayloadError("The server sent a report that cannot be read.")
    read, most = Graphs(), _MOST_POINTS
    for graph in answer:
        data = graph.get("data") if isinstance(graph, dict) else graph
        if not isinstance(graph, dict) or not isinstance(data, str | None):
            raise PayloadError("The server sent a report that cannot be read.")
        series = read.series.setdefault(str(graph.get("id", "")), {})
        for point in points(data, most):
            most -= 1
            moment, _, value = point.partition(DELIMITER)
            start = count(moment)
            if start is None or not is_moment(start, grid) or not first <= start < end:
                read.refused += 1
            else:
                series[start] = value
    return read


def slots(answer: Any, first: int, end: int) -> tuple[list[Slot], int]:
    """Read viewers and quality by slot.

    Parameters
    ----------
    answer
        Of the report 10013; for `first` and `end` see `graphs`.

    Returns
    -------
    slots : list of Slot
        Those that the server told of, in the order of `viewers`.
    refused : int
        How many points were impossible.

    Raises
    ------
    PayloadError
        If it is not such a report.
    """
    read = graphs(answer, first, end, SLOT_S)
    if _VIEWERS not in read.series or _DVR not in read.series:
        raise PayloadError("The server sent a report without viewers.")
    told: list[Slot] = []
    for start, text in read.series[_VIEWERS].items():
        viewers, dvr = count(text), count(read.series[_DVR].get(start))
        # A fraction is a mean over several slots, which is no slot's.
        if viewers is None or dvr is None or dvr > viewers:
            read.refused += 1
            continue
        told.append(
            Slot(
                start,
                viewers - dvr,
                dvr,
                slot_bitrate_kbps=read.bitrate(start) if viewers else None,
                slot_buffering_s_per_min=read.buffering(start) if viewers else None,
            )
        )
    return told, read.refused


def minutes(answer: Any, first: int, end: int) -> tuple[list[Minute], int]:
    """Read quality by minute.

    Parameters
    ----------
    answer
        Of the report 10006; for `first` and `end` see `graphs`.

    Returns
    -------
    minutes : list of Minute
        Those that the server told of.
    refused : int
        How many points were impossible.

    Raises
    ------
    PayloadError
        If it is not such a report.
    """
    read = graphs(answer, first, end, MINUTE_S)
    told = []
    for start in read.series.get(_RATIO, {}):
        # Where nobody watched, its division by nothing gives 0.
        if read.value(_AUDIENCE, start) == 0:
            continue
        told.append(Minute(start, read.bitrate(start), read.buffering(start)))
    return told, read.refused
