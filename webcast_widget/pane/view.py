"""From feed to traits: what the pane shows, as the contract's plain values. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from webcast_widget.pane import contract

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.feed import FeedStatus, Replay
    from webcast_widget.timeline.latest import Latest


def rows(series: NDArray[np.float64]) -> bytes:
    """Pack rows of start, live and DVR viewers as the contract's `ROW_FIELDS` say.

    Parameters
    ----------
    series
        Shape (slots, 3), NaN where not known. What is too large for a row is not
        known either.
    """
    packed = np.full(series.shape, contract.MISSING, "<u4")
    np.copyto(packed, series, where=series < contract.MISSING, casting="unsafe")
    return packed.tobytes()


def latest(
    newest: Latest, settled: int | None, received_at: float | None
) -> contract.Latest:
    """Give the counter and the tiles.

    Parameters
    ----------
    newest
        The figures.
    settled
        Start of the newest settled slot, epoch seconds.
    received_at
        When the answer came, epoch seconds of the machine's clock.
    """
    return {
        "attendees": newest.live_viewers,
        "attendees_at": _epoch(newest.at),
        "dvr": newest.dvr_viewers,
        "bitrate_kbps": newest.avg_bitrate_kbps,
        "buffering": newest.avg_buffering_s_per_min,
        "quality_at": _epoch(newest.quality_at),
        "peak": newest.peak_viewers,
        "peak_at": _epoch(newest.peak_at),
        "settled": settled,
        "data_age_s": None
        if newest.data_age_s is None
        else round(newest.data_age_s, 1),
        "received_at": None if received_at is None else round(received_at, 1),
    }


def unnamed(figures: contract.Latest) -> list[float | None]:
    """Give the figures as they travel, in the order of `LATEST_FIELDS`."""
    named: dict[str, Any] = {**figures}
    return [named[name] for name in contract.LATEST_FIELDS]


def status(now: FeedStatus) -> contract.Status:
    """Give the feed's state; the next poll's time only where people wait for it."""
    waiting = now.failures > 0 and now.next_poll_s is not None
    return {
        "state": now.state,
        "sentence": now.sentence,
        "next_at": round(now.at + (now.next_poll_s or 0.0), 1) if waiting else None,
        "progress": None if now.progress is None else round(now.progress, 2),
    }


def replay(played: Replay) -> contract.Replay:
    """Give where a replay is."""
    first, last = played.span
    return {
        "first": first.timestamp(),
        "last": last.timestamp(),
        "position": round(played.position.timestamp(), 1),
        "speed": played.speed,
        "playing": played.playing,
    }


def window(
    extent: tuple[int, int, int], length_s: float, end_s: float | None
) -> tuple[float, float]:
    """Give the chart's window: the first and the last moment in it, epoch seconds.

    The browser computes the same from the same traits (``js/src/window.ts``).

    Parameters
    ----------
    extent
        First, newest and newest settled slot.
    length_s
        Length of the window, seconds.
    end_s
        Its last moment; None follows the newest slot.
    """
    first, last, _ = extent
    if length_s >= contract.WHOLE_S:
        return float(first), float(max(last, first + contract.WHOLE_AT_LEAST_S))
    if last - first <= length_s:
        return float(first), first + length_s
    end = last if end_s is None else min(max(end_s, first + length_s), last)
    return end - length_s, float(end)


def _epoch(moment: pd.Timestamp | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
