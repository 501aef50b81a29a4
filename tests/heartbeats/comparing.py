"""Comparing what was counted with what others counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from webcast_widget.timeline.figures import DTYPES

if TYPE_CHECKING:
    from tests.heartbeats.simulated import Simulated
    from webcast_widget import heartbeats


def seconds(index: pd.Index) -> list[int]:
    """Give moments in epoch seconds."""
    return [int(moment.timestamp()) for moment in index]


def missing(row: Any, *names: str) -> bool:
    return all(bool(pd.isna(row[name])) for name in names)


def assert_served(frame: pd.DataFrame, served: pd.DataFrame) -> None:
    """Compare a frame with what the API answered, slot for slot.

    The API writes 0 where it has no bitrate at all, which is none; a slot in which
    somebody only began to play is in its plays alone, by the later rules.
    """
    assert list(frame.columns)[: len(DTYPES)] == list(DTYPES)
    known = served[served["live"].notna()]
    assert seconds(frame.index) == list(
        range(known.index.min(), known.index.max() + 1, 10)
    )
    starts = seconds(frame.index)
    for start, row in zip(starts, frame.to_dict("records"), strict=True):
        assert row["provisional"] is False
        if start not in served.index:
            assert missing(row, "plays", "live_viewers", "dvr_viewers")
            continue
        said: Any = served.loc[start]
        assert row["plays"] == said["plays"]
        if pd.isna(said["live"]):
            assert missing(row, "live_viewers", "dvr_viewers")
            continue
        assert (row["live_viewers"], row["dvr_viewers"]) == (said["live"], said["dvr"])
        if said["bitrate"] == 0:
            assert missing(row, "avg_bitrate_kbps")
        else:
            assert row["avg_bitrate_kbps"] == said["bitrate"]
        # The API divides in another order; by 2 decimals there is no difference.
        assert row["avg_buffering_s_per_min"] == pytest.approx(
            said["buffering"], rel=1e-14, abs=0
        )


def assert_counts(counts: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Compare the sums over slots with the simulator's own, exactly."""
    assert seconds(counts.index) == truth["slot"].tolist()
    for name in ("live", "dvr", "plays", "bitrate_sum", "bitrate_count", "buffer_sum"):
        assert counts[name].tolist() == truth[name].tolist(), name


def assert_events(
    parts: dict[Any, heartbeats.CountedTimeline], simulated: Simulated
) -> None:
    """Compare the Timelines of events with what the API and the truth say of each."""
    assert parts.keys() == simulated.served.keys()
    for entry, timeline in parts.items():
        assert timeline.event.id == entry
        assert_served(timeline.df, simulated.served[entry])
        assert_counts(timeline.counts, simulated.truth[entry])
