"""A summary's figures as they are shown: in words, with units and spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webcast_widget.analysis import words
from webcast_widget.timeline.cadence import in_seconds

if TYPE_CHECKING:
    from webcast_widget.analysis.overall import Overall
    from webcast_widget.analysis.span import Span


@dataclass(frozen=True)
class Figure:
    """A figure of a summary as it is shown.

    Parameters
    ----------
    name, label, unit
        As `webcast_widget.explain` has them.
    value
        As computed; None where it is not known.
    said
        In words, with its unit.
    of
        Over which span, or of which moment; what is missing of it.
    """

    name: str
    label: str
    unit: str
    value: Any
    said: str
    of: str


def shown(summary: Overall) -> tuple[Figure, ...]:
    """Give the figures of a summary that are known, in order."""
    if summary.span is None:
        return ()
    of = str(summary.span)
    if summary.missing_s:
        of += f"; {words.length(summary.missing_s)} have no data"
    found = [*_viewers(summary, of), *_totals(summary, of), *_quality(summary, of)]
    found += _data(summary)
    return tuple(each for each in found if each.value is not None)


def _viewers(summary: Overall, of: str) -> list[Figure]:
    at = summary.peak_at
    slots = f"all settled slots of {in_seconds(summary.cadence_s)}"
    moment = "" if at is None else f"{words.clock(at)} {words.zone(at)}; {slots}"
    return [
        _count(
            "peak_viewers", "Peak attendees", "viewers", summary.peak_viewers, moment
        ),
        Figure("peak_at", "Peak at", "moment", at, str(at), slots),
        _count(
            "average_viewers",
            "Average attendees",
            "viewers",
            summary.average_viewers,
            of,
        ),
        _count(
            "average_minute_audience",
            "Average minute audience",
            "viewers",
            summary.average_minute_audience,
            _audience(summary, of),
        ),
        _count(
            "peak_dvr_viewers",
            "Peak DVR viewers",
            "viewers",
            summary.peak_dvr_viewers,
            slots,
        ),
    ]


def _audience(summary: Overall, of: str) -> str:
    named: Span | None = summary.audience_span
    if named is None or named == summary.span:
        gone = "; a lower bound" if summary.missing_s else ""
        return of + gone
    return f"{named}; time without data counts as without viewers"


def _totals(summary: Overall, of: str) -> list[Figure]:
    watched, share = summary.watch_time_s, summary.dvr_share
    return [
        Figure("watch_time_s", "Watch time", "s", watched, words.length(watched), of),
        Figure(
            "dvr_share",
            "DVR share",
            "share of watch time",
            share,
            words.share(share),
            of,
        ),
        _count("plays", "Plays", "count", summary.plays, of),
        _count(
            "unique_viewers",
            "Unique viewers",
            "viewers",
            summary.unique_viewers,
            f"all sessions; distinct {summary.unique_id}",
        ),
        *_stay(summary),
    ]


def _stay(summary: Overall) -> list[Figure]:
    if summary.retention is None:
        return []
    median, stays = summary.retention.median_s, summary.retention.stays
    of = f"{words.count(stays)} stays; {summary.retention.still_there:,} still there"
    return [Figure("median_s", "Median stay", "s", median, words.length(median), of)]


def _quality(summary: Overall, of: str) -> list[Figure]:
    kbps, buffering = summary.avg_bitrate_kbps, summary.avg_buffering_s_per_min
    ratio = summary.rebuffering_ratio
    reports = f"{of}; {words.count(summary.bitrate_reports)} heartbeats"
    beats = f"{of}; {words.count(summary.beats)} heartbeats"
    return [
        Figure(
            "avg_bitrate_kbps",
            "Average bitrate",
            "kbps",
            kbps,
            f"{words.count(kbps)} kbps",
            f"{reports}, {summary.quality_basis}",
        ),
        Figure(
            "avg_buffering_s_per_min",
            "Average buffering",
            "s per minute viewed",
            buffering,
            f"{words.decimal(buffering, 2)} s per min",
            f"{beats}, {summary.quality_basis}",
        ),
        Figure(
            "rebuffering_ratio",
            "Buffering",
            "share of the time watched",
            ratio,
            words.share(ratio, 2),
            beats,
        ),
    ]


def _data(summary: Overall) -> list[Figure]:
    covered = summary.coverage
    late = summary.provisional_slots
    newest = f"; {late} provisional slots left out" if late else ""
    return [
        Figure(
            "coverage",
            "Data coverage",
            "share of the broadcast",
            covered,
            words.share(covered),
            f"{summary.span}{newest}",
        ),
        Figure(
            "missing_s",
            "Without data",
            "s",
            summary.missing_s,
            words.length(summary.missing_s),
            str(summary.span),
        ),
        _count(
            "revisions",
            "Revisions",
            "count",
            summary.revisions,
            "settled figures changed by a later answer",
        ),
    ]


def _count(name: str, label: str, unit: str, value: float | None, of: str) -> Figure:
    return Figure(name, label, unit, value, words.count(value), of)
