"""What a rule says live, over a replay, and what a back-test says of the same event."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.recording.conftest import record
from webcast_widget import alerts
from webcast_widget.timeline.records import Batch, Event, Minute, Slot

if TYPE_CHECKING:
    from pathlib import Path

START = 1_700_000_040
RULES = [
    alerts.Rule("live_viewers", above=100, clear=50, for_="20s", cooldown=0),
    alerts.Rule("live_viewers", below=20, for_="10s", cooldown="1min"),
    alerts.Rule("live_viewers", no_data=True, for_="30s"),
    alerts.Rule("avg_buffering_s_per_min", above=0.8, clear=0.5, for_="1min"),
    alerts.Rule("avg_buffering_s_per_min", above=0.5, for_="2min", cooldown="5min"),
    alerts.Rule("avg_bitrate_kbps", no_data=True, for_="3min"),
]


def polled(seed: int) -> list[Batch]:
    """An event of half an hour as it was asked for: what settles stays, gaps are left."""
    rng = random.Random(seed)  # noqa: S311 - a fixed course
    live, slots, minutes = 60, dict[int, int](), dict[int, Minute]()
    for at in range(START, START + 1800, 10):
        live = max(0, live + rng.randint(-25, 25))
        if rng.random() > 0.15:
            slots[at] = live
        kbps = rng.choice([None, 1500.0])
        buffering = rng.choice([None, 0.2, 0.6, 1.1, 1.1])
        minutes[at // 60 * 60] = Minute(at // 60 * 60, kbps, buffering)
    batches, at = [], START + 20
    while at < START + 1900:
        at += rng.choice([10, 10, 10, 40, 300])
        batches.append(
            Batch(
                [
                    # A slot that still fills up tells less than it will.
                    Slot(s, v if at - s >= 60 else v * (at - s) // 60, 0)
                    for s, v in slots.items()
                    if s <= at
                ],
                # Those of a minute, once its last slot is settled, and a poll later.
                [minute for start, minute in minutes.items() if start + 120 <= at],
                as_of=float(at),
                event=Event("1_event", "Town hall"),
            )
        )
    return batches


@pytest.mark.parametrize("seed", range(20))
def test_a_watch_over_a_replay_is_the_back_test(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "event.webcast"
    record(path, *polled(seed))
    event = ww.open(path)
    replay = event.replay(play=False)
    watch = alerts.watch(replay, RULES)
    first, last = (moment.timestamp() for moment in replay.span)
    rng = random.Random(-seed)  # noqa: S311 - a fixed course
    passed = 0.0
    while passed < last - first:
        passed += rng.choice([5, 10, 60, 400])
        replay.seek(passed)
    right = alerts.backtest(RULES, event)
    order = ["fired", "rule"]
    found, expected = (
        log.sort_values(order, ignore_index=True) for log in (watch.log, right)
    )
    assert len(expected) > 3
    # That nothing comes any more is the end: the back-test alone can know.
    newest = event.df["live_viewers"].dropna().index.max()
    after = found["fired"] > newest
    assert found[after]["rule"].str.startswith("No ").all()
    assert found[after]["cleared"].isna().all()
    found = found[~after]
    pd.testing.assert_frame_equal(found, expected)
