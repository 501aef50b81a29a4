"""Tonight against usual: earlier events read once, and one that goes on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.analysis.made import course
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from pathlib import Path


def event_of(live: list[int | None], name: str, **more: Any) -> Any:
    return SimpleNamespace(df=course(live), event=Event("1_x", name), **more)


EARLIER = [event_of([n * 100] * 60, f"Week {n}") for n in (1, 2, 3)]


def test_it_is_what_compare_gives_at_every_moment() -> None:
    usual = analysis.usual(EARLIER)
    assert len(usual) == 3
    live: list[int | None] = [150 + n for n in range(60)]
    for slots in range(6, 61, 9):
        tonight = event_of(live[:slots], "Tonight")
        here = usual.against(tonight)
        whole = analysis.compare([*EARLIER, tonight])
        assert here == whole
        for frame in ("frame", "band", "table"):
            pd.testing.assert_frame_equal(getattr(here, frame), getattr(whole, frame))
        # The minute that has just begun is not held against whole ones.
        minute = slots // 6 - 1
        assert here.now == here.rank(minute)
        assert here.now.startswith(f"At minute {minute} there were ")


def test_events_of_one_name_are_told_apart() -> None:
    found = analysis.usual([event_of([9] * 60, "Weekly")] * 2).against(
        event_of([8] * 60, "Weekly")
    )
    assert (*found.earlier, found.this) == ("Weekly", "Weekly (2)", "Weekly (3)")


def test_an_event_of_the_same_name_is_none_of_the_earlier_ones() -> None:
    earlier = [event_of([n] * 60, "Town hall") for n in (500, 510, 520)]
    earlier[1] = event_of([None] * 60, "Town hall")  # left out
    found = analysis.usual(earlier).against(event_of([600] * 60, "Town hall"))
    assert found.earlier == ("Town hall", "Town hall (3)")
    assert found.this not in found.earlier
    assert found.now.endswith("more than in 2 of 2 earlier events.")
    assert len(found.table) == 3


def test_names_that_are_numbered_already_are_told_apart() -> None:
    events = [
        event_of([n] * 60, name) for n, name in ((1, "A (3)"), (2, "A"), (3, "A"))
    ]
    found = analysis.compare(events)
    assert sorted([*found.earlier, found.this]) == ["A", "A (3)", "A (4)"]
    by_name = analysis.compare({1: events[0], "1": events[1]})
    assert (by_name.earlier, by_name.this) == (("1",), "1 (2)")


def test_the_recording_that_is_being_written_is_no_earlier_event(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tonight.webcast"
    same = event_of([5] * 60, "Tonight", path=path)
    found = analysis.usual([*EARLIER, same]).against(same)
    assert len(found.earlier) == 3
    with pytest.raises(ConfigurationError, match="Nothing is left to compare"):
        analysis.usual([same]).against(same)


def test_without_data_there_is_no_rank_and_a_sentence() -> None:
    usual = analysis.usual(EARLIER)
    assert usual.against(event_of([7] * 5, "Tonight")).now == ""
    assert usual.against(event_of([7] * 600, "Tonight")).now == ""
    with pytest.raises(ConfigurationError, match="cannot be compared yet"):
        usual.against(event_of([], "Tonight"))
    with pytest.raises(ConfigurationError, match="There is no earlier event"):
        analysis.usual([event_of([], "Empty")])
    with pytest.raises(ConfigurationError, match="give a list of events"):
        analysis.usual(7)
