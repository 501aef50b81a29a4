"""Attendance lists of web conferences: who was there when, and how many at a time."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.lists.headers import NAMES, find_tables, header_of
from webcast_widget.lists.moments import check_zone
from webcast_widget.lists.presence import Stay, merged, most_at_once, present
from webcast_widget.lists.stays import LONGEST_S, read_stays
from webcast_widget.lists.text import read_rows
from webcast_widget.timeline.frame import moments
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.slots import PROVISIONAL_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from webcast_widget.lists.people import Person
    from webcast_widget.lists.presence import Joined

COUNTING: Final = (
    "people whose stay covers the start of the slot; overlapping stays of one person are"
    " one"
)
"""What an attendee is, where the figures come from a list."""


@dataclass(frozen=True, repr=False)
class AttendanceList:
    """Who attended, out of the list that a web conference exports.

    Names and addresses are keys on reading and nothing else: they are in no figure, no
    repr and no file, unless `attendance_list` was asked to identify people.

    Parameters
    ----------
    timeline
        How many people were there in each slot of 10 s, UTC: those whose stay covers its
        start. A pane, files, the document and analyses take it. Bitrate, buffering, DVR
        viewers and plays are missing: nobody told them.
    sessions
        A row for each presence, ordered by its beginning: ``viewer`` (str, another one at
        each reading), ``first_seen`` and ``last_seen`` (UTC, datetime64[us]), when they
        came and left; ``watch_time_s`` and ``live_time_s`` (int64, seconds from one to
        the other); ``joinings`` (int64), how many stays of the list it holds, which
        overlapped. With ``identify=True`` also ``name`` and ``email``, as the list has
        them first, empty where it has none.
    people
        How many different people.
    most_at_once
        The most people at any moment, however short it was; the peak of `timeline` is of
        the starts of slots, and may be less.
    stated_peak
        The peak that the file tells itself; None where it tells none.
    left_out
        How many rows count nobody, by reason.
    notes
        What was found and decided, in sentences.
    """

    timeline: Timeline
    sessions: pd.DataFrame
    people: int
    most_at_once: int
    stated_peak: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<AttendanceList {self.people:,} people, {len(self.sessions):,} stays>"


def attendance_list(
    path: str | os.PathLike[str],
    *,
    time_zone: str | None = None,
    name: str = "",
    day_first: bool | None = None,
    hosts: bool = False,
    columns: Mapping[str, str] | None = None,
    identify: bool = False,
) -> AttendanceList:
    """Read the attendance list that a web conference exports.

    It takes reports of Teams meetings, webinars, town halls and live events, of Zoom
    meetings and webinars, of Webex, GoToWebinar and Google Meet, and any list with a row per participant or per joining: a name
    or an address, when they came, and when they left. Several rows of one person are
    several stays; those that overlap, as of two devices, are one presence. Encoding,
    delimiter and lines above the header are found out.

    >>> attendance_list("attendance.csv", time_zone="Europe/Paris")  # doctest: +SKIP

    Parameters
    ----------
    path
        The file, in text.
    time_zone
        IANA name of the zone of its moments; not needed where they are UTC or name their
        offset.
    name
        What the event is called; as the file says when left out.
    day_first
        Whether ``1/2/2026`` is the first of February. Left out, the list as a whole
        decides, where it can: by a day above 12, the lengths of stays, the start and the
        length of the meeting, or the order of its rows.
    hosts
        Whether to count the hosts and panelists of a webinar, who have lists of their own.
    columns
        What the file calls a column; it wins over the usual names. Keys are ``name`` (or
        ``first name`` and ``last name``), ``email``, ``id``, ``join``, ``leave``, or
        ``action`` and ``moment``.
    identify
        Whether the sessions have names and addresses.

    Returns
    -------
    AttendanceList
        The Timeline, the sessions, and what was left out.

    Raises
    ------
    ConfigurationError
        If there is no such file, no list is found in it, nobody attended, a zone is
        needed, a column of `columns` is not there, the order of day and month cannot be
        told, or its moments are more than a month apart.
    """
    zone = check_zone(time_zone, "time_zone")
    file = Path(path)
    named = _named(columns or {})
    rows = read_rows(file, lambda row: header_of(row, named) is not None)
    found = find_tables(rows, named)
    # A header without rows tells nobody's stay.
    filled = [each for each in found.tables if each.rows] or found.tables
    tables = [each for each in filled if not each.is_summary] or filled
    told = [each for each in tables if hosts or not each.of_hosts]
    if not tables:
        raise ConfigurationError(
            f"No list of attendance is found in {file.name!r}: its header names who came"
            " and when, such as Name, Join Time and Leave Time; columns= says what else"
            " they are called."
        )
    read = read_stays(told, found.stated, zone=zone, day_first=day_first)
    stated = found.stated.get("peak", "").replace(",", "")
    return _made(
        read.stays,
        Event(file.stem, name or found.stated.get("title", "")),
        file.name,
        stated_peak=int(stated) if stated.isascii() and stated.isdigit() else None,
        left_out=read.left_out
        + Counter(
            {
                "of hosts or panelists": sum(
                    len(each.rows) for each in tables if each not in told
                ),
                "below a title, in no list": found.loose,
            }
        ),
        notes=read.notes,
        people=read.people if identify else None,
    )


def _named(columns: Mapping[str, str]) -> Mapping[str, str]:
    """Give what a caller calls columns.

    Raises
    ------
    ConfigurationError
        If a list has no such column, or it is called by no text.
    """
    unknown = set(columns) - set(NAMES)
    if unknown:
        raise ConfigurationError(
            f"There is no column {min(map(str, unknown))!r} of attendance lists: name one"
            f" of {', '.join(NAMES)}."
        )
    told: Mapping[str, object] = columns
    for name, word in told.items():
        if not isinstance(word, str) or not word.strip():
            raise ConfigurationError(
                f"columns= calls {name!r} {word!r}: give the text in its header."
            )
    return columns


def _made(
    stays: Sequence[tuple[str, int, int]],
    event: Event,
    file: str,
    *,
    stated_peak: int | None,
    left_out: Counter[str],
    notes: Sequence[str],
    people: Mapping[str, Person] | None,
) -> AttendanceList:
    reasons = {reason: count for reason, count in sorted(left_out.items()) if count}
    if not stays:
        said = "; ".join(f"{reason}: {count:,}" for reason, count in reasons.items())
        raise ConfigurationError(
            f"Nobody attended by the list {file!r} ({said or 'it has no rows'}): give one"
            " with the moments at which people came and left."
        )
    length = max(end for *_, end in stays) - min(start for _, start, _ in stays)
    if length > LONGEST_S:
        raise ConfigurationError(
            f"The moments of the list {file!r} are {length // 86_400:,} days apart: say"
            " day_first=True or False, or mend the one that is wrong."
        )
    there = merged(Stay(*each) for each in stays)
    overlaps = len({each.viewer for each in there if each.joinings > 1})
    told = [*notes]
    if overlaps:
        told.append(
            f"Overlapping or adjoining stays of {overlaps:,} people are one presence each."
        )
    line, most = _timeline(there, event, file), most_at_once(there)
    peak = line.peak()
    if stated_peak is not None:
        told.append(
            f"The file tells a peak of {stated_peak:,}; there were"
            f" {0 if peak is None else peak.viewers:,} people at the start of a slot, and"
            f" {most:,} at any moment. An exporter may count devices, or by the minute."
        )
    return AttendanceList(
        line,
        _sessions(there, people),
        len({each.viewer for each in there}),
        most,
        stated_peak,
        reasons,
        tuple(told),
    )


def _timeline(there: Sequence[Joined], event: Event, file: str) -> Timeline:
    line = Timeline(event, f"an attendance list, {file}")
    line.counting = COUNTING
    starts, people = present(there)
    slots = [
        Slot(start, live_viewers=count)
        for start, count in zip(starts.tolist(), people.tolist(), strict=True)
    ]
    if slots:
        line.merge(Batch(slots, as_of=float(slots[-1].start + PROVISIONAL_S)), 0.0)
    return line


def _sessions(
    there: Sequence[Joined], people: Mapping[str, Person] | None
) -> pd.DataFrame:
    """Give the sessions, with viewers by numbers that are others at each reading."""
    salt = secrets.token_bytes(16)
    ordered = sorted(there, key=lambda each: (each.start, each.end, each.viewer))
    length = [each.end - each.start for each in ordered]
    keys = [
        hashlib.blake2b(each.viewer.encode(), digest_size=8, salt=salt).hexdigest()
        for each in ordered
    ]
    data: dict[str, object] = {
        "viewer": pd.array(keys, dtype="str"),
        "first_seen": _utc([each.start for each in ordered]),
        "last_seen": _utc([each.end for each in ordered]),
        "watch_time_s": pd.array(length, dtype="int64"),
        "live_time_s": pd.array(length, dtype="int64"),
        "joinings": pd.array([each.joinings for each in ordered], dtype="int64"),
    }
    if people is not None:
        for which in ("name", "email"):
            data[which] = [getattr(people[each.viewer], which) for each in ordered]
    return pd.DataFrame(data)


def _utc(seconds: Sequence[int]) -> pd.DatetimeIndex:
    return moments(pd.array(seconds, dtype="int64").to_numpy()).rename(None)
