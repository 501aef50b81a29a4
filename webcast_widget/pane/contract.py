"""The contract between kernel and browser: every synced trait, every message.

Declared once, here. The traits of the widget are made from it, what the browser
sends is checked against it, and ``js/src/contract.gen.ts`` is generated from it
(see `webcast_widget.pane.typescript`). Names are the same on both sides.

Moments are epoch seconds, UTC. `None` means not known, and never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from zlib import crc32

from webcast_widget.feed.reading import Playback
from webcast_widget.feed.timing import FASTEST, SLOWEST
from webcast_widget.pane.figures import LATEST, TRAVELS
from webcast_widget.pane.messages import (
    EXPORT_FORMATS,
    FROM_BROWSER,
    PARTS,
    TO_BROWSER,
)
from webcast_widget.pane.structs import (
    Alarm,
    AudienceCell,
    AudienceTable,
    EventLabel,
    History,
    Series,
    SheetItem,
    Status,
    UsualBand,
    UsualRange,
)
from webcast_widget.timeline.figure import MOST_COUNT
from webcast_widget.timeline.figures import CHARTED, DRAWN, MINUTE_FIGURES
from webcast_widget.timeline.slots import REACH_S, SLOT_S

_MEANINGS: Final = 1
"""Raised where something here means something else, and is called as it was."""

MISSING: Final = MOST_COUNT + 1
"""Stands for "not known" in the rows of a series."""

SHORTEST_S: Final = 60
"""Shortest window of the chart, seconds."""

WHOLE_S: Final = REACH_S
"""A window this long or longer shows the whole event, however long it gets."""

WHOLE_AT_LEAST_S: Final = 600
"""What a whole event shows at the least, so that its first minutes have a scale."""

ROW_FIELDS: Final = ("start", *CHARTED)
"""A series row: little-endian unsigned 32-bit integers.

The slot's start (epoch seconds), and the figures that the chart draws.
"""

MINUTE_FIELDS: Final = ("start", *(figure.name for figure in MINUTE_FIGURES))
"""A row of minutes: little-endian 64-bit floating point numbers, NaN where missing.

The minute's start (epoch seconds), and its figures.
"""

FigureName = Annotated[str, "FigureName"]
"""One of `webcast_widget.timeline.figures.DRAWN`: what the chart can show."""

SLOWEST_SPEED: Final = SLOWEST
"""Slowest speed of a replay, recorded seconds per second."""

FASTEST_SPEED: Final = FASTEST
"""Fastest speed of a replay."""

MOST_VALUES: Final = 6
"""So many values of a dimension are named in the pane."""


STRUCTS: Final = (
    EventLabel,
    Status,
    Playback,
    Series,
    History,
    AudienceCell,
    AudienceTable,
    UsualBand,
    UsualRange,
    SheetItem,
    Alarm,
)


@dataclass(frozen=True)
class Trait:
    """One synced trait.

    Parameters
    ----------
    type
        Its Python type, from which the TypeScript type is generated; `"widget"`
        for a child widget, `"latest"` for what `LATEST` says.
    default
        Its value before anything is known.
    from_browser
        Whether the browser may set it. All others are the kernel's alone, and
        what the browser sends for them is dropped.
    doc
        What it means.
    """

    type: Any
    default: Any
    doc: str
    from_browser: bool = False


_OTHERS: Final[dict[str, Trait]] = {
    "event": Trait(EventLabel, {"id": "", "name": ""}, "Which event this is."),
    "latest": Trait("latest", dict.fromkeys(LATEST), "The counter and the tiles."),
    "quality": Trait(
        list[float | None],
        [None] * len(TRAVELS["quality"]),
        "Of `latest`: the tiles of the last full minute.",
    ),
    "peak": Trait(
        list[float | None], [None] * len(TRAVELS["peak"]), "Of `latest`: the peak."
    ),
    "estimates": Trait(
        list[int | None],
        [],
        "What the slots after `latest.settled` will settle at, one after the other, three"
        " numbers for each: viewers, and how many fewer and more nine in ten settle"
        " between; a single null for one that is not estimated.",
    ),
    "status": Trait(
        Status,
        {"state": "connecting", "sentence": "", "next_at": None, "progress": None},
        "How the feed is doing.",
    ),
    "replay": Trait(
        Playback | None, None, "Where the replay is; null for what is no replay."
    ),
    "delta": Trait(
        Series,
        {"seq": 0, "rows": b""},
        "The rows that the last poll added or changed: one more than the seq before,"
        " else the browser asks for a snapshot. It travels as bytes: the seq as a"
        " little-endian unsigned 32-bit integer, and the rows.",
    ),
    "history": Trait(
        History,
        {"seq": 0, "rows": b"", "at": 0.0},
        "The whole series: when a view starts, with the first answer, and for notebooks"
        " that are saved; in between, `delta`.",
    ),
    "minutes": Trait(
        Series,
        {"seq": 0, "rows": b""},
        "The figures of all full minutes, as `MINUTE_FIELDS` says: when a view starts, with"
        " the history, and with each change while they are looked at; in between, `latest`"
        " has the newest.",
    ),
    "chart": Trait("widget", None, "The bqplot figure of the window."),
    "overview": Trait("widget", None, "The bqplot figure with the brush scroller."),
    "visible": Trait(
        bool,
        True,  # noqa: FBT003 - a default, not an argument's meaning
        "Whether the analytics are shown; else the configuration is.",
        from_browser=True,
    ),
    "window_s": Trait(
        float, 1800.0, "Length of the chart's window, seconds.", from_browser=True
    ),
    "window_end_s": Trait(
        float | None,
        None,
        "Last moment of the window when scrolled back; null follows the latest.",
        from_browser=True,
    ),
    "figure": Trait(
        FigureName,
        DRAWN[0],
        "What the chart shows; the scroller shows attendees.",
        from_browser=True,
    ),
    "second": Trait(
        Annotated[str | None, "FigureName | null"],
        None,
        "What is pinned: it is drawn beside `figure`, with an axis at the right; null for"
        " nothing.",
        from_browser=True,
    ),
    "usual_band": Trait(
        UsualBand | None, None, "What is usual; null where nothing is to compare with."
    ),
    "usual_ranges": Trait(
        list[UsualRange],
        [],
        "What is usual of the tiles' figures then, where earlier events have data.",
    ),
    "standing": Trait(
        str, "", "The rank of the newest minute that is over among the usual ones."
    ),
    "run_sheet": Trait(
        list[SheetItem], [], "The run sheet, in order of time: what was marked."
    ),
    "alarms": Trait(list[Alarm], [], "Each time that an alert fired, in that order."),
    "time_zone": Trait(
        str,
        "UTC",
        "IANA name of the zone that moments are shown in.",
        from_browser=True,
    ),
    "audience_shown": Trait(
        bool,
        False,  # noqa: FBT003 - the same
        "Whether who is watching is shown, in the chart's place.",
        from_browser=True,
    ),
    "table_shown": Trait(
        bool,
        False,  # noqa: FBT003 - the same
        "Whether the visible slots are shown as a table, in the chart's place.",
        from_browser=True,
    ),
    "audience": Trait(
        AudienceTable | None,
        None,
        "Who is watching, while that is shown; None if the source told nothing of it.",
    ),
    "cadence_s": Trait(
        int, SLOT_S, "How often the source counts, seconds: what a gap is hangs on it."
    ),
    "export_window": Trait(
        bool,
        False,  # noqa: FBT003 - the same
        "Whether Export gives the visible window; else the whole event.",
        from_browser=True,
    ),
    "interval_s": Trait(
        float, 10.0, "Seconds between polls, 5 at the least.", from_browser=True
    ),
}


def _fingerprint() -> int:
    """Give a number that is another one when anything here is called otherwise."""
    structs = (*STRUCTS, *FROM_BROWSER, *TO_BROWSER)
    fields = [(each.__name__, *each.__annotations__) for each in structs]
    named = (
        _MEANINGS,
        ROW_FIELDS,
        MINUTE_FIELDS,
        *TRAVELS.items(),
        *EXPORT_FORMATS,
        *PARTS,
        *_OTHERS,
        *fields,
    )
    return crc32(repr(named).encode())


CONTRACT_VERSION: Final = _fingerprint()
"""Which contract this is: a stale bundle says so instead of misbehaving."""

TRAITS: Final[dict[str, Trait]] = {
    "contract_version": Trait(
        int, CONTRACT_VERSION, "Which contract the kernel speaks."
    ),
    **_OTHERS,
}
"""Every synced trait."""

SETTABLE: Final = tuple(name for name, trait in TRAITS.items() if trait.from_browser)
"""Those that the browser may set."""
