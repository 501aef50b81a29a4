"""The registry: every figure is declared here, once.

From it follow the frame's columns, what is refused, the width of the ledgers, the
recording's columns, the logbook, `explain`, the files, the rows on the wire and the
constants of the browser. What stays written by hand: the records that sources make
(`webcast_widget.timeline.records`), the migrations of a recording, and how a figure
is drawn.
"""

from __future__ import annotations

from typing import Final

from webcast_widget.timeline.estimated_figures import ESTIMATED_FIGURES
from webcast_widget.timeline.event_figures import EVENT_FIGURES
from webcast_widget.timeline.figure import HEARTBEAT_KINDS, MOST_COUNT, Figure, Tile

_ALL: Final = (
    Figure(
        name="live_viewers",
        label="Attendees",
        unit="viewers",
        of="slot",
        dtype="Int64",
        most=MOST_COUNT,
        fields=HEARTBEAT_KINDS,
        definition="Heartbeats of live playback in the slot: eventType 1 and"
        " eventIndex above 1 on the vendor's 2015 backend. A player sends one"
        " heartbeat per 10 s, so this is the number of viewers at the same time. A"
        " source that says its cadence_s tells the viewers at a moment, once in that time.",
        roll_up="maximum or time-weighted mean over slots; a sum over slots counts"
        " heartbeats, not viewers",
        beware="Viewers of the DVR are not in it.",
        charted=True,
        tile=Tile("viewers", "Viewers of the live stream in the newest settled slot"),
    ),
    Figure(
        name="dvr_viewers",
        label="DVR viewers",
        unit="viewers",
        of="slot",
        dtype="Int64",
        most=MOST_COUNT,
        fields=HEARTBEAT_KINDS,
        definition="Heartbeats of DVR playback in the slot: eventType 2 and"
        " eventIndex above 1.",
        roll_up="maximum or time-weighted mean over slots",
        beware="Disjoint from live_viewers.",
        charted=True,
        tile=Tile(
            "viewers",
            "Viewers who watch with a delay (DVR); they are not among the attendees",
        ),
    ),
    Figure(
        name="plays",
        label="Plays",
        unit="count",
        of="slot",
        dtype="Int64",
        most=MOST_COUNT,
        fields=HEARTBEAT_KINDS,
        definition="Play starts in the slot: eventType 1 and eventIndex 1.",
        roll_up="sum",
        beware="A start in the DVR is not a play.",
    ),
    Figure(
        name="avg_bitrate_kbps",
        label="Average bitrate",
        unit="kbps",
        of="minute",
        dtype="Float64",
        most=1e6,
        fields="bitrate",
        definition="Over the clock minute that holds the slot: sum of bitrate / number"
        " of heartbeats that carry one, live and DVR together, rounded to 2 decimals"
        " by the server.",
        roll_up="sum over sum; never a mean of means",
        beware="A heartbeat without a bitrate, or with a negative one, is in neither"
        " sum.",
        tile=Tile(
            "kbps",
            "Bitrate that the attendees were viewing, averaged over the last full minute, in kbps",
        ),
    ),
    Figure(
        name="avg_buffering_s_per_min",
        label="Average buffering",
        unit="s per minute viewed",
        of="minute",
        dtype="Float64",
        most=60.0,
        fields="bufferTime",
        definition="Over the clock minute that holds the slot: 6 x sum of buffering"
        " seconds / heartbeats (plays + live + DVR on the vendor's 2015 backend),"
        " rounded to 2 decimals by the server.",
        roll_up="sum over sum; never a mean of means",
        beware="It is 60 times the rebuffering ratio.",
        tile=Tile(
            "s per min",
            "Seconds of buffering per minute viewed, over the last full minute",
        ),
    ),
    Figure(
        name="slot_bitrate_kbps",
        label="Bitrate in the slot",
        unit="kbps",
        of="slot",
        dtype="Float64",
        most=1e6,
        fields="bitrate",
        definition="Sum of bitrate / number of heartbeats that carry one, live and DVR"
        " together, in the slot alone. The vendor's real-time reports tell it"
        " (avg_view_bitrate); a source that has figures of whole minutes alone leaves"
        " it missing.",
        roll_up="sum over sum; never a mean of means",
        beware="avg_bitrate_kbps is of the whole minute: that is the tile's figure.",
    ),
    Figure(
        name="slot_buffering_s_per_min",
        label="Buffering in the slot",
        unit="s per minute viewed",
        of="slot",
        dtype="Float64",
        most=60.0,
        fields="bufferTime",
        definition="60 x sum of buffering seconds / seconds watched, in the"
        " slot alone: 60 times the vendor's view_buffer_time_ratio. A source that has"
        " figures of whole minutes alone leaves it missing.",
        roll_up="sum over sum; never a mean of means",
        beware="avg_buffering_s_per_min is of the whole minute: that is the tile's"
        " figure.",
    ),
    Figure(
        name="provisional",
        label="Provisional",
        unit="true or false",
        of="slot",
        dtype="boolean",
        most=1,
        fields="the source's clock",
        definition="The slot was younger than 60 s, or than the source's cadence where that is"
        " longer, when the source was last asked for it and may still be revised; the last answer wins."
        " Longer than 60 s where more than one in ten of this event's slots go on changing by"
        " more than half a percent after that.",
        roll_up="any",
        derived=True,
    ),
    *ESTIMATED_FIGURES,
    *EVENT_FIGURES,
)

FIGURES: Final[dict[str, Figure]] = {figure.name: figure for figure in _ALL}
"""Every figure by name."""

SLOT_FIGURES: Final = tuple(
    figure for figure in _ALL if figure.of == "slot" and not figure.derived
)
"""What a source tells of a slot, in the order of `webcast_widget.timeline.records.Slot`."""

MINUTE_FIGURES: Final = tuple(
    figure for figure in _ALL if figure.of == "minute" and not figure.derived
)
"""What a source tells of a minute, in the order of
`webcast_widget.timeline.records.Minute`."""

CHARTED: Final = tuple(figure.name for figure in _ALL if figure.charted)
"""What the chart draws, in the order of the rows of a series."""

DRAWN: Final = tuple(
    figure.name for figure in _ALL if figure.of != "event" and figure.tile is not None
)
"""What the chart can show, one at a time: `CHARTED`, and the figures of minutes."""

ESTIMATES: Final = tuple(figure.name for figure in ESTIMATED_FIGURES)
"""What a provisional slot will settle at: the best guess, and from where to where."""

INDEX: Final = "slot_start"
"""Name of the frame's index: start of the slot, ``datetime64[us, UTC]``."""

DTYPES: Final[dict[str, str]] = {
    figure.name: figure.dtype for figure in _ALL if figure.of != "event"
}
"""The frame's columns in order, with their nullable dtypes; missing is `pandas.NA`."""
