from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webcast_widget.export import Provenance
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd

START = 1_795_342_500  # 2026-11-22T10:15:00Z


@pytest.fixture
def frame() -> pd.DataFrame:
    """90 minutes with gaps, missing values, zeros and provisional rows."""
    timeline = Timeline()
    starts = [START + 10 * step for step in range(540) if step % 50 != 7]
    slots = [
        Slot(
            start,
            live_viewers=place % 90,
            dvr_viewers=None if place % 5 == 0 else place % 3,
            plays=place % 2,
            slot_bitrate_kbps=1400.5 + place if place % 7 == 3 else None,
            slot_buffering_s_per_min=0.25 * (place % 9) if place % 7 == 4 else None,
        )
        for place, start in enumerate(starts)
    ]
    minutes = [
        Minute(START + 60 * step, 1500.25 + step, None if step % 9 == 0 else 2.47)
        for step in range(90)
    ]
    timeline.merge(Batch(slots, minutes, as_of=float(START + 5400)), now=0.0)
    return timeline.frame()


@pytest.fixture
def empty() -> pd.DataFrame:
    return Timeline().frame()


@pytest.fixture
def provenance() -> Provenance:
    return Provenance(
        event=Event("1_k2m4x9a1", "Town hall"),
        source="https://analytics.example/api_v3",
        exported_at=START + 5400.7,
        version="0.1.0",
    )
