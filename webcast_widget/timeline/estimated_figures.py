"""The figures of slots that still fill up: what they will settle at."""

from __future__ import annotations

from typing import Any, Final

from webcast_widget.timeline.figure import MOST_COUNT, Figure

_COMMON: Final[dict[str, Any]] = {
    "unit": "viewers",
    "of": "slot",
    "dtype": "Int64",
    "most": MOST_COUNT,
    "fields": "live_viewers, as this and earlier answers had it",
    "roll_up": "none: what it is of settles within minutes",
    "derived": True,
}

ESTIMATED_FIGURES: Final = (
    Figure(
        name="live_estimate",
        label="Attendees, estimated",
        definition="What live_viewers of a provisional slot will settle at: the count so"
        " far / the share that the settled ones of this event's last 120 slots had at the"
        " same age. Before 20 of them are known, that share is taken to be 95 to 100 %."
        " Missing while the slot runs, for 5 s after its end, where less than half of it"
        " is known, and once it is settled.",
        beware="The counter, the peak, averages and alerts are of settled slots alone.",
        **_COMMON,
    ),
    Figure(
        name="live_low",
        label="Attendees, estimated from",
        definition="Nine in ten slots settle at live_low to live_high: from the 5 %"
        " quantile of the errors that this event's estimates had at that age, scaled by"
        " the root of the count.",
        beware="Before 20 slots are known the interval is a wide guess.",
        **_COMMON,
    ),
    Figure(
        name="live_high",
        label="Attendees, estimated to",
        definition="Nine in ten slots settle at live_low to live_high: to the 95 %"
        " quantile of the errors that this event's estimates had at that age, scaled by"
        " the root of the count.",
        beware="Before 20 slots are known the interval is a wide guess.",
        **_COMMON,
    ),
)
"""In the order of the fields of `webcast_widget.timeline.estimate.Estimate`."""
