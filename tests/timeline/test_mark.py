"""Marks: what began when, and who said so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.mark import COLUMNS, Mark, current, said_by
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_795_342_500  # 2026-11-22T10:15:00Z


@pytest.fixture
def line() -> Timeline:
    made = Timeline()
    slots = [Slot(START + 10 * n, 100) for n in range(360)]
    made.merge(Batch(slots, as_of=START + 1e5), 0.0)
    return made


def test_a_mark_is_a_row_of_the_run_sheet(line: Timeline) -> None:
    line.mark("Q&A", "10:40", set_by="ana")
    line.mark("Welcome", START, end="10:20 am")
    frame = line.marks
    assert frame.dtypes.astype("str").to_dict() == COLUMNS
    assert frame["title"].tolist() == ["Welcome", "Q&A"]
    assert frame["start"].tolist() == [
        pd.Timestamp("2026-11-22 10:15Z"),
        pd.Timestamp("2026-11-22 10:40Z"),
    ]
    assert frame["end"].isna().tolist() == [False, True]
    assert frame["set_by"].tolist() == ["", "ana"]
    assert Timeline().marks.dtypes.astype("str").to_dict() == COLUMNS


def test_of_one_moment_the_last_word_counts(line: Timeline) -> None:
    line.mark("Welcom", START)
    line.mark("Welcome", START)
    assert line.marks["title"].tolist() == ["Welcome"]
    line.add_marks([Mark(START, "")])
    assert line.marks.empty
    assert len(line.said_marks) == 3


@pytest.mark.parametrize(
    ("title", "at", "end", "said"),
    [
        ("", START, None, "without a title"),
        ("Q&A", START - 1, None, "outside the event"),
        ("Q&A", START + 3600, None, "outside the event"),
        (
            "Q&A",
            "2026-11-23 10:20",
            None,
            "outside the event, which is from 2026-11-22",
        ),
        ("Q&A", "soon", None, "no moment"),
        ("Q&A", "22:40 PM", None, "no time of day"),
        ("Q&A", "10:40", "10:40", "ends before it begins"),
        ("Q&A", START + 9.4, START + 9.45, "ends before it begins"),
        ("Q&A", 1000 * START, None, "before 1970 or after 2105"),
    ],
)
def test_what_can_be_no_mark_is_a_sentence(
    line: Timeline, title: str, at: object, end: object, said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        line.mark(title, at, end=end)
    assert str(caught.value).endswith(".")
    assert line.marks.empty


def test_an_event_without_slots_has_nothing_to_mark() -> None:
    with pytest.raises(ConfigurationError, match="nothing in this event"):
        Timeline().mark("Q&A", "10:40")


def test_what_a_source_says_again_is_no_news(line: Timeline) -> None:
    mark = Mark(START, "Welcome", None, "x", 1.0)
    assert line.examine(Batch(marks=[mark, mark]), 0.0).marks == (mark,)
    line.merge(Batch(marks=[mark]), 0.0)
    # Somebody calls it otherwise, and the source goes on as before.
    line.mark("Opening", START)
    change = line.examine(Batch(marks=[mark, Mark(-1, "x")]), 0.0)
    assert (change.marks, change.refused) == ((), 1)
    assert line.marks["title"].tolist() == ["Opening"]


def test_what_a_source_says_can_be_written_down(line: Timeline) -> None:
    told: list[Any] = [
        Mark(START, "a", end=np.int64(START + 60)),  # type: ignore[arg-type]
        Mark(START + 60, "b", end=START + 90.5),  # type: ignore[arg-type]
        Mark(START + 60, "c", end=START + 60.5),  # type: ignore[arg-type]
    ]
    change = line.examine(Batch(marks=told), 0.0)
    assert [type(mark.end) for mark in change.marks] == [int, int]
    assert change.refused == 1


def test_what_is_taken_back_of_the_slots_leaves_the_run_sheet(line: Timeline) -> None:
    line.mark("Welcome", START)
    line.merge(Batch([Slot(START, 7)], afresh=True), 0.0)
    assert line.marks["title"].tolist() == ["Welcome"]


def test_what_had_been_said_at_a_moment() -> None:
    planned = Mark(500, "Q&A", None, "ana", 90.0)
    renamed = Mark(500, "Questions", None, "ana", 300.0)
    wrong = Mark(200, "Demo", None, "ana", 210.0)
    corrected = Mark(200, "Demonstration", None, "ana", 2000.0)
    said = (planned, wrong, renamed, corrected)
    shown = {
        at: [mark.title for mark in current(said_by(said, at, 1000))]
        for at in (80, 100, 200, 300)
    }
    assert shown == {
        80: [],
        100: ["Q&A"],
        200: ["Demonstration", "Q&A"],
        300: ["Demonstration", "Questions"],
    }
