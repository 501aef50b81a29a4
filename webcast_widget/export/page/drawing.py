"""The charts of a page, ready to be drawn: paths, ticks and words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from webcast_widget.export.page import axes, curve
from webcast_widget.timeline.metrics import METRICS
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd
    from numpy.typing import NDArray

WIDTH: Final = 960
_LEFT, _RIGHT, _TOP, _FOOT = 52, 14, 10, 26
_TALL, _FLAT = 240, 96
_NONE: Final = np.full(0, np.nan)


@dataclass(frozen=True)
class Tick:
    """A tick: where it is, and what it says."""

    at: float
    words: str


@dataclass(frozen=True)
class Curve:
    """A line of a chart: its kind, and its paths."""

    kind: str
    line: str
    area: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart of one or two metrics over the whole event.

    Parameters
    ----------
    title, unit
        What it shows.
    box
        Where its plot is.
    curves
        Its lines, the hindmost first.
    rows, columns
        Ticks of the values and of the time.
    peak
        Where the peak is marked; None marks none.
    """

    title: str
    unit: str
    box: curve.Box
    curves: list[Curve]
    rows: list[Tick]
    columns: list[Tick]
    peak: tuple[float, float] | None = None

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.box.bottom + _FOOT


def charts(frame: pd.DataFrame, zone: ZoneInfo) -> list[Chart]:
    """Give the charts of an event: attendance, bitrate, buffering.

    Parameters
    ----------
    frame
        A checked frame. A metric of which nothing is known has no chart.
    zone
        Of the time axis.
    """
    if len(frame) == 0:
        return []
    starts, columns = _on_grid(frame)
    ends = float(starts[0]), float(starts[-1]) + SLOT_S
    drawn = []
    live, dvr = columns["live_viewers"], columns["dvr_viewers"]
    if not np.isnan(live).all():
        provisional = columns["provisional"] == 1.0
        # Both lines have the slot between them, so that nothing is torn.
        settled = np.where(provisional, np.nan, live)
        coming = np.where(provisional | np.roll(provisional, -1), live, np.nan)
        box, rows = _box(_TALL, ends, np.fmax(live, dvr))
        curves = [
            Curve("dvr", curve.line(starts, dvr, box)),
            Curve(
                "live",
                curve.line(starts, settled, box),
                curve.area(starts, settled, box),
            ),
        ]
        if provisional.any():
            curves.append(Curve("provisional", curve.line(starts, coming, box)))
        peak = None
        if not np.isnan(settled).all():
            at = int(np.nanargmax(settled))
            peak = box.x(float(starts[at])), box.y(float(settled[at]))
        metric = METRICS["live_viewers"]
        drawn.append(
            Chart(metric.label, metric.unit, box, curves, rows, _times(box, zone), peak)
        )
    for name in ("avg_bitrate_kbps", "avg_buffering_s_per_min"):
        values = columns[name]
        if np.isnan(values).all():
            continue
        box, rows = _box(_FLAT, ends, values)
        metric = METRICS[name]
        curves = [Curve("quality", curve.line(starts, values, box))]
        drawn.append(
            Chart(metric.label, metric.unit, box, curves, rows, _times(box, zone))
        )
    return drawn


def _on_grid(
    frame: pd.DataFrame,
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    """Give the starts of all slots between the first and the last, and the columns."""
    seconds = frame.index.as_unit("s").asi8  # type: ignore[attr-defined]
    place = (seconds - seconds[0]) // SLOT_S
    starts = seconds[0] + SLOT_S * np.arange(place[-1] + 1)
    columns = {}
    for name in frame.columns:
        column = np.full(len(starts), np.nan)
        column[place] = frame[name].to_numpy(dtype="float64", na_value=np.nan)
        columns[name] = column
    return starts, columns


def _box(
    height: float, ends: tuple[float, float], values: NDArray[np.float64]
) -> tuple[curve.Box, list[Tick]]:
    marks = axes.values(float(np.nanmax(values)))
    box = curve.Box(_LEFT, _TOP, WIDTH - _LEFT - _RIGHT, height, *ends, marks[-1])
    return box, [Tick(box.y(mark), axes.value_label(mark)) for mark in marks]


def _times(box: curve.Box, zone: ZoneInfo) -> list[Tick]:
    return [
        Tick(box.x(at), words) for at, words in axes.times(box.first, box.last, zone)
    ]
