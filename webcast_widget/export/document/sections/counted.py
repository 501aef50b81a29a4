"""How it was counted: the definitions, each with this event's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document import wording
from webcast_widget.export.document.blocks import Section, Terms
from webcast_widget.export.text import one_line
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.analysis import Summary
    from webcast_widget.analysis.span import Span
    from webcast_widget.export.document.figures import Figures


_DEPARTURES: Final = (
    "Last heartbeats after which none came for longer than a viewer may be away. Beside"
    " stalls they are counted in whole slots before the end, stays by the second: a few"
    " of the last seconds are in one and not in the other."
)


def counted(figures: Figures) -> Section:
    """Tell how each figure was counted, and where the numbers come from."""
    summary = figures.summary
    rows = (
        []
        if summary.span is None
        else [*_audience(figures, summary.span), *_quality(summary)]
    )
    if figures.summary.retention is not None:
        rows.append(("Median stay", _stay(figures)))
    if figures.stalls is not None:
        rows.append(("Departures", _DEPARTURES))
    rows += [("Data", _data(figures)), ("Source", _source(figures))]
    if (window := figures.evidence.provenance.window) is not None:
        told = window.told(figures.evidence.df, figures.evidence.zone)
        rows.insert(0, ("Window", f"{told}. What is outside of it is in no figure."))
    if trouble := one_line(figures.evidence.provenance.trouble):
        rows.insert(0, ("Incomplete", trouble))
    return Section("How it was counted", "", (Terms(tuple(rows)),))


def _audience(figures: Figures, span: Span) -> Iterator[tuple[str, str]]:
    summary, counting = figures.summary, figures.evidence.provenance.counting
    # Of a window the row says so that the window has.
    if figures.evidence.provenance.window is None:
        yield (
            "Broadcast",
            f"{span.times}, {span.basis}. What comes after it is shown, and is in no average of it.",
        )
    beats = "Heartbeats of live playback in a slot; a player sends one per 10 s."
    if summary.cadence_s != SLOT_S:
        every = words.length(summary.cadence_s)
        beats = f"Viewers as the source counts them, once in {every}."
    yield (
        "Attendees",
        f"{counting[0].upper()}{counting[1:]}."
        if counting
        else f"{beats} DVR viewers are not in it.",
    )
    yield (
        "Peak attendees",
        "Most attendees of a settled slot, one that changes no more, and the first that had"
        " them.",
    )
    had = span.seconds - summary.missing_s
    text = f"Mean over the time that has data, weighted by time: {words.count(had)} of {words.count(span.seconds)} s."
    if summary.missing_s:
        text += f" The {words.length(summary.missing_s)} without data count neither as viewers nor as time."
    yield "Average attendees", text
    if summary.watch_time_s is not None:
        yield (
            "Watch time",
            f"Live and DVR, over the same time: {words.count(summary.watch_time_s)} viewer-seconds.",
        )


def _quality(summary: Summary) -> Iterator[tuple[str, str]]:
    if summary.avg_bitrate_kbps is not None:
        yield (
            "Average bitrate",
            f"Sum of bitrate over {words.count(summary.bitrate_reports)} heartbeats that"
            f" carry one = {words.decimal(summary.avg_bitrate_kbps, 1)} kbps,"
            f" {summary.quality_basis}.",
        )
    if summary.avg_buffering_s_per_min is not None:
        seconds = summary.avg_buffering_s_per_min * summary.beats / 6
        yield (
            "Average buffering",
            f"6 \N{MULTIPLICATION SIGN} {words.decimal(seconds, 1)} s of buffering /"
            f" {words.count(summary.beats)} heartbeats, live and DVR ="
            f" {words.decimal(summary.avg_buffering_s_per_min, 2)} s per minute viewed,"
            f" {summary.quality_basis}.",
        )


def _stay(figures: Figures) -> str:
    kept = figures.summary.retention
    if kept is None:
        return ""
    return (
        f"Kaplan-Meier over {words.count(kept.stays)} stays, from first to last"
        f" heartbeat; the {words.count(kept.still_there)} still there at the end, or too"
        " shortly before it to tell, are censored; interval by log-log."
    )


def _data(figures: Figures) -> str:
    frame, summary = figures.evidence.df, figures.summary
    parts = [
        f"{words.count(int(frame['live_viewers'].notna().sum()))} of {words.count(len(frame))} slots have data"
    ]
    if summary.provisional_slots:
        parts.append(
            f"{words.count(summary.provisional_slots)} newest slots are provisional and"
            " in no figure"
        )
    if summary.revisions:
        what = "value" if summary.revisions == 1 else "values"
        parts.append(
            f"{words.count(summary.revisions)} {what} revised after they had settled"
        )
    if figures.evidence.rules:
        parts.append(f"rules: {figures.evidence.rules}")
    return "; ".join(parts) + "."


def _source(figures: Figures) -> str:
    provenance, frame = figures.evidence.provenance, figures.evidence.df
    facts = {key: one_line(text) for key, text in provenance.facts(frame).items()}
    told = [
        f"{key} {facts[key]}" for key in ("event id", "source", "range") if facts[key]
    ]
    return "; ".join(told) + "."


def footer(figures: Figures) -> str:
    """Say who wrote it and when, and what it needs."""
    provenance = figures.evidence.provenance
    facts = provenance.facts(figures.evidence.df)
    return (
        f"webcast_widget {provenance.version} \N{MIDDLE DOT} written"
        f" {facts['exported at']} \N{MIDDLE DOT} this file needs no network and has no"
        " script"
    )


def subtitle(figures: Figures) -> str:
    """Say when the event was; empty where nobody knows."""
    span = figures.summary.span
    if span is None:
        return ""
    when = wording.span(span.start, span.end, figures.evidence.provenance.time_zone)
    part = " \N{MIDDLE DOT} a window of the event, and not all of it"
    is_all = figures.evidence.provenance.window is None
    return f"{when} \N{MIDDLE DOT} {words.length(span.seconds)}{'' if is_all else part}"
