"""A series of viewers from anywhere, as the Timeline of an event."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.errors import ConfigurationError, MissingDependencyError
from webcast_widget.lists.moments import check_zone
from webcast_widget.lists.text import read_rows
from webcast_widget.lists.times import epoch_of
from webcast_widget.timeline.cadence import check_cadence, provisional_s
from webcast_widget.timeline.figures import FIGURES
from webcast_widget.timeline.length import seconds
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.slots import SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MISSING: Final = frozenset({"", "-", "--", "na", "n/a", "nan", "none", "null"})
_GROUPED: Final = re.compile(r"\d{1,3}(?:[, ']\d{3})+")
_EITHER: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
COUNTING: Final = "viewers as the series tells them, each good until the next is due"


def series(
    source: pd.DataFrame | str | os.PathLike[str],
    viewers: str = "viewers",
    time: str | None = "unix_seconds",
    *,
    time_zone: str | None = None,
    cadence: str | float | pd.Timedelta | None = None,
    name: str = "",
    day_first: bool | None = None,
) -> Timeline:
    """Give the Timeline of any series of viewers: a pane, files and analyses take it.

    >>> series("viewers.csv", cadence="1min")  # doctest: +SKIP

    Parameters
    ----------
    source
        A frame; or a file of CSV (of any usual delimiter and encoding, packed or not),
        Parquet or Excel. Lines above the header of a CSV file are left out.
    viewers
        The column of the viewers: whole numbers. A blank is missing, and a zero is 0.
    time
        The column of their moments: epoch seconds (or thousandths, millionths,
        billionths of them, by their size), or dates with a time. None for the index of
        a frame.
    time_zone
        IANA name of the zone of moments that name none. Of an hour that the clocks show
        twice, the rows are taken in their order.
    cadence
        How often the source counts: seconds, or text such as ``"1min"``. As the rows
        follow when left out.
    name
        What the event is called.
    day_first
        Whether ``1/2/2026`` is the first of February. Left out, the column as a whole
        decides, where it can.

    Returns
    -------
    webcast_widget.timeline.timeline.Timeline
        Live viewers at their own moments, whole seconds, UTC. All of it is settled. DVR
        viewers, plays and quality are missing.

    Raises
    ------
    ConfigurationError
        If the file cannot be read, a column is not there, a value is no number of
        viewers, or a moment none; if two rows tell different viewers of one moment; if
        a zone is needed; or if the order of day and month cannot be told.
    MissingDependencyError
        If it is an Excel file and openpyxl is not installed.
    """
    zone = check_zone(time_zone, "time_zone")
    table, rows = (
        (source, range(1, len(source) + 1))
        if isinstance(source, pd.DataFrame)
        else _read(Path(source), viewers, time)
    )
    told = _column(table, viewers)
    moments = table.index if time is None else _column(table, time)
    if time is None and table.index.equals(pd.RangeIndex(len(table))):
        raise ConfigurationError(
            "The index numbers the rows and tells no moments: name the column that does"
            " with time=."
        )
    starts = epoch_of(moments, zone, day_first=day_first, rows=rows)
    counts = _counts(told.tolist(), viewers, rows)
    starts, counts = _in_order(starts, counts)
    cadence_s = _cadence(starts, cadence)
    on_grid = cadence_s == SLOT_S and not (starts % SLOT_S).any()
    file = None if isinstance(source, pd.DataFrame) else Path(source)
    timeline = Timeline(
        Event("series" if file is None else file.stem, name),
        "a series of viewers" if file is None else f"a series of viewers, {file.name}",
        cadence_s=cadence_s,
        grid_s=SLOT_S if on_grid else 1,
    )
    timeline.counting = COUNTING
    known = ~np.isnan(counts)
    slots = [
        Slot(start, live_viewers=int(count))
        for start, count in zip(
            starts[known].tolist(), counts[known].tolist(), strict=True
        )
    ]
    if not slots:
        raise ConfigurationError(
            f"The column {viewers!r} tells no viewers: name the one that does."
        )
    timeline.merge(Batch(slots, as_of=slots[-1].start + provisional_s(cadence_s)), 0.0)
    if timeline.refused:
        raise ConfigurationError(
            f"{timeline.refused:,} of {len(slots):,} values are more than 400 days from"
            " all the others: look at their moments, or give a part of the series."
        )
    return timeline


def _read(
    path: Path, viewers: str, time: str | None
) -> tuple[pd.DataFrame, Sequence[int]]:
    """Give the table of a file, and the number of each of its rows in it, from 1."""
    suffix = path.suffix.lower()
    if suffix not in {".parquet", ".xlsx"}:
        return _of_text(path, viewers, time)
    try:
        if suffix == ".parquet":
            table = pd.read_parquet(path)
            return table, range(1, len(table) + 1)
        table = pd.read_excel(path, engine="openpyxl")
        return table, range(2, len(table) + 2)  # below the names
    except ImportError as error:
        raise MissingDependencyError(
            "Excel files are read with openpyxl: pip install 'webcast-widget[excel]'."
        ) from error
    except Exception as error:  # whatever a foreign file makes the readers raise
        raise ConfigurationError(
            f"The file {str(path)!r} could not be read ({type(error).__name__}): give one"
            " of CSV, Parquet or Excel."
        ) from error


def _of_text(
    path: Path, viewers: str, time: str | None
) -> tuple[pd.DataFrame, Sequence[int]]:
    """Give the table of a text file, from the row on that has the names; see `_read`."""
    names = {viewers} if time is None else {viewers, time}
    rows = read_rows(path, lambda row: names <= set(row))
    at = next((at for at, row in enumerate(rows) if names <= set(row)), None)
    if at is None:
        head = next((row for row in rows if len(row) > 1), rows[0] if rows else [])
        raise ConfigurationError(
            f"The file {path.name!r} has no row with the names"
            f" {' and '.join(sorted(map(repr, names)))}: name the columns with viewers="
            f" and time=; its first row has {', '.join(map(repr, head[:12]))}."
        )
    row, width = rows[at], len(rows[at])
    for number, each in enumerate(rows[at + 1 :], start=at + 2):
        if any(each[width:]):
            raise ConfigurationError(
                f"Row {number:,} of {path.name!r} has more cells than its header: put"
                " numbers that hold a comma in quotes, or write them without one."
            )
    kept = {
        number: (each + [""] * width)[:width]
        for number, each in enumerate(rows[at + 1 :], start=at + 2)
        if any(each)
    }
    table = pd.DataFrame(list(kept.values()), columns=row, dtype=object)
    return table, list(kept)


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    found = table.get(name)
    if not isinstance(found, pd.Series):
        known = ", ".join(repr(each) for each in list(table.columns)[:12])
        raise ConfigurationError(
            f"There is no column {name!r}, or more than one: name one of {known}."
        )
    return found


def _counts(told: Sequence[Any], name: str, rows: Sequence[int]) -> NDArray[np.float64]:
    """Give viewers as numbers; NaN is missing.

    Raises
    ------
    ConfigurationError
        If one is no whole number of viewers.
    """
    figure = FIGURES["live_viewers"]
    counts = np.full(len(told), np.nan)
    for at, value in enumerate(told):
        if isinstance(value, str) and _EITHER.fullmatch(value.strip()):
            raise ConfigurationError(
                f"Row {rows[at]:,} of the column {name!r} holds {value!r}, which can be"
                " thousands or a fraction: write whole numbers without a point."
            )
        number = _number(value)
        if number is None:
            continue
        if not figure.is_possible(number):
            raise ConfigurationError(
                f"Row {rows[at]:,} of the column {name!r} holds {value!r:.40}, which is no"
                " number of viewers: mend it, or leave it blank where it is not known."
            )
        counts[at] = number
    return counts


def _number(value: Any) -> float | None:
    """Give a number; None for a blank, and -1 for what is none."""
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in _MISSING:
            return None
        if _GROUPED.fullmatch(text):
            text = re.sub(r"\D", "", text)
        value = text
    elif value is None or value is pd.NA or value is pd.NaT:
        return None
    elif isinstance(value, (bool, np.bool_)):
        return -1.0
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return -1.0
    return None if np.isnan(number) and not isinstance(value, str) else number


def _in_order(
    starts: NDArray[np.int64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sort by moment; of a moment that is there twice, one value stays."""
    order = np.argsort(starts, kind="stable")
    starts, counts = starts[order], counts[order]
    first = np.append(True, starts[1:] != starts[:-1])
    if first.all():
        return starts, counts
    group = np.cumsum(first) - 1
    low, high = np.full(group[-1] + 1, np.inf), np.full(group[-1] + 1, -np.inf)
    known = ~np.isnan(counts)
    np.minimum.at(low, group[known], counts[known])
    np.maximum.at(high, group[known], counts[known])
    differ = np.flatnonzero(low < high)
    if len(differ):
        moment = pd.Timestamp(starts[first][differ[0]], unit="s", tz="UTC")
        raise ConfigurationError(
            f"{len(differ):,} moments have different values in several rows, such as"
            f" {moment:%Y-%m-%d %H:%M:%S} UTC: give one row for each moment."
        )
    return starts[first], np.where(np.isfinite(low), low, np.nan)


def _cadence(
    starts: NDArray[np.int64], cadence: str | float | pd.Timedelta | None
) -> int:
    if cadence is not None:
        return check_cadence(seconds(cadence))
    apart = np.diff(starts)
    return max(1, round(float(np.median(apart)))) if len(apart) else SLOT_S
