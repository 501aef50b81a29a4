"""Segments of the run sheet, against plain loops over raw heartbeats."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.analysis import plain
from tests.analysis.made import START, at, course, frame_of
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from tests.analysis.conftest import Simulated


def test_every_figure_is_what_loops_over_the_heartbeats_give(
    events: list[Simulated],
) -> None:
    for event in events:
        slots = plain.slots(event.rows)
        start, end = plain.broadcast(slots)
        cuts = [start, start + 130, start + 301, int(end)]
        sheet = pd.DataFrame(
            {"title": ["Welcome", "Demo", "Q&A"], "start": [at(c) for c in cuts[:3]]}
        )
        found = analysis.segments(event.timeline, sheet, sessions=event.sessions)
        assert found.notes == ()
        stays = plain.stays(event.rows)
        last = max(slots) + 10
        for segment, (a, b) in zip(
            found.segments, itertools.pairwise(cuts), strict=True
        ):
            right = plain.figures(slots, a, b)
            inside = [sums["live"] for s, sums in slots.items() if a <= s < b]
            assert segment.at_start == inside[0]
            assert segment.at_end == inside[-1]
            assert segment.change == inside[-1] - inside[0]
            assert segment.peak_viewers == max(inside)
            for name in ("average_viewers", "missing_s", "avg_bitrate_kbps"):
                assert getattr(segment, name) == pytest.approx(right[name], rel=1e-12)
            assert segment.avg_buffering_s_per_min == pytest.approx(
                right["avg_buffering_s_per_min"], rel=1e-12
            )
            assert segment.came == sum(a <= int(first) < b for _, first, _ in stays)
            left = [seen for *_, seen in stays if seen < last - 30]
            assert segment.left == sum(a <= int(seen) < b for seen in left)


def test_items_end_where_they_say_or_where_the_next_begins() -> None:
    event = course([10] * 60)
    sheet = [("One", "10:15"), ("Two", "10:17", "10:18"), ("Three", "10:20")]
    parts = analysis.segments(event, sheet).segments
    assert [(each.title, each.start, each.end) for each in parts] == [
        ("One", at(START), at(START + 120)),
        ("Two", at(START + 120), at(START + 180)),
        ("Three", at(START + 300), at(START + 600)),
    ]
    assert parts[0].came is None
    frame = analysis.segments(event, sheet).to_frame()
    assert frame["came"].isna().all()
    assert frame.attrs["units"]["avg_bitrate_kbps"] == "kbps"


def test_what_cannot_be_used_is_a_sentence_each_and_the_rest_goes_on() -> None:
    sheet = pd.DataFrame(
        {
            "name": ["Good", "Early", "Long", "Odd", "Twice", "Also", "Back", "Late"],
            "at": [
                "10:15",
                "2026-11-21 10:15",
                "10:17",
                "noon-ish",
                "10:19",
                "10:19",
                "10:20",
                "2026-11-23 10:15",
            ],
            "end": [None, "2026-11-21 10:20", "10:20", None, None, None, "10:16", None],
        }
    )
    found = analysis.segments(course([10] * 60), sheet)
    assert [each.title for each in found.segments] == ["Good", "Long", "Also"]
    said = " ".join(found.notes)
    assert "Early\N{RIGHT DOUBLE QUOTATION MARK} is left out: it begins at 21" in said
    assert "outside the event" in said
    assert "is cut at 10:19" in said
    assert "'noon-ish' is no moment" in said
    assert "begins at the same moment" in said
    assert "ends before it begins" in said
    assert "Late\N{RIGHT DOUBLE QUOTATION MARK} is left out" in said
    assert "is left out" in found._repr_html_()


def test_an_item_without_data_has_no_figures() -> None:
    event = course([10] * 12 + [None] * 12 + [20] * 12)
    gone = analysis.segments(event, [("Break", "10:17"), ("After", "10:19")]).segments[
        0
    ]
    assert (gone.at_start, gone.average_viewers, gone.missing_s) == (None, None, 120)


def test_the_events_own_marks_are_taken() -> None:
    marks = pd.DataFrame({"at": [at(START)], "title": ["Welcome"]})
    event = SimpleNamespace(df=course([10] * 60), marks=marks)
    assert analysis.segments(event).segments[0].title == "Welcome"


def test_no_data_and_no_run_sheet_are_sentences() -> None:
    empty = analysis.segments(frame_of([]), [("Welcome", "10:15")])
    assert empty.segments == ()
    assert "no settled slots" in empty.notes[0]
    for sheet, said in (
        (None, "has no marks"),
        ("agenda.csv", "is a frame with columns"),
        (3, "is a frame with columns"),
        (pd.DataFrame({"title": ["a"]}), "no column start"),
        (pd.DataFrame({"x": ["a"]}), "no column title, only x"),
    ):
        with pytest.raises(ConfigurationError, match=said):
            analysis.segments(course([1] * 6), sheet)
