"""The verdict: how an event went, in a sentence or three, by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.analysis import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.analysis.findings import Finding
    from webcast_widget.analysis.overall import Overall


def verdict(summary: Overall, findings: Sequence[Finding], usual: str = "") -> str:
    """Say how an event went, whether that is usual, and what to look into.

    Parameters
    ----------
    summary
        The event's figures.
    findings
        What stands out of it.
    usual
        How its average stands among those of earlier events: "higher than in all 5".

    Returns
    -------
    str
        Empty where nothing is known of the event. It names no causes, and says that
        nothing stands out of what was looked at alone.
    """
    peak, average = summary.peak_viewers, summary.average_viewers
    if summary.span is None or not peak or average is None:
        return ""
    among = f", and {usual}" if usual else ""
    told = [
        f"Average attendance was {words.share(average / peak, 0)} of the peak over"
        f" {words.length(summary.span.seconds)}{among}."
    ]
    look = [each.short for each in findings if each.short]
    if look:
        told.append(f"Worth a look: {words.listed(look)}.")
    else:
        known = summary.avg_buffering_s_per_min is not None
        missing = [] if summary.missing_s else ["in the data"]
        where = ["in attendance", *(["in buffering"] if known else []), *missing]
        told.append(f"Nothing stands out {words.listed(where, 'or')}.")
    return " ".join(told)
