"""Lists as people hand them over: blank rows, names of their own, rows that repeat."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import webcast_widget as ww
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Name,Join Time,Leave Time"
ADA = "Ada,2025-06-01 09:00:00,2025-06-01 10:00:00"
BO = "Bo,2025-06-01 09:30:00,2025-06-01 10:00:00"
CY = "Cy,2025-06-01 09:40:00,2025-06-01 10:00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attendance.csv"


def read(path: Path, *rows: str, **more: Any) -> ww.AttendanceList:
    path.write_bytes("\n".join(rows).encode())
    return ww.attendance_list(path, **{"time_zone": "UTC", **more})


def refused(path: Path, *rows: str, **more: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(path, *rows, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, ADA, "", BO, ",,", CY),
        (HEAD, "", ADA, BO, "", "", CY),
        ("Attendee Details", "", HEAD, ADA, BO, CY),
        (HEAD, ADA, "", "More people", "", HEAD, BO, CY),
    ],
)
def test_a_blank_row_ends_no_table(path: Path, rows: tuple[str, ...]) -> None:
    told = read(path, *rows)
    assert (told.people, told.most_at_once, told.left_out) == (3, 3, {})


@pytest.mark.parametrize("none", ["n/a", "N/A", "None", "\u2013", "unknown", "-"])
def test_people_without_an_address_are_told_apart_by_their_names(
    path: Path, none: str
) -> None:
    rows = [f"{none},{who}" for who in (ADA, BO, CY)]
    told = read(path, f"Email,{HEAD}", *rows, f"{none},{ADA}")
    assert (told.people, told.most_at_once) == (3, 3)


@pytest.mark.parametrize("other", ["Zoe\u0308  Li", "ZO\u00cb LI", "Zo\u00eb\u00a0Li"])
def test_a_name_is_the_same_however_it_is_typed(path: Path, other: str) -> None:
    again = ADA.replace("Ada", other)
    assert read(path, HEAD, ADA.replace("Ada", "Zo\u00eb Li"), again).people == 1


def test_what_may_be_meant_otherwise_is_noted(path: Path) -> None:
    nobody = ADA.removeprefix("Ada")
    told = read(path, HEAD, ADA, nobody, nobody)
    assert told.people == 3
    assert "Rows that name nobody: 2. Each is counted as a person." in told.notes
    twice = f"{ADA},2025-06-01 10:20:00,2025-06-01 10:30:00"
    told = read(path, f"{HEAD},Join Time,Leave Time", twice)
    assert told.notes == tuple(
        f"Of several columns {each!r} the first is read."
        for each in ("Join Time", "Leave Time")
    )


@pytest.mark.parametrize(
    ("zone", "came"), [("UTC+02:00", 7), ("GMT-0130", 10.5), ("UTC", 9), ("EST", None)]
)
def test_a_zone_in_brackets_is_one(path: Path, zone: str, came: float | None) -> None:
    row = ADA.replace(":00:00", f":00:00 ({zone})")
    if came is None:
        assert "of a moment that cannot be read: 1" in refused(path, HEAD, row)
        return
    first = read(path, HEAD, row).sessions["first_seen"][0]
    assert first == pd.Timestamp("2025-06-01", tz="UTC") + pd.Timedelta(hours=came)


def test_a_title_above_a_blank_row_says_who_they_are(path: Path) -> None:
    told = read(path, "Host Details", "", HEAD, ADA, "Attendee Details", "", HEAD, BO)
    assert (told.people, told.left_out) == (1, {"of hosts or panelists": 1})


def test_rows_of_no_table_are_counted(path: Path) -> None:
    told = read(path, HEAD, ADA, BO, "3. Questions", "Asked by,Text", "Ada,Why?")
    assert told.people == 2
    assert told.left_out == {"below a title, in no list": 2}
    told = read(path, HEAD, ADA, BO, "", "Total,2")
    assert told.left_out == {"of a moment that cannot be read": 1}


def test_a_header_alone_takes_no_list_away(path: Path) -> None:
    summary = "Name,First Join,Last Leave,In-Meeting Duration"
    told = read(
        path,
        "2. Participants",
        summary,
        f"{ADA},1h",
        f"{BO},12m 5s",
        "",
        "3. In-Meeting Activities",
        HEAD,
    )
    assert told.people == 2
    (note,) = told.notes
    assert note.startswith("The list tells of 2 people when they first came")
    assert note.endswith("Of 1 it tells that they were there for less.")


def test_absence_that_a_list_tells_is_noted(path: Path) -> None:
    head = f"{HEAD},Duration"
    told = read(path, head, f"{ADA},1:00:00", f"{BO},10 min", f"{CY},3")
    (note,) = told.notes
    assert "tells of 1 people that they were there for less" in note


@pytest.mark.parametrize("columns", [{"name": "Alias"}, {"name": " alias "}])
def test_what_the_caller_names_wins(path: Path, columns: dict[str, str]) -> None:
    head = "Name,Alias,Join Time,Leave Time,Entered"
    rows = [
        f"{who},{alias},2025-06-01 08:00:00,2025-06-01 10:00:00,2025-06-01 09:00:00"
        for who, alias in (("Ada", "A"), ("Ada", "B"))
    ]
    assert read(path, head, *rows).people == 1
    told = read(path, head, *rows, columns=columns, identify=True)
    assert (told.people, set(told.sessions["name"])) == (2, {"A", "B"})
    told = read(path, head, *rows, columns={"join": "Entered", **columns})
    assert told.sessions["watch_time_s"].tolist() == [3600, 3600]
    summary = "Name,First Join,Last Leave,Entered"
    told = read(
        path, summary, f"{ADA},2025-06-01 09:50:00", columns={"join": "Entered"}
    )
    assert told.sessions["watch_time_s"].tolist() == [600]


def test_a_named_column_that_is_not_there_is_refused(path: Path) -> None:
    said = refused(path, HEAD, ADA, columns={"join": "Join Tim"})
    assert said == (
        "There is no column 'Join Tim' in the list, which columns= names for 'join': did"
        " you mean 'Join Time'?"
    )
    said = refused(path, HEAD, ADA, columns={"email": "Post"})
    assert "its header has 'Name', 'Join Time', 'Leave Time'." in said
    assert "Ada" not in said
    assert "calls 'email' 7" in refused(path, HEAD, ADA, columns={"email": 7})


EVENTS = "SessionId,FullName,UtcEventTimestamp,Action"


def test_one_session_that_comes_again_is_one_stay(path: Path) -> None:
    told = read(
        path,
        EVENTS,
        "s1,Ada,2025-06-01T09:00:00Z,Joined",
        "s1,Ada,2025-06-01T09:10:00Z,Joined",
        "s1,Ada,2025-06-01T09:20:00Z,Left",
        "s2,Bo,2025-06-01T09:00:00Z,Joined",
        "s2,Bo,2025-06-01T10:00:00Z,Left",
    )
    assert told.sessions["watch_time_s"].tolist() == [1200, 3600]
    assert told.left_out == {"joined again without having left": 1}
    assert not told.notes


def test_comings_alone_are_in_the_order_of_time(path: Path) -> None:
    rows = [
        f"{who},{came},{left}"
        for who, came, left in (
            ("Bo", "2/1/2025 09:00", "2/1/2025 12:00"),
            ("Cy", "1/2/2025 09:00", "1/2/2025 12:00"),
            ("Dee", "1/2/2025 09:30", "1/2/2025 10:00"),
        )
    ]
    told = read(path, HEAD, *rows)
    assert f"{told.sessions['first_seen'][0]:%Y-%m-%d}" == "2025-01-02"
    said = refused(path, HEAD, rows[1], rows[0], rows[2])
    assert "2 January 2025 or 1 February 2025" in said


def test_no_list_is_of_more_than_a_month(path: Path) -> None:
    early = "Ada,11/1/2025 09:00,11/1/2025 12:00"
    late = "Bo,1/2/2025 09:00,1/2/2025 12:00"
    told = read(path, HEAD, late, early)
    assert f"{told.sessions['first_seen'][0]:%Y-%m-%d}" == "2025-01-11"


def test_errors_name_the_row_of_the_file(path: Path) -> None:
    said = refused(
        path,
        "Town hall",
        "",
        HEAD,
        "",
        "Ada,13/6/2025 09:00,13/6/2025 10:00",
        day_first=False,
    )
    assert "'13/6/2025 09:00' in row 5 (join and leave) is no moment" in said
    path.write_text("Town hall\n\nt,viewers\n\n2025-06-01 09:00,1\nsoon,2\n")
    with pytest.raises(ConfigurationError, match="'soon' in row 6 "):
        ww.series(path, time="t", time_zone="UTC")
    path.write_text("sep=,\n\nt,viewers\n\n2025-06-01 09:00,many\n")
    with pytest.raises(ConfigurationError, match="Row 5 of the column 'viewers'"):
        ww.series(path, time="t", time_zone="UTC")


@pytest.mark.parametrize(
    "year", ["0001-01-01 00:00:00+05:00", "9999-12-31 23:00:00-05:00"]
)
def test_a_moment_beyond_all_calendars_is_none(path: Path, year: str) -> None:
    told = read(path, HEAD, ADA, f"Bo,{year},2025-06-01 10:00:00")
    assert told.left_out == {"of a moment that cannot be read": 1}
    path.write_text(f"t,viewers\n{year},1\n")
    with pytest.raises(ConfigurationError, match=r"in row 2 \(time\) is no moment"):
        ww.series(path, time="t", time_zone="America/New_York")


def test_moments_of_pandas_beyond_all_calendars_are_refused() -> None:
    late = pd.to_datetime(["9999-12-31 23:58", "9999-12-31 23:59"])
    frame = pd.DataFrame({"t": late, "viewers": [1, 2]})
    with pytest.raises(ConfigurationError, match="twice or never"):
        ww.series(frame, time="t", time_zone="America/New_York")


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ","])
@pytest.mark.parametrize("inside", ["Doe, Jane, Dr., Prof.", "a;b;c;d", "x|y|z|w"])
def test_marks_inside_cells_part_no_cells(
    path: Path, delimiter: str, inside: str
) -> None:
    cell = f'"{inside}"' if delimiter in inside else inside
    head = delimiter.join(["Name", "Join Time", "Leave Time", '"Note, if any"'])
    rows = [
        delimiter.join(
            [f"{cell}{n}".replace('"1', '1"').replace('"2', '2"'), came, left, cell]
        )
        for n, came, left in (
            (1, "2025-06-01 09:00:00", "2025-06-01 10:00:00"),
            (2, "2025-06-01 09:30:00", "2025-06-01 10:00:00"),
        )
    ]
    told = read(path, head, *rows, identify=True)
    assert told.sessions["name"].tolist() == [f"{inside}1", f"{inside}2"]


def test_the_delimiter_of_a_series_is_the_one_that_parts_its_names(path: Path) -> None:
    path.write_text(
        "Viewers, by minute, of the hall, in all\nunix_seconds|viewers|note\n"
        "1700000000|1,234|a, b, c, d\n1700000060|1,235|a, b, c, d\n"
    )
    frame = ww.series(path).frame()
    assert frame["live_viewers"].tolist() == [1234, 1235]


@pytest.mark.parametrize("cut", [-6, 30])
def test_a_file_that_cannot_be_unpacked_is_refused(path: Path, cut: int) -> None:
    packed = bytearray(gzip.compress(f"{HEAD}\n{ADA}\n{BO}".encode()))
    if cut < 0:
        del packed[cut:]
    else:
        packed[cut : cut + 4] = b"\xff" * 4
    path.write_bytes(packed)
    for read_it in (ww.attendance_list, ww.series):
        with pytest.raises(ConfigurationError, match=r"cut off|damaged"):
            read_it(path)


PRODUCTS = {
    "webex": (
        "utf-16",
        "Meeting Name\tDisplay Name\tFirst Name\tLast Name\tRole\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\n"
        'Hall\tAda\tAda\tAlpha\tAttendee\tada@example.com\t="2025-06-01 09:00:00"\t="2025-06-01 10:00:00"\t60 mins\n'
        'Hall\tBo\tBo\tBeta\tAttendee\tbo@example.com\t="2025-06-01 09:30:00"\t="2025-06-01 10:00:00"\t30 mins\n',
    ),
    "google meet": (
        "utf-8",
        "First name,Last name,Email,Duration,Time joined,Time exited\n"
        "Ada,Alpha,,1 hr 0 min,2025-06-01 09:00:00,2025-06-01 10:00:00\n"
        "Bo,Beta,,30 min,2025-06-01 09:30:00,2025-06-01 10:00:00\n",
    ),
    "gotowebinar": (
        "utf-8",
        "Webinar Name,Webinar ID\nHall,123-456-789\n\n"
        "Attendee Details\n"
        "Attended,Last Name,First Name,Email Address,Registration Date/Time,Join Time,Leave Time,Time in Session (minutes)\n"
        'Yes,Alpha,Ada,ada@example.com,"May 30, 2025 09:00 AM UTC","Jun 1, 2025 09:00 AM UTC","Jun 1, 2025 10:00 AM UTC",60\n'
        'Yes,Beta,Bo,bo@example.com,"May 30, 2025 09:00 AM UTC","Jun 1, 2025 09:30 AM UTC","Jun 1, 2025 10:00 AM UTC",30\n'
        "No,Delta,Dee,dee@example.com,,--,--,--\n",
    ),
    "teams 2021": (
        "utf-16",
        "Meeting Summary\nTotal Number of Participants\t2\nMeeting Title\tHall\n"
        "Meeting Start Time\t6/1/2025, 9:00:00 AM\nMeeting End Time\t6/1/2025, 10:00:00 AM\n\n"
        "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n"
        "Ada\t6/1/2025, 9:00:00 AM\t6/1/2025, 10:00:00 AM\t1h\tada@example.com\tAttendee\tada@example.com\n"
        "Bo\t6/1/2025, 9:30:00 AM\t6/1/2025, 10:00:00 AM\t30m\tbo@example.com\tAttendee\tbo@example.com\n",
    ),
    "a script": (
        "utf-8",
        "name|joined at|left at\n"
        "Ada|Sun Jun 01 2025 11:00:00 GMT+0200 (Central European Summer Time)|Sun Jun 01 2025 12:00:00 GMT+0200 (CEST)\n"
        "Bo|Sun, 01 Jun 2025 09:30:00 GMT|Sunday, 1 June 2025 10:00:00 GMT\n",
    ),
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_lists_of_other_products(path: Path, product: str) -> None:
    encoding, text = PRODUCTS[product]
    path.write_bytes(text.encode(encoding))
    told = ww.attendance_list(path, time_zone="UTC", day_first=False, identify=True)
    assert told.sessions["watch_time_s"].tolist() == [3600, 1800]
    assert f"{told.sessions['first_seen'][0]:%Y-%m-%d %H:%M}" == "2025-06-01 09:00"
    assert [each.split()[0] for each in told.sessions["name"]] == ["Ada", "Bo"]
    assert not told.notes


def test_a_series_with_moments_as_scripts_write_them(path: Path) -> None:
    path.write_text(
        "Timestamp,Viewers,Chatters\n"
        "Sun Jun 01 2025 11:00:00 GMT+0200 (CEST),12,3\n"
        "Sun Jun 01 2025 11:01:00 GMT+0200 (CEST),15,3\n"
    )
    line = ww.series(path, "Viewers", "Timestamp")
    assert line.cadence_s == 60
    assert line.frame().index[0].isoformat() == "2025-06-01T09:00:00+00:00"
