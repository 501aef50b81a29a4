"""A frame is as good as the Timeline it is of."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_700_000_040
counts = st.none() | st.integers(0, 10**9)
quality = st.none() | st.floats(0, 60)
slots = st.lists(
    st.builds(
        Slot,
        st.integers(0, 40).map(lambda i: START + 10 * i),
        st.integers(0, 10**9),
        counts,
        counts,
        quality,
        quality,
    ),
    max_size=30,
    unique_by=lambda slot: slot.start,
)
minutes = st.lists(
    st.builds(
        Minute, st.integers(0, 6).map(lambda i: START + 60 * i), quality, quality
    ),
    max_size=7,
    unique_by=lambda minute: minute.start,
)


@settings(deadline=None, max_examples=60)
@given(slots=slots, minutes=minutes, age=st.integers(-60, 500))
def test_a_timeline_comes_back_from_its_frame(
    slots: list[Slot], minutes: list[Minute], age: int
) -> None:
    line = Timeline()
    newest = max((slot.start for slot in slots), default=START)
    line.merge(Batch(slots, minutes, float(newest + age)), 0.0)
    again = timeline_of(line.frame())
    pd.testing.assert_frame_equal(again.frame(), line.frame(), check_exact=True)
    assert again.peak() == line.peak()
    assert again.refused == 0


def whole() -> pd.DataFrame:
    line = Timeline()
    line.merge(Batch([Slot(START + 10 * i, i, 0, 0) for i in range(20)]), START + 900.0)
    return line.frame()


def test_further_columns_do_no_harm_nor_does_another_zone() -> None:
    frame = whole()
    other = frame.assign(mine=1).tz_convert("Europe/Paris")
    pd.testing.assert_frame_equal(timeline_of(other).frame(), frame)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        whole().drop(columns="plays"),
        whole().tz_localize(None),
        whole().reset_index(drop=True),
        whole().assign(live_viewers="many"),
    ],
)
def test_what_is_no_frame_of_ours_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(ConfigurationError, match=r"feed\.df"):
        timeline_of(frame)
