"""The tiles: the figures of the whole event, each with its unit and its window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.analysis.span import BY_SLOTS
from webcast_widget.export.document import wording
from webcast_widget.export.document.blocks import Tile
from webcast_widget.timeline.cadence import in_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.analysis import Summary
    from webcast_widget.export.document.figures import Figures

_KBPS_PER_MBPS: Final = 1000
_HOUR_S: Final = 3600


def tiles(figures: Figures) -> list[Tile]:
    """Give the tiles of an event; those of figures that are not known are left out."""
    summary = figures.summary
    found = [
        *_attendance(figures),
        *_people(summary),
        *_quality(summary),
        *_coverage(figures),
    ]
    return found if summary.span is not None else []


def _attendance(figures: Figures) -> Iterator[Tile]:
    summary = figures.summary
    if summary.peak_at is None or summary.span is None:
        return
    yield Tile(
        "Peak attendees",
        words.count(summary.peak_viewers),
        f"at {words.clock(summary.peak_at)}",
        _noted(figures, "peak_viewers")
        or f"in a slot of {in_seconds(summary.cadence_s)}",
    )
    yield Tile(
        "Average attendees",
        words.count(summary.average_viewers),
        f"over {summary.span.times.replace(' to ', chr(0x2013))}",
        _noted(figures, "average_viewers") or "weighted by time",
    )


def _noted(figures: Figures, name: str) -> str:
    """Say what is usual, and what is missing."""
    notes = [lacking] if (lacking := _lacking(figures.summary)) else []
    span = figures.summary.span
    # Earlier events have no run sheet here: other spans have other averages.
    alike = name != "average_viewers" or (span is not None and span.basis == BY_SLOTS)
    if figures.compared is not None and alike:
        others = figures.compared.table.loc[
            list(figures.compared.earlier), name
        ].dropna()
        if len(others):
            low, high = (
                words.count(float(each)) for each in (others.min(), others.max())
            )
            notes.append(f"earlier events {low}\N{EN DASH}{high}")
    return "; ".join(notes)


def _people(summary: Summary) -> Iterator[Tile]:
    plays = f"{words.count(summary.plays)} plays"
    if summary.unique_viewers is not None:
        # They come and go: nobody has to wonder why the peak is so much less.
        at_once = f"at most {words.count(summary.peak_viewers)} at once"
        yield Tile(
            "Unique viewers",
            words.count(summary.unique_viewers),
            f"distinct {summary.unique_id}",
            at_once if summary.plays is None else f"{plays}; {at_once}",
        )
    elif summary.plays is not None:
        yield Tile(
            "Plays", words.count(summary.plays), "starts", "not those in the DVR"
        )
    kept = summary.retention
    if kept is not None and kept.median_s is not None:
        low, high = (
            wording.minutes(each) for each in (kept.median_low_s, kept.median_high_s)
        )
        yield Tile(
            "Median stay",
            wording.minutes(kept.median_s),
            "min",
            f"95 % interval: {low} to {high}",
        )
    if summary.watch_time_s is not None:
        note = f"{words.share(summary.dvr_share)} of it in the DVR"
        hours = summary.watch_time_s / _HOUR_S
        value = words.count(hours) if hours >= 10 else words.decimal(hours, 1)  # noqa: PLR2004 - three digits
        yield Tile(
            "Watch time", value, "h", note if summary.dvr_share is not None else ""
        )


def _quality(summary: Summary) -> Iterator[Tile]:
    if summary.avg_bitrate_kbps is not None:
        yield Tile(
            "Average bitrate",
            words.decimal(summary.avg_bitrate_kbps / _KBPS_PER_MBPS, 2),
            "Mbps",
            f"of {words.count(summary.bitrate_reports)} reports",
        )
    if summary.avg_buffering_s_per_min is not None:
        yield Tile(
            "Average buffering",
            words.decimal(summary.avg_buffering_s_per_min, 2),
            "s per min viewed",
            f"{words.share(summary.rebuffering_ratio, 2)} of the time",
        )


def _coverage(figures: Figures) -> Iterator[Tile]:
    summary = figures.summary
    if summary.coverage is None:
        return
    yield Tile(
        "Data coverage",
        words.share(summary.coverage),
        f"of {figures.evidence.subject}",
        _lacking(summary) or "nothing is missing",
    )


def _lacking(summary: Summary) -> str:
    return (
        f"{words.length(summary.missing_s)} without data" if summary.missing_s else ""
    )
