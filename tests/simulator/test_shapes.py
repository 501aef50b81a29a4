"""Events of several shapes, and what there is to be found in them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from statistics import correlation, mean
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator import Group, Scenario, Simulation, weekly
from webcast_widget.simulator.audience import Audience
from webcast_widget.simulator.people import People
from webcast_widget.simulator.shapes import SHAPES
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from webcast_widget.simulator.heartbeat import Heartbeat

START = 1_699_999_980


def lived(scenario: Scenario) -> list[Heartbeat]:
    audience = Audience(scenario, START)
    beats: list[Heartbeat] = []
    while not audience.is_over:
        beats += audience.step()
    return beats


def course(scenario: Scenario, beats: list[Heartbeat] | None = None) -> list[float]:
    """Viewers by percent of the planned duration, and some after the end."""
    counts = Counter(
        (beat.time - START) * 100 // scenario.duration_s
        for beat in beats or lived(scenario)
    )
    slots = scenario.duration_s / 100 / 10
    return [counts[share] / slots for share in range(110)]


def test_the_usual_event_is_what_it_was() -> None:
    digest = hashlib.sha256()
    beats = lived(Scenario(viewers=30, generation="live_analytics"))
    for beat in beats:
        digest.update(repr(tuple(beat)).encode())
    assert digest.hexdigest()[:16] == "3b700e2cc6acad5e"
    # The later players are the same ones, and send a VIEW with each PLAY besides.
    later = lived(Scenario(viewers=30))
    plays = [beat for beat in later if beat.event_index == 1]
    at_once = [beat for beat in later if beat.event_index == 2]
    assert [beat._replace(event_index=1) for beat in at_once] == plays
    assert beats == [
        beat._replace(event_index=max(1, beat.event_index - 1))
        for beat in later
        if beat.event_index != 2
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_the_audience_follows_the_run_sheet(name: str) -> None:
    scenario = Scenario(viewers=300, shape=name, outage_s=0, duration_s=3600)
    shape, counted = scenario.course, course(scenario)
    for share in range(5, int(100 * shape.ends) - 1):
        # It takes a minute or so to come and to go.
        near = [300 * shape.level(at / 100) for at in range(share - 3, share + 2)]
        assert 0.8 * min(near) - 20 <= counted[share] <= 1.2 * max(near) + 20
    # What is on the run sheet is what moves them.
    turns = [at for at, _ in shape.levels]
    assert all(min(abs(at - turn) for turn in turns) < 0.06 for at, _ in shape.agenda)


def test_a_launch_has_a_spike_and_a_conference_breaks() -> None:
    launch = course(Scenario(viewers=300, shape="launch", duration_s=3600))
    assert max(launch[31:37]) > 3 * launch[26]
    assert max(launch[31:37]) > 2 * launch[60]
    day = course(Scenario(viewers=300, shape="conference", duration_s=3600))
    for before, pause, after in ((18, 24, 32), (44, 53, 64), (74, 80, 87)):
        assert day[pause] < 0.5 * min(day[before], day[after])


def test_what_is_cut_off_ends_for_everybody_at_once() -> None:
    scenario = Scenario(viewers=200, shape="cut-off", duration_s=3000)
    clock = ManualClock(START + 1800.0)
    simulation = Simulation(
        Scenario(viewers=200, shape="cut-off", duration_s=3000, started_ago_s=1800),
        clock,
    )
    assert simulation.is_live()
    clock.advance(100)
    assert not simulation.is_live()
    assert simulation.end == simulation.start + 1860
    assert max(beat.time for beat in lived(scenario)) <= START + 1860 + 3
    assert [title for _, title in simulation.agenda()][-1] == "Outlook"
    assert simulation.agenda()[1] == (simulation.start + 480, "Results")


def last_ones(scenario: Scenario) -> tuple[float, float]:
    """Share of the stalled and of the other heartbeats that are a viewer's last."""
    beats = [beat for beat in lived(scenario) if beat.time < START + 1500]
    last = {beat.person: beat for beat in beats}.values()
    gone = Counter(beat.buffer_cs > 0 for beat in last if beat.time < START + 1200)
    sent = Counter(beat.buffer_cs > 0 for beat in beats if beat.time < START + 1200)
    return gone[True] / sent[True], gone[False] / sent[False]


def test_stalls_drive_viewers_away_at_the_rate_that_was_chosen() -> None:
    null = Scenario(viewers=800, duration_s=3600, outage_s=0)
    stalled, other = last_ones(null)
    assert abs(stalled - other) < 0.004
    stalled, other = last_ones(replace(null, stall_leave_share=0.3))
    assert stalled == pytest.approx(0.3, abs=0.04)
    assert other < 0.02


def test_groups_differ_in_stay_and_stalls() -> None:
    groups = (
        Group("device", "Mobile", stay=0.3, stalls=4.0),
        Group("country", "India", stalls=2.0),
    )
    scenario = Scenario(viewers=800, duration_s=7200, outage_s=0, groups=groups)
    people = People(scenario.seed)
    told: dict[int, list[bool]] = defaultdict(list)
    for beat in lived(scenario):
        told[beat.person].append(beat.buffer_cs > 0)
    sent: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    stays: dict[str, list[int]] = defaultdict(list)
    for person, stalls in told.items():
        device = people.fact("device", person)
        sent[device, people.fact("country", person) == "India"] += stalls
        stays[device].append(len(stalls))
    usual = mean(sent["Computer", False])
    assert mean(sent["Mobile", False]) == pytest.approx(4 * usual, rel=0.2)
    assert mean(sent["Computer", True]) == pytest.approx(2 * usual, rel=0.25)
    assert mean(sent["Mobile", True]) == pytest.approx(8 * usual, rel=0.35)
    typical = {device: mean(counts) for device, counts in stays.items()}
    assert typical["Mobile"] < 0.6 * typical["Computer"]
    assert typical["Tablet"] == pytest.approx(typical["Computer"], rel=0.25)


def test_a_weekly_event_has_one_course_and_an_odd_week() -> None:
    latest = Scenario(viewers=200, duration_s=3600, started_ago_s=3000, outage_s=0)
    series = weekly(latest, 5, odd=2)
    assert series[-1].entry_id == latest.entry_id
    assert [one.started_ago_s for one in series] == [
        3000 + 604_800 * ago for ago in (4, 3, 2, 1, 0)
    ]
    assert len({one.seed for one in series}) == len({one.entry_id for one in series})
    courses = [course(one) for one in series]
    alike = [correlation(one, courses[-1]) for one in courses]
    assert [one > 0.95 for one in alike] == [True, True, False, True, True]
    assert {one.outage_s for one in series} == {0}


def test_a_collector_fails_otherwise_in_each_week() -> None:
    lost = [one.outage_s for one in weekly(Scenario(outage_s=50), 6)]
    assert lost[-1] == 50
    assert len(set(lost)) > 3
    assert all(0 <= each <= 90 for each in lost)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"shape": "parade"}, "shape must be one of town-hall, launch"),
        ({"stall_leave_share": 1.5}, "stall_leave_share must be between 0 and 1"),
        ({"groups": (Group("hat", "red"),)}, "fact must be one of country, device"),
        ({"groups": (Group("device", "Watch"),)}, "value must be one of Computer"),
        ({"groups": (Group("device", "TV", stay=0),)}, "stay must be above 0"),
        ({"groups": (Group("device", "TV", stalls=-1),)}, "stalls must be above 0"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Scenario(**wrong)


@pytest.mark.parametrize(("weeks", "odd"), [(0, None), (3, 3), (3, -1)])
def test_a_series_that_cannot_be_is_refused(weeks: int, odd: int | None) -> None:
    with pytest.raises(ConfigurationError, match="weeks must be"):
        weekly(Scenario(), weeks, odd=odd)
