"""Attendance lists: each shape gives the same people at the same moments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import webcast_widget as ww
from tests.lists.shapes import (
    DAY,
    EUROPE,
    PEOPLE,
    SHAPES,
    STAYED,
    at_once,
    lines,
    plain_peak,
    teams,
    zoom_meeting,
    zoom_webinar,
)
from webcast_widget.analysis import retention, summary
from webcast_widget.analysis.stays import stays_of
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

START = int(DAY.timestamp())
PARIS = "Europe/Paris"
NAMES = {each.who for each in PEOPLE} | {"Flo", "Gus", "Hal", "Ivy"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attendance.csv"


def read(path: Path, data: bytes, **more: Any) -> ww.AttendanceList:
    path.write_bytes(data)
    return ww.attendance_list(path, **{"time_zone": PARIS, **more})


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_gives_the_plain_count(path: Path, shape: str) -> None:
    told = read(path, SHAPES[shape])
    people = STAYED if shape == "teams 2020" else PEOPLE
    frame = told.timeline.frame()
    live = dict(zip(frame.index, frame["live_viewers"].tolist(), strict=True))
    expected = {
        pd.Timestamp(START + at, unit="s", tz="UTC"): at_once(people, at)
        for at in range(0, people[-1].end, 10)
    }
    assert live == expected
    peak = told.timeline.peak()
    assert peak is not None
    assert peak.viewers == plain_peak(PEOPLE)
    assert told.most_at_once == max(at_once(PEOPLE, at) for at in range(3700))
    assert told.people == 5
    assert frame[["dvr_viewers", "plays", "avg_bitrate_kbps"]].isna().all(axis=None)
    stays = told.sessions
    assert stays["joinings"].tolist() == [1, 1, 2, 1, 1, 1]
    assert stays["watch_time_s"].tolist() == [
        *(3600, 1196, 1800, 4, 2099),
        people[-1].end - 3000,
    ]
    came = pd.Timestamp(START + 7, unit="s", tz="UTC")
    assert stays["first_seen"][1] == came
    assert stays["viewer"][1] == stays["viewer"][4]
    assert stays["viewer"].nunique() == 5
    assert told.timeline.event.name in {"Quarterly town hall", ""}


@pytest.mark.parametrize("shape", SHAPES)
def test_nobody_is_named_anywhere_unless_asked_for(
    path: Path, tmp_path: Path, shape: str
) -> None:
    told = read(path, SHAPES[shape])
    event = ww.FinishedEvent(told.timeline)
    page = event.report(tmp_path / "x.html", sessions=told.sessions).read_text()
    table = event.export(tmp_path / "x.csv").read_text()
    shown = [repr(told), told.sessions.to_csv(), page, table, repr(told.notes)]
    for text in (*shown, repr(told.left_out), repr(vars(told.timeline))):
        assert "@" not in re.sub(r"@(media|page|font)", "", text)
        assert not {name for name in NAMES if re.search(rf"\b{name}\b", text)}
    again = ww.attendance_list(path, time_zone=PARIS).sessions
    assert not set(again["viewer"]) & set(told.sessions["viewer"])
    asked = ww.attendance_list(path, time_zone=PARIS, identify=True).sessions
    assert asked["name"].tolist() == ["Ada", "Bo", "Cy", "Dee", "Bo", "Eve"]
    if shape not in {"teams 2020", "own list", "teams live event"}:
        assert asked["email"][0] == "ada@example.com"


def test_the_peak_of_the_file_is_told_beside_ours(path: Path) -> None:
    told = read(path, zoom_webinar())
    assert told.stated_peak == plain_peak(PEOPLE)
    assert told.left_out == {"did not attend": 1, "of hosts or panelists": 2}
    (note,) = (each for each in told.notes if "tells a peak" in each)
    assert f"peak of {told.stated_peak}; there were {told.stated_peak} people" in note
    with_hosts = read(path, zoom_webinar(), hosts=True)
    assert with_hosts.people == 7
    assert with_hosts.left_out == {"did not attend": 1}


def test_who_waited_or_never_left_is_told(path: Path) -> None:
    assert read(path, zoom_meeting()).left_out == {"in the waiting room": 1}
    told = read(path, SHAPES["teams 2020"])
    assert told.notes[0].startswith(
        "Who never left by the list is taken to have stayed"
    )
    assert "stays of 1 people are one presence each" in told.notes[1]


def test_participants_alone_have_one_stay_each(path: Path) -> None:
    whole = teams().decode("utf-16")
    told = read(path, whole[: whole.index("3. In-Meeting")].encode("utf-16"))
    assert (told.people, told.most_at_once) == (5, 4)
    assert told.sessions["watch_time_s"].tolist() == [3600, 3592, 1800, 4, 610]


def test_a_zone_is_needed_where_the_file_names_none(path: Path) -> None:
    path.write_bytes(teams())
    with pytest.raises(ConfigurationError, match="time_zone='Europe/Paris'"):
        ww.attendance_list(path)
    path.write_bytes(SHAPES["teams live event"])
    assert ww.attendance_list(path).people == 5
    with pytest.raises(ConfigurationError, match="no time zone 'Paris'"):
        ww.attendance_list(path, time_zone="Paris")


def a_list(
    *rows: str, head: str = "Name;Join Time;Leave Time;Duration (Minutes)"
) -> bytes:
    return "\n".join([head, *rows]).encode()


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (
            [
                "A;01/06/2025 09:00;01/06/2025 10:00;60",
                "B;13/06/2025 09:00;13/06/2025 09:30;30",
            ],
            "2025-06-01",
        ),
        (["A;01/06/2025 23:30;02/06/2025 00:30;60"], "2025-06-01"),
        (["A;06/01/2025 23:30;06/02/2025 00:30;60"], "2025-06-01"),
        (["A;2025-06-01 09:00;2025-06-01 10:00;60"], "2025-06-01"),
        (["A;06/06/2025 09:00;06/06/2025 10:00;"], "2025-06-06"),
    ],
)
def test_the_list_decides_which_is_the_day(
    path: Path, rows: list[str], first: str
) -> None:
    told = read(path, a_list(*rows), time_zone="UTC")
    assert f"{told.sessions['first_seen'][0]:%Y-%m-%d}" == first


def test_where_it_cannot_both_readings_are_told(path: Path) -> None:
    data = a_list("A;01/06/2025 09:00;01/06/2025 10:00;60")
    with pytest.raises(
        ConfigurationError, match="6 January 2025 or 1 June 2025"
    ) as caught:
        read(path, data)
    assert "day_first=False or day_first=True" in str(caught.value)
    told = read(path, data, day_first=True, time_zone="UTC")
    assert told.sessions["first_seen"][0] == pd.Timestamp("2025-06-01 09:00Z")
    # The preamble has a day above 12.
    both = [["Meeting title", "x"], ["Start time", "25/11/25, 09:00:00"], []]
    rows = [
        ["Name", "Join Time", "Leave Time"],
        ["A", "01/12/25 09:00:00", "01/12/25 10:00:00"],
    ]
    told = read(path, lines("\t", *both, *rows).encode("utf-16"), time_zone="UTC")
    assert told.sessions["first_seen"][0] == pd.Timestamp("2025-12-01 09:00Z")


def test_rows_that_tell_nobodys_stay_are_counted_by_reason(path: Path) -> None:
    told = read(
        path,
        a_list(
            "A;2025-06-01 09:00;2025-06-01 10:00;60",
            "B;2025-06-01 09:30;2025-06-01 09:00;",
            "C;2025-06-01 09:30;2025-06-01 09:30;0",
            "D;;2025-06-01 09:30;",
            "E;when the coffee was ready;2025-06-01 09:30;",
            "F;2025-06-01 09:50;;",
            ";2025-06-01 09:10;2025-06-01 09:20;10",
            ";2025-06-01 09:15;2025-06-01 09:20;5",
        ),
        time_zone="UTC",
    )
    assert told.left_out == {
        "left before joining": 1,
        "of a moment that cannot be read": 1,
        "of no length": 1,
        "without the moment of joining": 1,
    }
    assert (told.people, told.most_at_once) == (4, 3)
    assert told.sessions["watch_time_s"].max() == 3600
    with pytest.raises(
        ConfigurationError, match="Nobody attended by the list 'attend"
    ) as caught:
        read(path, a_list("E;soon;later;"))
    assert "of a moment that cannot be read: 1" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "more", "sentence"),
    [
        (b"a,b\n1,2\n", {}, "No list of attendance"),
        (b"", {}, "No list of attendance"),
        (a_list(), {}, "it has no rows"),
        (a_list("A;2025-06-01 09:00;2025-09-01 09:00;"), {}, "92 days apart"),
        (a_list("A;2025-10-26 02:30;2025-10-26 03:30;"), {}, "twice or never"),
        (
            a_list("A;2025-06-01 09:00;2025-06-01 10:00;"),
            {"columns": {"came": "x"}},
            "no column 'came'",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    path: Path, data: bytes, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(path, data, **more)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


def test_headers_in_another_language_are_named_by_hand(path: Path) -> None:
    head = "Imię i nazwisko;Godzina dołączenia;Godzina opuszczenia"
    data = a_list("A;26.11.2025 16:00:00;26.11.2025 17:00:00", head=head)
    with pytest.raises(ConfigurationError, match="columns="):
        read(path, data)
    named = {
        "name": "Imię i nazwisko",
        "join": "Godzina dołączenia",
        "leave": "Godzina opuszczenia",
    }
    told = read(path, data, columns=named)
    assert told.sessions["first_seen"][0] == pd.Timestamp(START, unit="s", tz="UTC")


def test_analyses_and_a_pane_take_it(path: Path) -> None:
    told = read(path, teams(EUROPE))
    whole = summary(told.timeline, sessions=told.sessions)
    assert (whole.peak_viewers, whole.unique_viewers, whole.unique_id) == (
        plain_peak(PEOPLE),
        5,
        "viewer",
    )
    assert whole.watch_time_s is None
    kept = retention(stays_of(told.sessions, newest=START + 4000, end=START + 3610))
    assert kept.stays == 6
    pane = ww.WebcastPane(told.timeline)
    try:
        assert pane.df["live_viewers"].max() == plain_peak(PEOPLE)
    finally:
        pane.close()
