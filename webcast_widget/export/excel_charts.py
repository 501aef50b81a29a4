"""The charts of a workbook: native ones, drawn by Excel from the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.timeline.cadence import cadence_of, with_gaps
from webcast_widget.timeline.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARTS: Final = "Charts"
MOST_SLOTS: Final = 8640
"""Of more slots the means of longer times are charted: Excel draws each point."""
STEPS: Final = {"Minutes": 60, "Ten minutes": 600, "Hours": 3600, "Days": 86_400}
"""The sheets of such means, and how many seconds each is over."""
MOST_MEANS: Final = 50_000
"""Of more of them, those of longer times are charted."""

_CHARTED: Final = (
    ("live_viewers", "dvr_viewers"),
    ("avg_bitrate_kbps",),
    ("avg_buffering_s_per_min",),
)
_COLOURS: Final = {"dvr_viewers": "#757575", "avg_buffering_s_per_min": "#9A5B00"}
_SIZE: Final = {"width": 960, "height": 320}
_ROWS: Final = 17
"""Rows that a chart covers, and one more."""


def add_charts(
    book: Any,
    sheet: str,
    columns: Sequence[str],
    times: pd.DatetimeIndex,
    known: set[str],
) -> None:
    """Add a sheet of charts of what another sheet holds.

    Parameters
    ----------
    book
        The workbook.
    sheet
        The sheet with the moments in its first column, and a row of names above.
    columns
        Names of all its columns.
    times
        The moments as they are written there, without a zone; at least one.
    known
        Columns that hold any value; the others are not charted.
    """
    page = book.add_worksheet(CHARTS)
    page.hide_gridlines(2)
    row = 0
    for names in _CHARTED:
        shown = [name for name in names if name in known]
        if not shown:
            continue
        chart = book.add_chart({"type": "scatter", "subtype": "straight"})
        for name in shown:
            at = columns.index(name)
            chart.add_series(
                {
                    "name": FIGURES[name].label,
                    "categories": [sheet, 1, 0, len(times), 0],
                    "values": [sheet, 1, at, len(times), at],
                    "line": {"color": _COLOURS.get(name, "#1668B8"), "width": 1.25},
                }
            )
        metric = FIGURES[shown[0]]
        chart.set_title({"name": f"{metric.label}, {metric.unit}", "overlay": False})
        chart.set_x_axis(_time_axis(times))
        chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom"} if len(shown) > 1 else {"none": True})
        chart.show_blanks_as("gap")
        chart.set_size(_SIZE)
        page.insert_chart(row, 0, chart)
        row += _ROWS


def _time_axis(times: pd.DatetimeIndex) -> dict[str, Any]:
    # In local times, which go back in the night when an hour comes twice.
    first, last = times.min(), times.max()
    ends = {"min": _serial(first), "max": _serial(last)} if first < last else {}
    days = last - first >= pd.Timedelta(days=1)
    return {
        "date_axis": False,
        "num_format": "d mmm hh:mm" if days else "hh:mm",
        **ends,
        "major_gridlines": {"visible": False},
    }


def _serial(at: pd.Timestamp) -> float:
    """Give a moment as Excel counts it: days since the last of 1899."""
    return float((at - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1))


def coarse_means(frame: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Give the means of minutes, for charts, or of the next longer time that will do.

    Parameters
    ----------
    frame
        A checked frame, its index in UTC.

    Returns
    -------
    name : str
        Of `STEPS`.
    means : pandas.DataFrame
        Indexed by starts, a gap between them as missing values.
    """
    names = [name for group in _CHARTED for name in group]
    floats = frame[names].astype("Float64")
    cadence_s, known = cadence_of(None, frame), floats.notna().any(axis=1)
    for name, step_s in STEPS.items():
        if step_s <= cadence_s and name != list(STEPS)[-1]:
            continue
        at = floats.index.floor(f"{step_s}s")  # type: ignore[attr-defined]
        means = floats[known].groupby(at[known.to_numpy()]).mean()
        starts = pd.DatetimeIndex(means.index).as_unit("s").asi8
        moments, _ = with_gaps(starts, step_s)
        if len(moments) <= MOST_MEANS:
            break
    index = pd.DatetimeIndex(moments.astype("datetime64[s]")).tz_localize("UTC")
    return name, means.reindex(index)
