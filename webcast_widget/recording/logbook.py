"""The logbook of a recording: what was said first, what changed, and when.

The answers merge into one frame, in which the last word of each slot stands. Here is
how it came to that, as frames to look into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from webcast_widget.recording import checksum
from webcast_widget.recording.about import about, cadence_in
from webcast_widget.recording.access import look_into
from webcast_widget.recording.entries import after
from webcast_widget.recording.version import damaged
from webcast_widget.timeline.cadence import provisional_s
from webcast_widget.timeline.figures import MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.slots import END_OF_TIME_S

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from webcast_widget.timeline.figure import Figure

_GAPS: Final = "SELECT poll, since, until, reason FROM gap ORDER BY rowid"
_SAID: Final = (
    "SELECT start, received_at, as_of, {figures}, poll FROM {table}"
    " JOIN poll ON poll = poll.id ORDER BY start, {table}.rowid"
)


@dataclass(frozen=True)
class Logbook:
    """How the figures of a recording came to be what they are.

    All moments are UTC, ``datetime64[us, UTC]``; all figures are nullable, `pandas.NA`
    meaning not known, with units and definitions as in the frame.

    Parameters
    ----------
    slots
        A row for each time that the source said something new of a slot:
        ``slot_start``; ``revision``, 0 for what it said first; ``received_at``, by the
        machine's clock, and ``as_of``, by the source's; ``live_viewers``,
        ``dvr_viewers``, ``plays``, ``slot_bitrate_kbps``, ``slot_buffering_s_per_min``:
        what was known of the slot from then on; ``provisional``: whether it was younger
        than 60 s then, or than the source's cadence where that is longer. By slot, then in the order of the answers.
    minutes
        The same of clock minutes: ``minute_start``, ``revision``, ``received_at``,
        ``as_of``, ``avg_bitrate_kbps``, ``avg_buffering_s_per_min``.
    statuses
        How the feed was doing: ``run``, ``at`` (by the machine's clock), ``state``.
    gaps
        When nobody listened, by the source's clock: ``since``, ``until``, ``reason``
        (the state of the feed by then, or ``away``). What can still be had of such a
        time was asked for afterwards.
    runs
        Each time somebody began to record: ``run``, ``started_at``, ``source``,
        ``version`` of this package.
    """

    slots: pd.DataFrame
    minutes: pd.DataFrame
    statuses: pd.DataFrame
    gaps: pd.DataFrame
    runs: pd.DataFrame


def logbook(path: str | os.PathLike[str]) -> Logbook:
    """Read the logbook of a recording, as it is at this moment.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    return look_into(path, _logbook)


def _logbook(connection: sqlite3.Connection, place: Path) -> Logbook:
    try:
        sound = {entry.id for entry in after(connection, 0).entries}
        slots = _said(connection, "slot", SLOT_FIGURES, sound)
        age = (slots["as_of"] - slots["slot_start"]).dt.total_seconds()
        unsettled_s = provisional_s(cadence_in(connection, about(connection), place))
        slots["provisional"] = (age < unsettled_s).astype("boolean")
        return Logbook(
            slots,
            _said(connection, "minute", MINUTE_FIGURES, sound),
            _table(
                checksum.alone(connection, "status"),
                {"run": "int64", "at": None, "state": "str"},
            ),
            _table(
                [row for poll, *row in connection.execute(_GAPS) if poll in sound],
                {"since": None, "until": None, "reason": "str"},
            ),
            _table(
                checksum.alone(connection, "run"),
                {
                    "run": "int64",
                    "started_at": None,
                    "source": "str",
                    "version": "str",
                },
            ),
        )
    except (TypeError, ValueError, OverflowError) as error:
        # A file that somebody else wrote may hold anything.
        raise damaged(place) from error


def _said(
    connection: sqlite3.Connection,
    table: str,
    of: Sequence[Figure],
    sound: set[int],
) -> pd.DataFrame:
    """Give what was said of slots or minutes, with what was known of each by then."""
    figures = {figure.name: figure.dtype for figure in of}
    start = f"{table}_start"
    question = _SAID.format(table=table, figures=", ".join(figures))
    told = _table(
        [row for row in connection.execute(question) if row[-1] in sound],
        {start: None, "received_at": None, "as_of": None, **figures, "poll": "int64"},
    )
    if table == "slot":
        # An answer that leaves something of a slot open does not take it back.
        told[list(figures)] = told.groupby(start)[list(figures)].ffill()
    # Viewers and plays come in calls of their own, and may be of one answer.
    told = told.drop_duplicates([start, "poll"], keep="last", ignore_index=True)
    told.insert(1, "revision", told.groupby(start).cumcount().astype("int64"))
    return told.drop(columns="poll")


def _table(
    found: Sequence[Sequence[Any]], columns: Mapping[str, str | None]
) -> pd.DataFrame:
    """Give rows as a frame; a column without a dtype holds moments."""
    values = zip(*found, strict=True) if found else [()] * len(columns)
    return pd.DataFrame(
        {
            name: _moments(each) if dtype is None else pd.Series(each, dtype=dtype)
            for (name, dtype), each in zip(columns.items(), values, strict=True)
        }
    )


def _moments(told: tuple[Any, ...]) -> pd.DatetimeIndex:
    seconds = pd.Series(told, dtype="float64")
    # Written so that NaN is none.
    if not ((seconds >= 0) & (seconds < END_OF_TIME_S)).all():
        raise ValueError
    micros = (seconds * 1e6).round().astype("int64").astype("datetime64[us]")
    return pd.DatetimeIndex(micros).tz_localize("UTC")
