"""Attendance lists in the shapes of those who export them; the people are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Came:
    """Somebody's stay: who, from and to in seconds after three o'clock."""

    who: str
    start: int
    end: int

    @property
    def email(self) -> str:
        return f"{self.who.lower()}@example.com"


PEOPLE = (
    Came("Ada", 0, 3600),
    Came("Bo", 7, 1203),
    Came("Bo", 1500, 3599),
    Came("Cy", 600, 1800),
    Came("Cy", 900, 2400),  # from a second device
    Came("Dee", 1204, 1208),  # four seconds, over no start of a slot
    Came("Eve", 3000, 3610),
)


def at_once(stays: tuple[Came, ...], moment: float) -> int:
    """How many people are there at a moment, counted one by one."""
    return len({each.who for each in stays if each.start <= moment < each.end})


def plain_peak(stays: tuple[Came, ...]) -> int:
    """The most people at the start of a slot."""
    return max(at_once(stays, moment) for moment in range(0, 4000, 10))


def local(seconds: int, form: str) -> str:
    """A moment as the clocks of Paris show it, an hour ahead."""
    at = DAY + timedelta(hours=1, seconds=seconds)
    hour = at.hour % 12 or 12
    return at.strftime(form).replace("{h}", f"{hour}").replace("{m}", f"{at.month}")


US = "{m}/%d/%y, {h}:%M:%S %p"
US_ZOOM = "%m/%d/%Y %I:%M:%S %p"
EUROPE = "%d/%m/%y %H:%M:%S"


def lines(delimiter: str, *rows: list[str]) -> str:
    return "\r\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row)
        for row in rows
    )


def teams(form: str = US, joined: str = "First Join") -> bytes:
    """A meeting of Teams today: three sections; the last has a row per joining."""
    known: dict[str, list[Came]] = {}
    for each in PEOPLE:
        known.setdefault(each.who, []).append(each)
    whole = [
        [
            who,
            local(min(e.start for e in stays), form),
            local(max(e.end for e in stays), form),
            "1h 13m 42s",
            stays[0].email,
            stays[0].email,
            "Presenter",
        ]
        for who, stays in known.items()
    ]
    rows = [
        ["1. Summary"],
        ["Meeting title", "Quarterly town hall"],
        ["Attended participants", f"{len(known)}"],
        ["Start time", local(0, form)],
        ["End time", local(3610, form)],
        ["Meeting duration", "1h 10s"],
        ["Average attendance time", "31m 2s"],
        [],
        ["2. Participants"],
        f"Name|{joined}|Last Leave|In-Meeting Duration|Email|Participant ID (UPN)|Role".split(
            "|"
        ),
        *whole,
        [],
        ["3. In-Meeting Activities"],
        ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
        *(
            [
                e.who,
                local(e.start, form),
                local(e.end, form),
                "5m",
                e.email,
                "Presenter",
            ]
            for e in PEOPLE
        ),
    ]
    return lines("\t", *rows).encode("utf-16")


def events() -> list[tuple[int, Came, str]]:
    told = [(e.start, e, "Joined") for e in PEOPLE] + [
        (e.end, e, "Left") for e in PEOPLE
    ]
    return sorted(told, key=lambda each: each[0])


def teams_2020() -> bytes:
    """A meeting of Teams in 2020: a row per event; Eve never left."""
    rows = [
        [e.who, "Joined before" if at == 0 else action, local(at, US)]
        for at, e, action in events()
        if not (e.who == "Eve" and action == "Left")
    ]
    head = ["Full Name", "User Action", "Timestamp"]
    return lines("\t", head, *rows).encode("utf-16")


def teams_live() -> bytes:
    """A live event of Teams: a row per event, in UTC, each device a session."""
    rows = [
        [
            f"s{PEOPLE.index(e)}",
            e.email,
            e.who,
            "Edge",
            f"{DAY + timedelta(seconds=at):%Y-%m-%dT%H:%M:%S.250Z}",
            action,
            "Attendee",
        ]
        for at, e, action in events()
    ]
    head = ["SessionId", "ParticipantId", "FullName", "UserAgent", "UtcEventTimestamp"]
    return lines(",", [*head, "Action", "Role"], *rows).encode()


_ZOOM_PREAMBLE = (
    "Topic|Webinar ID|Actual Start Time|Actual Duration (minutes)|# Registered"
    "|# Cancelled|Unique Viewers|Total Users|Max Concurrent Views"
)


def zoom_webinar() -> bytes:
    """A webinar of Zoom: a preamble, hosts and panelists, and a row per joining."""
    head = ["Attended", "User Name (Original Name)", "First Name", "Last Name", "Email"]
    head += ["Registration Time", "Approval Status", "Join Time", "Leave Time"]
    head += ["Time in Session (minutes)", "Is Guest", "Country/Region Name", ""]

    def row(each: Came) -> list[str]:
        minutes = f"{round((each.end - each.start) / 60)}"
        times = [local(each.start, US_ZOOM), local(each.end, US_ZOOM)]
        return [
            "Yes",
            each.who,
            each.who,
            "",
            each.email,
            local(-900, US_ZOOM),
            "approved",
            *times,
            minutes,
            "No",
            "France",
            "",
        ]

    absent = ["No", "Flo", "Flo", "", "flo@example.com", local(-9000, US_ZOOM)]
    absent += ["approved", "--", "--", "--", "--", "France", ""]
    rows = [
        ["Attendee Report"],
        ["Report Generated:", local(9000, US_ZOOM)],
        _ZOOM_PREAMBLE.split("|"),
        f"Quarterly town hall|812 3456 7890|{local(0, US_ZOOM)}|60|6|0|5|7|{plain_peak(PEOPLE)}|".split(
            "|"
        ),
        ["Host Details", ""],
        head,
        row(Came("Gus", -600, 3700)),
        ["Panelist Details", ""],
        head,
        row(Came("Hal", -300, 3700)),
        ["Attendee Details", ""],
        head,
        *map(row, PEOPLE),
        absent,
    ]
    return lines(",", *rows).encode("utf-8-sig")


def zoom_meeting(form: str = US_ZOOM, *, preamble: bool = True) -> bytes:
    """A meeting of Zoom; somebody only waited."""
    head = ["Name (Original Name)", "User Email", "Join Time", "Leave Time"]
    head += ["Duration (Minutes)", "Guest", "Recording Consent", "In Waiting Room"]
    stays = [*((e, "No") for e in PEOPLE), (Came("Ivy", 100, 200), "Yes")]
    above = [
        [
            "Meeting ID",
            "Topic",
            "Start Time",
            "End Time",
            "User Email",
            "Duration (Minutes)",
            "Participants",
        ],
        [
            "812 3456 7890",
            "Quarterly town hall",
            local(0, form),
            local(3610, form),
            "gus@example.com",
            "61",
            "6",
        ],
        [],
    ]
    rows = [
        [
            e.who,
            e.email,
            local(e.start, form),
            local(e.end, form),
            f"{-(-(e.end - e.start) // 60)}",
            "Yes",
            "",
            waits,
        ]
        for e, waits in stays
    ]
    return lines(",", *(above if preamble else []), head, *rows).encode()


def own_list() -> bytes:
    """A list that somebody keeps: semicolons, dots, no address, as Windows writes it."""
    form = "%d.%m.%Y %H:%M:%S"
    rows = [[e.who, local(e.start, form), local(e.end, form)] for e in PEOPLE]
    above = [["Anwesenheit für die Versammlung"], []]
    return lines(";", *above, ["Name", "Joined", "Left"], *rows).encode("cp1252")


STAYED = (*PEOPLE[:-1], Came("Eve", 3000, 3600))
"""Who never left by a list stayed until the last moment in it."""

SHAPES = {
    "teams": teams(),
    "teams, day first, other case": teams(EUROPE, "First join"),
    "teams 2020": teams_2020(),
    "teams live event": teams_live(),
    "zoom webinar": zoom_webinar(),
    "zoom meeting": zoom_meeting(),
    "zoom meeting, day first, no preamble": zoom_meeting(
        "%d/%m/%Y %H:%M:%S", preamble=False
    ),
    "own list": own_list(),
}
