"""The metric registry: one definition each, for tooltips, docs and `explain`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webcast_widget.errors import ConfigurationError


@dataclass(frozen=True)
class Metric:
    """What a number means.

    Parameters
    ----------
    name
        Its column or field name, the same in code, frames and files.
    label
        What the screen calls it.
    unit
        Its unit, in words.
    definition
        How it is computed, with the source of the definition.
    roll_up
        How a longer window is computed from shorter ones.
    beware
        What it is easily confused with.
    """

    name: str
    label: str
    unit: str
    definition: str
    roll_up: str
    beware: str = ""


_ALL = (
    Metric(
        "live_viewers",
        "Attendees",
        "viewers",
        "Heartbeats of live playback in the 10-second slot: eventType 1 and"
        " eventIndex above 1 on the vendor's 2015 backend. A player sends one"
        " heartbeat per 10 s, so this is the number of viewers at the same time.",
        "maximum or time-weighted mean over slots; a sum over slots counts"
        " heartbeats, not viewers",
        "Viewers of the DVR are not in it.",
    ),
    Metric(
        "dvr_viewers",
        "DVR viewers",
        "viewers",
        "Heartbeats of DVR playback in the 10-second slot: eventType 2 and"
        " eventIndex above 1.",
        "maximum or time-weighted mean over slots",
        "Disjoint from live_viewers.",
    ),
    Metric(
        "plays",
        "Plays",
        "count",
        "Play starts in the 10-second slot: eventType 1 and eventIndex 1.",
        "sum",
        "A start in the DVR is not a play.",
    ),
    Metric(
        "avg_bitrate_kbps",
        "Average bitrate",
        "kbps",
        "Over the clock minute that holds the slot: sum of bitrate / number of"
        " heartbeats that carry one, live and DVR together, rounded to 2 decimals"
        " by the server.",
        "sum over sum; never a mean of means",
        "A heartbeat without a bitrate, or with a negative one, is in neither sum.",
    ),
    Metric(
        "avg_buffering_s_per_min",
        "Average buffering",
        "s per minute viewed",
        "Over the clock minute that holds the slot: 6 x sum of buffering seconds /"
        " heartbeats (plays + live + DVR on the vendor's 2015 backend), rounded to"
        " 2 decimals by the server.",
        "sum over sum; never a mean of means",
        "It is 60 times the rebuffering ratio.",
    ),
    Metric(
        "slot_bitrate_kbps",
        "Bitrate in the slot",
        "kbps",
        "Sum of bitrate / number of heartbeats that carry one, live and DVR together,"
        " in the 10-second slot alone. The vendor's real-time reports tell it"
        " (avg_view_bitrate); a source that has figures of whole minutes alone leaves"
        " it missing.",
        "sum over sum; never a mean of means",
        "avg_bitrate_kbps is of the whole minute: that is the tile's figure.",
    ),
    Metric(
        "slot_buffering_s_per_min",
        "Buffering in the slot",
        "s per minute viewed",
        "60 x sum of buffering seconds / seconds watched, in the 10-second slot alone:"
        " 60 times the vendor's view_buffer_time_ratio. A source that has figures of"
        " whole minutes alone leaves it missing.",
        "sum over sum; never a mean of means",
        "avg_buffering_s_per_min is of the whole minute: that is the tile's figure.",
    ),
    Metric(
        "provisional",
        "Provisional",
        "true or false",
        "The slot was younger than 60 s when the source was last asked for it and"
        " may still be revised; the last answer wins.",
        "any",
    ),
    Metric(
        "peak_viewers",
        "Peak attendees",
        "viewers",
        "Maximum of live_viewers over settled 10-second slots, at the first slot"
        " that reached it.",
        "maximum",
        "The DVR's peak is another one; a peak of 1-minute means is lower.",
    ),
    Metric(
        "average_viewers",
        "Average attendees",
        "viewers",
        "Time-weighted mean of live_viewers over the settled 10-second slots that have"
        " data.",
        "mean weighted by the time that has data",
        "Time without data is in neither the sum nor the time.",
    ),
    Metric(
        "watch_time_s",
        "Watch time",
        "s",
        "10 s for each heartbeat, live and DVR together.",
        "sum",
        "Not known where a slot tells its live viewers and no DVR viewers.",
    ),
    Metric(
        "data_age_s",
        "Updated",
        "s",
        "Now minus the start of the newest slot received.",
        "does not roll up",
    ),
)

METRICS: Final[dict[str, Metric]] = {metric.name: metric for metric in _ALL}
"""Every metric by name."""


def explain(name: str) -> str:
    """Explain a number in words: unit, definition, roll-up and what to beware of.

    Parameters
    ----------
    name
        A column of the frame or a field of `latest`, such as
        ``"avg_buffering_s_per_min"``.

    Raises
    ------
    ConfigurationError
        If there is no metric of that name.
    """
    if name not in METRICS:
        known = ", ".join(METRICS)
        raise ConfigurationError(f"There is no metric {name!r}: choose one of {known}.")
    metric = METRICS[name]
    lines = [
        f"{metric.label} ({metric.name}), in {metric.unit}",
        metric.definition,
        f"Over a longer window: {metric.roll_up}.",
    ]
    return "\n".join([*lines, metric.beware] if metric.beware else lines)
