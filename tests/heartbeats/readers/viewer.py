"""Heartbeats of one viewer, to be written in all the ways that people do."""

from __future__ import annotations

from typing import Any

import pandas as pd

from webcast_widget import heartbeats

BASE = 1_795_360_000
SLOT = pd.Timestamp(BASE, unit="s", tz="UTC")


def rows(n: int = 6, **columns: Any) -> pd.DataFrame:
    """Heartbeats of one viewer, six in the first minute."""
    plain = {
        "ts": [BASE + 10 * place for place in range(n)],
        "entry_id": "1_a",
        "session_id": "s",
        "event_type": 1,
        "event_index": range(2, n + 2),
        "bitrate": 2500.0,
        "buffer_time": 0.5,
    }
    return pd.DataFrame(plain | columns)


def live(source: Any, **how: Any) -> int:
    return int(heartbeats.aggregate(source, **how).counts["live"].sum())
