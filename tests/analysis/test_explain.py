"""Explanations: the worked example to the digit, and an event's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from IPython.lib.pretty import pretty

import webcast_widget as ww
from tests.analysis import plain
from tests.analysis.made import START, course, frame_of
from webcast_widget import analysis
from webcast_widget.analysis.rivals import COMPARED, RIVALS, value_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.figures import FIGURES

if TYPE_CHECKING:
    from tests.analysis.conftest import Simulated

MINUTE = START // 60 * 60


def worked_example() -> pd.DataFrame:
    """One minute: A and B live, C comes at half past, D in the DVR."""
    rows: list[tuple[int, int, int, float | None, float]] = []
    for slot in range(6):
        rows += [
            (10 * slot, 1, slot + 5, 3000.0, 0.0),
            (10 * slot + 1, 1, slot + 5, 1500.0, {1: 2.0, 3: 4.0}.get(slot, 0.0)),
            (10 * slot + 2, 2, slot + 5, 2000.0, 0.0),
        ]
    rows += [(30, 1, 1, None, 0.0), (43, 1, 2, 800.0, 0.0), (53, 1, 3, None, 0.0)]
    names = ["second", "event_type", "event_index", "bitrate", "buffer_time"]
    frame = pd.DataFrame(rows, columns=names)
    frame["ts"] = pd.to_datetime(MINUTE + frame["second"], unit="s", utc=True)
    return frame


@pytest.mark.parametrize(
    ("name", "rival", "numerator", "denominator", "value"),
    [
        ("avg_bitrate_kbps", "kaltura-2015", 39_800, 19, 2094.74),
        ("avg_bitrate_kbps", "kava", 39_800, 19, 2094.7368421),
        ("avg_bitrate_kbps", "cta-2066", 389_000, 184, 2114.1304348),
        ("avg_buffering_s_per_min", "kaltura-2015", 36, 21, 1.71),
        ("avg_buffering_s_per_min", "kava", 36, 20, 1.8),
        ("avg_buffering_s_per_min", "cta-2066", 36, 20, 1.8),
        ("rebuffering_ratio", "kava", 6, 200, 0.03),
        ("rebuffering_ratio", "cta-2066", 6, 200, 0.03),
        ("rebuffering_ratio", "mux", 6, 200, 0.03),
        ("peak_viewers", "kava", 3, 1, 3),
        ("average_viewers", "kava", 14, 6, 14 / 6),
    ],
)
def test_the_worked_example_comes_out_to_the_digit(
    name: str, rival: str, numerator: float, denominator: float, value: float
) -> None:
    found = value_of(name, rival, worked_example())
    assert found is not None
    assert (found.numerator, found.denominator) == (numerator, denominator)
    assert found.value == pytest.approx(value, rel=1e-9)


def test_a_rival_is_explained_with_its_numbers() -> None:
    said = ww.explain("avg_bitrate_kbps", worked_example(), rival="cta-2066")
    assert said.splitlines()[-1] == (
        "By cta-2066: bits played / media time played: sum of r(10 - b) / sum of"
        " (10 - b). 389,000 / 184 = 2,114.1304 kbps."
    )
    mux = ww.explain("avg_bitrate_kbps", worked_example(), rival="mux")
    assert "cannot be computed from heartbeats" in mux
    ratio = ww.explain("rebuffering_ratio", worked_example(), rival="cta-2066")
    assert "6 / 200 = 0.03 share of the time watched" in ratio
    assert "start-up time is unknown" in ratio


@pytest.mark.parametrize("name", list(FIGURES))
def test_every_figure_is_explained(name: str) -> None:
    said = ww.explain(name).splitlines()
    assert said[0] == f"{FIGURES[name].label} ({name}), in {FIGURES[name].unit}"
    assert any(line.startswith("Window: ") for line in said)
    assert any(line.startswith("From: ") for line in said)
    for rival in RIVALS:
        assert f"By {rival}: " in ww.explain(name, rival=rival)
    assert "Here" in ww.explain(name, course([5] * 20))


def test_every_figure_of_a_summary_is_explained() -> None:
    shown = analysis.summary(course([5] * 60)).to_frame().index
    other = {"peak_at", "missing_s", "revisions"}
    assert set(shown) - other <= set(FIGURES)
    assert set(COMPARED) <= set(FIGURES)


def test_an_event_adds_numerator_denominator_and_observations(
    events: list[Simulated],
) -> None:
    for event in events[:6]:
        slots = plain.slots(event.rows)
        start, end = plain.broadcast(slots)
        inside = [sums for at, sums in slots.items() if start <= at < end]
        beats = sum(sums["live"] + sums["dvr"] for sums in inside)
        buffered = sum(sums["buffer_s"] for sums in inside)
        said = ww.explain("avg_buffering_s_per_min", event.timeline)
        assert f"{len(inside)} slots with data: " in said
        assert f"{6 * buffered:,.10g} / {beats:,} = " in said
        known = 10 * len(inside)
        live = sum(sums["live"] for sums in inside)
        average = ww.explain("average_viewers", event.timeline)
        assert f"{10 * live:,.10g} / {known:,} = " in average
        newest = list(slots.values())[-1]["live"]
        assert f"Here: {newest:,} in the newest" in ww.explain(
            "live_viewers", event.timeline
        )


def test_what_is_not_known_is_said() -> None:
    assert "no settled slots" in ww.explain("plays", frame_of([]))
    assert "not known" in ww.explain("dvr_viewers", course([5] * 6, dvr=None))
    assert "not known from this event" in ww.explain("median_s", course([5] * 6))


def test_unknown_names_are_a_sentence_with_a_near_match() -> None:
    with pytest.raises(ConfigurationError, match="did you mean peak_viewers"):
        ww.explain("peek_viewers")
    with pytest.raises(ConfigurationError, match="did you mean cta-2066"):
        ww.explain("plays", rival="cta-2060")
    with pytest.raises(ConfigurationError, match="from raw heartbeats"):
        ww.explain("avg_bitrate_kbps", course([1]), rival="kava")


@pytest.mark.parametrize("name", FIGURES)
def test_explain_says_unit_definition_roll_up_and_caution(name: str) -> None:
    figure = FIGURES[name]
    assert figure.name == name
    lines = ww.explain(name).split("\n")
    assert lines[0] == f"{figure.label} ({name}), in {figure.unit}"
    assert lines[1] == figure.definition
    assert figure.roll_up in lines[2]
    more = [f"From: {figure.fields}."] if figure.fields else []
    assert lines[3:] == more + ([figure.beware] if figure.beware else [])


def test_a_notebook_shows_an_explanation_line_by_line() -> None:
    shown: str = pretty(ww.explain("plays"))  # type: ignore[no-untyped-call]
    assert shown == ww.explain("plays")
    assert "\n" in shown


def test_explain_names_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match=r"'live_viewer'.*live_viewers"):
        ww.explain("live_viewer")
