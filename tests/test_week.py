"""Forty minutes of the long week: what it watches is all there, and goes all the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import webcast_widget as ww
from tests.soak import forgetful, week

if TYPE_CHECKING:
    from pathlib import Path

PART_S = 1200
"""Of each of two days."""

POLLS = 2 * PART_S // 10


@pytest.mark.parametrize("kind", forgetful.KINDS)
def test_parts_of_a_week_are_recorded_and_shown(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(week, "DAY_S", PART_S)
    monkeypatch.setattr(week, "PATIENCE_S", 60.0)
    monkeypatch.setattr(week, "_free", lambda: 0)
    monkeypatch.setattr(week.Discarding, "messages", 0)
    watched = week.week(kind, 2, 10.0, tmp_path / "week.webcast")
    assert len(watched.held) == 2
    assert week.Discarding.messages > POLLS

    frame = ww.open(tmp_path / "week.webcast").df
    told = frame[~frame["provisional"]]
    starts = [int(moment.timestamp()) for moment in told.index]
    assert len(starts) > POLLS - 12
    assert told["live_viewers"].tolist() == [*map(forgetful.live, starts)]
    assert told["dvr_viewers"].tolist() == [*map(forgetful.dvr, starts)]
    assert told["avg_bitrate_kbps"].iloc[0] == forgetful.kbps(starts[0])
    if kind == "no-plays":
        assert told["plays"].isna().all()
    else:
        # A slot's plays are asked for once it has settled, and told with the next poll.
        told_plays = told["plays"].dropna()
        assert len(told_plays) > POLLS - 24
        plays = [forgetful.plays(int(at.timestamp())) for at in told_plays.index]
        assert told_plays.tolist() == plays
    if kind == "report":
        kbps = [*map(forgetful.kbps, starts)]
        assert told["slot_bitrate_kbps"].tolist() == kbps
    else:
        assert told["slot_bitrate_kbps"].isna().all()
