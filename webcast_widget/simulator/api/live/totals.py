"""What every live report says of some slots, by the rules of either generation."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from webcast_widget.simulator.counting import SlotCounts
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S

if TYPE_CHECKING:
    from webcast_widget.simulator.result import Result

HUNDREDTHS = 100


def buffer_time(buffer_cs: int, heartbeats: int) -> float:
    """Give seconds of buffering per minute of viewing, rounded to 2 decimals.

    Heartbeats are plays, live and DVR ones together; each stands for 10 s.

    >>> buffer_time(3000, 73)
    2.47
    """
    if not heartbeats:
        return 0.0
    per_minute = MINUTE_S // SLOT_S
    exact = Fraction(per_minute * buffer_cs, HUNDREDTHS * heartbeats)
    return float(round(exact, 2))


def average_bitrate(bitrate_sum: int, bitrate_count: int) -> float:
    """Give the mean of the bitrates that were sent, kbps, rounded to 2 decimals.

    Without any it is 0, as in the vendor's reports.
    """
    if not bitrate_count:
        return 0.0
    return float(round(Fraction(bitrate_sum, bitrate_count), 2))


def totals(slots: list[SlotCounts], *, is_kava: bool) -> dict[str, Result]:
    """Sum slots up to what every live report says."""
    live, dvr, plays, bitrate_sum, bitrate_count, buffer_cs = (
        sum(getattr(slot, name) for slot in slots) for name in SlotCounts.__slots__
    )
    written: dict[str, Result]
    if is_kava:
        views = live + dvr
        per_minute = MINUTE_S / SLOT_S / HUNDREDTHS
        written = {
            "audience": live,
            "dvrAudience": dvr,
            "avgBitrate": bitrate_sum / bitrate_count if bitrate_count else 0.0,
            "bufferTime": per_minute * buffer_cs / views if views else 0.0,
            "plays": plays,
            "secondsViewed": SLOT_S * views,
        }
    else:
        # Strings: the reporting backend's answers are passed on without a type.
        written = {
            "audience": str(live),
            "dvrAudience": str(dvr),
            "avgBitrate": str(average_bitrate(bitrate_sum, bitrate_count)),
            "bufferTime": str(buffer_time(buffer_cs, plays + live + dvr)),
            "plays": str(plays),
            "secondsViewed": str(SLOT_S * (live + dvr)),
        }
    return written | {"startEvent": None, "timestamp": None}
