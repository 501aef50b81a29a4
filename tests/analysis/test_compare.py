"""An event against earlier ones, against plain loops."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from tests.analysis import plain
from tests.analysis.made import START, at, course, frame_of
from webcast_widget import analysis
from webcast_widget.analysis.findings import findings
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.analysis.conftest import Simulated


def event_of(live: Sequence[int | None], name: str, marks: Any = None) -> Any:
    return SimpleNamespace(df=course(live), event=Event("1_x", name), marks=marks)


def test_minutes_and_band_are_what_loops_give(events: list[Simulated]) -> None:
    chosen = events[5:10]
    found = analysis.compare({each.entry: each.timeline for each in chosen})
    assert found.this == chosen[-1].entry
    minutes: dict[str, dict[int, float]] = {}
    for event in chosen:
        slots = plain.slots(event.rows)
        groups: dict[int, list[float]] = {}
        for start, sums in slots.items():
            groups.setdefault((start - min(slots)) // 60, []).append(sums["live"])
        minutes[event.entry] = {m: sum(v) / len(v) for m, v in groups.items()}
        column = found.frame[event.entry].dropna()
        assert column.to_dict() == pytest.approx(minutes[event.entry])
        row = found.table.loc[event.entry]
        assert row["peak_viewers"] == max(sums["live"] for sums in slots.values())
    for minute, row in found.band.iterrows():
        here = [minutes[n][minute] for n in found.earlier if minute in minutes[n]]
        assert row["events"] == len(here)
        if here:
            low, middle, high = min(here), float(np.median(here)), max(here)
            assert row[["low", "median", "high"]].tolist() == pytest.approx(
                [low, middle, high]
            )
    assert found.coverage == pytest.approx(3 / 5)


def dipping(to: int, name: str) -> Any:
    """Give an event of two hours that loses some of 1,000 attendees in its 60th minute."""
    return event_of([1000] * 360 + [to] * 60 + [1000] * 300, name)


def test_what_earlier_events_did_in_the_same_minutes() -> None:
    names = {"Third": 900, "Half": 500, "Tonight": 700}
    found = analysis.compare([dipping(to, name) for name, to in names.items()])
    assert found.origin is not None
    fell = found.origin + pd.Timedelta("60min")
    moved = found.moved(fell, fell)
    assert moved.to_dict() == pytest.approx(
        {"Third": -0.1, "Half": -0.5, "Tonight": -0.3}
    )
    # From a whole minute to a whole minute, wherever in a minute it is asked for.
    assert found.moved(fell + pd.Timedelta("9s"), fell).equals(moved)
    before = fell - pd.Timedelta("70min")
    assert found.moved(before, fell).isna().all()
    this = dipping(700, "Tonight")
    summary = analysis.summary(this)
    said = findings(summary, summary.course, analysis.swings(this), compared=found)
    (told,) = (str(each) for each in said if each.is_trouble)
    minus = "\N{MINUS SIGN}"
    same = "in the same minutes of 2 earlier events"
    assert f"({minus}30 %; {minus}50 % to {minus}10 % {same})" in told


def test_the_rank_is_in_words() -> None:
    earlier = [event_of([n * 100] * 60, f"Event {n}") for n in (1, 2, 3)]
    found = analysis.compare([*earlier, event_of([250] * 60, "Tonight")])
    assert found.this == "Tonight"
    said = found.sentences
    assert (
        said[0] == "Its peak of 250 attendees is higher than in 2 of 3 earlier events."
    )
    assert "about 50 % of events like them lie outside it" in said[2]
    assert found.rank(3) == (
        "At minute 3 there were 250 attendees, more than in 2 of 3 earlier events."
    )
    for live, word in ((900, "higher than in all 3"), (5, "lower than in all 3")):
        other = analysis.compare([*earlier, event_of([live] * 60, "Tonight")])
        assert word in other.sentences[0]
    assert "Tonight" in found._repr_html_()
    with pytest.raises(ConfigurationError, match="no data at minute 99"):
        found.rank(99)


def test_while_it_goes_on_only_its_minutes_are_there() -> None:
    found = analysis.compare(
        [event_of([100] * 60, "Before"), event_of([50] * 12, "Now")]
    )
    assert found.frame["Now"].notna().sum() == 2
    assert found.band["events"].tolist() == [1] * 10
    assert found.coverage is None
    assert "no measure of what is usual" in found.sentences[-1]


def test_a_mark_aligns_and_who_has_none_is_left_out() -> None:
    def marked(offset: int, title: str = "Q&A") -> Any:
        return pd.DataFrame({"title": [title], "at": [at(START + offset)]})

    events = [
        event_of([10] * 30 + [20] * 30, "a", marked(300)),
        event_of([10] * 6 + [30] * 54, "b", marked(60)),
        event_of([10] * 60, "c", marked(0, "Q & A")),
        event_of([10] * 12 + [40] * 30, "d", marked(120)),
    ]
    found = analysis.compare(events, align="Q&A")
    assert list(found.frame.columns) == ["a", "b", "d"]
    assert found.frame.loc[[0]].to_numpy().tolist() == [[20, 30, 40]]
    assert found.frame.loc[[-1]].to_numpy().tolist() == [[10, 10, 10]]
    assert found.frame.index[0] == -5
    assert "c is left out: there is no mark 'Q&A'; did you mean Q & A?" in found.notes


def test_minutes_without_data_are_left_out_of_the_band() -> None:
    events = [
        event_of([100] * 6 + [None] * 6 + [100] * 6, "a"),
        event_of([200] * 18, "b"),
        event_of([150] * 18, "c"),
    ]
    found = analysis.compare(events)
    assert found.band["events"].tolist() == [2, 1, 2]
    assert found.band["low"].tolist() == [100, 200, 100]


def test_events_of_one_name_are_told_apart() -> None:
    found = analysis.compare([event_of([1] * 6, "Town hall")] * 2)
    assert list(found.frame.columns) == ["Town hall", "Town hall (2)"]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (course([1]), "One event cannot be compared"),
        (3, "One event cannot be compared"),
        ([course([1])], "at least two"),
        ([course([1]), frame_of([])], "no settled slots. Nothing is left"),
        (["a", "b"], "A str is no event"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(events: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        analysis.compare(events)


def test_events_that_never_meet_are_said() -> None:
    def marked(title_at: int) -> Any:
        return pd.DataFrame({"title": ["x"], "at": [at(START + title_at)]})

    early = event_of([5] * 6, "early", marked(0))
    late = event_of([5] * 60, "late", marked(540))
    early.df = early.df.iloc[:3]
    found = analysis.compare([early, late], align="x")
    assert found.notes == ()
    late.df = late.df.drop(late.df.index[54:])
    with pytest.raises(ConfigurationError, match="no mark"):
        analysis.compare([early, late], align="x")
